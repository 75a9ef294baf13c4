/**
 * A bot that knows nothing of Khala: a process of its own, written against @node-sc2/proto, a client library of StarCraft II's API
 * by others. It plays one match and prints one line of JSON. Its units attack the nearest enemy that they see, and else walk to
 * where the enemy begins.
 *
 * usage: node node-sc2-bot.mjs PORT MAP SEED
 */
import createClient from '@node-sc2/proto';

const [port, map, seed] = process.argv.slice(2);
/** Whatever goes wrong, this process ends. */
setTimeout(() => {
  process.stderr.write('the bot ran out of time\n');
  process.exit(3);
}, 60_000).unref();

const TERRAN = 1;
const MEDIUM = 3;
const [PARTICIPANT, COMPUTER] = [1, 2];
const [SELF, ENEMY] = [1, 4];
const ATTACK = 23;
const LOOPS = 8;
const STATUS_ENDED = 5;

const client = createClient();
const ping = await client.connect({ host: '127.0.0.1', port: Number(port) });
await client.createGame({
  localMap: { mapPath: map },
  playerSetup: [{ type: PARTICIPANT }, { type: COMPUTER, race: TERRAN, difficulty: MEDIUM }],
  randomSeed: Number(seed),
  realtime: false,
});
const { playerId } = await client.joinGame({ race: TERRAN, options: { raw: true, score: true } });
const { startRaw } = await client.gameInfo();
const [goal] = startRaw.startLocations;
const { units: known } = await client.data({ unitTypeId: true, abilityId: true });

let observations = 0;
let orders = 0;
let died = 0;
const refused = [];
let playerResult = [];
while (playerResult.length === 0) {
  const { observation, playerResult: results } = await client.observation();
  playerResult = results;
  observations++;
  const { rawData } = observation;
  died += rawData.event?.deadUnits.length ?? 0;
  const own = rawData.units.filter(({ alliance }) => alliance === SELF);
  const enemies = rawData.units.filter(({ alliance }) => alliance === ENEMY);
  for (const unit of own)
    if (!known.some(({ unitId }) => unitId === unit.unitType))
      throw new Error(`unknown unit type ${unit.unitType}`);
  if (playerResult.length > 0) break;
  const actions = own.map(({ tag, pos }) => {
    const far = ({ pos: other }) => Math.hypot(other.x - pos.x, other.y - pos.y);
    const nearest = enemies.sort((a, b) => far(a) - far(b))[0];
    const target = nearest ? { targetUnitTag: nearest.tag } : { targetWorldSpacePos: goal };
    return { actionRaw: { unitCommand: { abilityId: ATTACK, unitTags: [tag], ...target } } };
  });
  const { result } = await client.action({ actions });
  orders += actions.length;
  refused.push(...result.filter((code) => code !== 1));
  if (client.status !== STATUS_ENDED) await client.step({ count: LOOPS });
}
const left = await client.leaveGame();
process.stdout.write(
  `${JSON.stringify({ ping, playerId, observations, orders, died, refused, playerResult, left: left !== undefined, status: client.status })}\n`,
);
process.exit(0);
