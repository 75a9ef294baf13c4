/**
 * The same policy in the same seeded match is the same match, whichever way it is played: inside the process, over the bridge,
 * and over the SC2 API, our client against our server.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createScripted } from '../../../../agent/scripted/index.js';
import type { Player } from '../../../../env-bridge/environment.js';
import { connectBridge, startBridge } from '../../../../env-bridge/index.js';
import { type MatchObserver, playMatch } from '../../../../env-bridge/match.js';
import { connectGame } from '../../../../env-bridge/sc2/client/connection.js';
import { createSc2Game } from '../../../../env-bridge/sc2/client/game.js';
import type { PlayerSetup } from '../../../../env-bridge/sc2/schema/messages.js';
import { startApiServer } from '../../../../env-bridge/sc2/server/api-server.js';
import { createSkirmish } from '../../../../env-bridge/skirmish/index.js';
import { recordPlayer } from '../../../../replays/recording/record-player.js';
import { createRecordingWriter } from '../../../../replays/recording/writer.js';
import { createEngine, type Engine } from '../../../../src/engine/index.js';
import type { Checkpoint } from '../../../../src/model/checkpoint.js';
import { modelConfig } from '../../../../src/model/config.js';
import { initialise } from '../../../../src/model/parameters.js';
import { createPolicy } from '../../../../src/model/policy.js';
import type { Outcome } from '../../../../src/spec/match.js';
import { SKIRMISH_VOCABULARY } from '../../../../src/spec/vocabulary.js';
import { createPolicyPlayer } from '../../../agent/alone.js';

let engine: Engine;
let folder: string;
beforeAll(async () => {
  engine = await createEngine('onnx', { threads: 1 });
  folder = mkdtempSync(join(tmpdir(), 'khala-identity-'));
});
afterAll(async () => {
  await engine.dispose();
  rmSync(folder, { recursive: true });
});

/** A policy of drawn weights: what it samples is wild, and much of it is refused, which must be the same everywhere too. */
function policy(seed: number): Player {
  const net = createPolicy(modelConfig('nano'), SKIRMISH_VOCABULARY);
  const checkpoint = { policy: net, parameters: initialise(net.layout, 3) } as Checkpoint;
  return createPolicyPlayer(checkpoint, engine, { name: 'nano', temperature: 1, seed });
}

/** How a match is played: with player 1's policy, and the second player by name or as a policy of his own. */
type Way = (
  scenario: string,
  seed: number,
  players: readonly [Player, Player],
  observers: readonly MatchObserver[],
) => Promise<Outcome>;

const direct: Way = (scenario, seed, [one, two], observers) =>
  playMatch(
    createSkirmish(scenario),
    new Map([
      [1, one],
      [2, two],
    ]),
    { seed, observers },
  );

const bridged: Way = async (scenario, seed, [one, two], observers) => {
  const bridge = await startBridge({ vocabulary: SKIRMISH_VOCABULARY });
  const client = await connectBridge(bridge.url, { name: one.name });
  const open = bridge.open({
    environment: createSkirmish(scenario),
    seed,
    players: new Map([[2, two]]),
    observers,
  });
  await client.play(one);
  const outcome = await open.finished;
  await client.close();
  await bridge.close();
  return outcome;
};

/** The second player sits in the server, as the game's own AI does. */
const servedComputer: Way = async (scenario, seed, [one, two], observers) => {
  const server = await startApiServer({ computer: () => two });
  const connection = await connectGame(server.url);
  const game = createSc2Game({
    seats: [{ connection, join: { race: 'Random' } }],
    create: { localMap: { mapPath: scenario }, playerSetup: [PARTICIPANT, { type: 'Computer' }] },
    realtime: false,
  });
  const outcome = await playMatch(game, () => one, { seed, observers });
  await game.close();
  await connection.close();
  await server.close();
  return outcome;
};

const PARTICIPANT: PlayerSetup = { type: 'Participant' };

/** Both players are clients. */
const servedClients: Way = async (scenario, seed, players, observers) => {
  const server = await startApiServer({
    computer: () => {
      throw new Error('nobody asked for a computer');
    },
  });
  const connections = [await connectGame(server.url), await connectGame(server.url)];
  const game = createSc2Game({
    seats: connections.map((connection) => ({ connection, join: { race: 'Random' } })),
    create: { localMap: { mapPath: scenario }, playerSetup: [PARTICIPANT, PARTICIPANT] },
    realtime: false,
  });
  const outcome = await playMatch(game, (id) => players[id - 1], { seed, observers });
  await game.close();
  for (const connection of connections) await connection.close();
  await server.close();
  return outcome;
};

const WAYS = { direct, bridged, servedComputer, servedClients };

interface Recorded {
  readonly bytes: Buffer;
  readonly outcome: Outcome;
  readonly commands: readonly unknown[];
  readonly refused: number;
}

let files = 0;
async function record(way: Way, scenario: string, seed: number, opponent: () => Player): Promise<Recorded> {
  const path = join(folder, `${files++}.khr`);
  const meta = { khala: 'test', writer: 'test', settings: {} };
  const writer = createRecordingWriter(path, meta, { overwrite: false });
  const commands: unknown[] = [];
  let refused = 0;
  const outcome = await way(
    scenario,
    seed,
    [policy(11), opponent()],
    [
      recordPlayer(writer, { player: 1, names: { 1: 'nano', 2: 'other' } }),
      {
        observation: (id, step) => {
          if (id === 1) refused += step.info.rejected.length;
        },
        command: (id, loop, command) => {
          if (id === 1) commands.push([loop, command]);
        },
      },
    ],
  );
  writer.close();
  return { bytes: readFileSync(path), outcome, commands, refused };
}

describe('one policy, one seed, every way to play', () => {
  it.each([
    ['3m', 5, 'scripted:Medium', () => createScripted('Medium')],
    ['MMM', 6, 'scripted:VeryEasy', () => createScripted('VeryEasy')],
    ['random', 7, 'another policy', () => policy(12)],
  ])(
    'makes the same recording on %s, seed %i, against %s',
    async (scenario, seed, _, opponent) => {
      const expected = await record(direct, scenario, seed, opponent);
      expect(expected.commands.length).toBeGreaterThan(5);
      expect(expected.refused).toBeGreaterThan(0);
      for (const [name, way] of Object.entries(WAYS)) {
        const played = await record(way, scenario, seed, opponent);
        expect(played.commands, name).toEqual(expected.commands);
        expect(played.outcome, name).toEqual(expected.outcome);
        // Also what was seen, refused and said of the match: the files are the same, byte by byte.
        expect(played.bytes.equals(expected.bytes), name).toBe(true);
      }
    },
    180_000,
  );
});
