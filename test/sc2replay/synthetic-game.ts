/** A synthetic game of two, loop by loop: what the tracker reports and what the clients send. */
import type { RaceName } from '../../replays/sc2replay/game/types.js';
import { createRandom, type Random } from '../../src/spec/random.js';
import { SyntheticClient } from './synthetic-client.js';
import { SyntheticPlayer } from './synthetic-player.js';
import { SyntheticWorld } from './synthetic-world.js';
import type { WritableEvent } from './write-stream.js';

export interface SyntheticGamePlan {
  readonly seed: number;
  readonly baseBuild: number;
  /** Game loops. */
  readonly loops: number;
  readonly races: readonly [RaceName, RaceName];
  /** Player id; null: nobody leaves. */
  readonly winner: 1 | 2 | null;
  readonly startWorkers: number;
  /** Cells. */
  readonly width: number;
  readonly height: number;
}

export interface SyntheticGame {
  readonly tracker: readonly WritableEvent[];
  readonly game: readonly WritableEvent[];
  readonly messages: readonly WritableEvent[];
}

/** Users as the lobby numbers them: not the player ids, as in real games. */
export const USER_IDS = [0, 3] as const;
const TYPE_PERSON = 1;
const STATS_LOOPS = 160;
const FIGHT_LOOPS = 90;
/** The loser keeps some workers. */
const LEAST_WORKERS = 8;
/** No fight before both have had time for soldiers. */
const FIRST_FIGHT = 1800;
const MARGIN = 36;
const FIELDS = 8;
const LEAVE_BEFORE_END = 40;

export function playSyntheticGame(plan: SyntheticGamePlan): SyntheticGame {
  const random = createRandom('synthetic replay', plan.seed);
  const world = new SyntheticWorld();
  const clients = USER_IDS.map((userId) => new SyntheticClient(world, userId, plan.baseBuild));
  const homes = [
    { x: MARGIN, y: MARGIN },
    { x: plan.width - MARGIN, y: plan.height - MARGIN },
  ];
  for (const [i, userId] of USER_IDS.entries()) {
    world.report('SPlayerSetupEvent', {
      m_playerId: i + 1,
      m_type: TYPE_PERSON,
      m_userId: userId,
      m_slotId: i,
    });
  }
  for (const home of homes) {
    for (let i = 0; i < FIELDS; i++) world.born('MineralField', 0, home.x - 7, home.y - 4 + i);
  }
  const players = [0, 1].map((i) => {
    const [home, enemyHome] = i === 0 ? [homes[0]!, homes[1]!] : [homes[1]!, homes[0]!];
    return new SyntheticPlayer(i + 1, plan.races[i]!, world, clients[i]!, random, home, enemyHome);
  });
  for (const player of players) player.start(plan.startWorkers);
  for (const client of clients)
    client.send('SUserOptionsEvent', { m_gameFullyDownloaded: true, m_baseBuildNum: plan.baseBuild });
  while (world.loop < plan.loops) {
    world.step();
    if (world.loop === 1 || world.loop % STATS_LOOPS === 0) for (const player of players) player.stats();
    if (world.loop >= plan.loops - LEAVE_BEFORE_END) leave(plan, world.loop, clients);
    else for (const player of players) player.act();
    if (world.loop > FIRST_FIGHT && world.loop % FIGHT_LOOPS === 0)
      fight(world, players, plan.winner, random);
  }
  return {
    tracker: world.events,
    game: clients.flatMap((client) => client.events).sort((a, b) => a.loop - b.loop),
    messages: [
      { event: 'SLoadingProgressMessage', loop: 0, userId: USER_IDS[0], m_progress: 100 },
      { event: 'SChatMessage', loop: 60, userId: USER_IDS[1], m_string: 'glhf' },
    ],
  };
}

/** The loser leaves first. */
function leave(
  { winner, loops }: SyntheticGamePlan,
  loop: number,
  clients: readonly SyntheticClient[],
): void {
  if (winner === null) return;
  if (loop === loops - LEAVE_BEFORE_END) clients[2 - winner]!.send('SGameUserLeaveEvent', {});
  if (loop === loops - 1) clients[winner - 1]!.send('SGameUserLeaveEvent', {});
}

/** Someone's soldier falls: more often the loser's. */
function fight(
  world: SyntheticWorld,
  players: readonly SyntheticPlayer[],
  winner: number | null,
  random: Random,
): void {
  const favoured = (winner ?? 1 + random.int(2)) - 1;
  const killers = players[random.next() < 0.7 ? favoured : 1 - favoured]!;
  const victims = players.find((player) => player !== killers)!;
  const [killer] = killers.soldiers;
  if (killer === undefined || random.next() < 0.3) return;
  const raided = victims.workers.length > LEAST_WORKERS ? victims.workers : [];
  const victim = victims.soldiers[0] ?? raided[random.int(raided.length)];
  if (victim === undefined) return;
  victims.lose(victim, killer);
  const hurt = [killer, ...victims.soldiers.slice(0, 3)];
  world.positions(hurt);
}
