/** Hand-made matches for the tests of recordings: small, plain, and different wherever a mix-up could hide. */

import { createRecordingWriter, type RecordingWriter } from '../../replays/recording/writer.js';
import { ALLIANCE, createEntityTable, PLAYER_SCALAR_NAMES } from '../../src/spec/columns.js';
import type { MatchInfo, Outcome, PlayerId, Rejection, TimeStep } from '../../src/spec/match.js';
import type { CommandMessage, LabelMessage, ObservationMessage } from '../../src/spec/messages.js';
import type { Command, Observation } from '../../src/spec/observation.js';
import { ABILITY, SKIRMISH_VOCABULARY, UNIT_TYPE, type Vocabulary } from '../../src/spec/vocabulary.js';

export const META = { khala: '0.1.0', writer: 'test', settings: { episodes: 1 } } as const;
export const NAMES = { 1: 'scripted:Champion', 2: 'scripted:Elite' } as const;
const SIDE = 4;

/** Tags of one's own two units and of the enemy's one. */
export const OWN_A = 0x1_0000_0001n;
export const OWN_B = 0x1_0000_0002n;
export const ENEMY = 0xffff_ffff_ffff_fff1n;

/** A small one: some tests open a file once for each of its bytes. */
const VOCABULARY: Vocabulary = {
  ...SKIRMISH_VOCABULARY,
  functions: SKIRMISH_VOCABULARY.functions.slice(0, 2),
  unitTypes: [],
  abilities: [],
  users: [[], []],
};

export function info(seed: number): MatchInfo {
  return {
    player: 1,
    players: [1, 2],
    map: {
      name: 'field',
      width: SIDE,
      height: SIDE,
      layerWidth: SIDE,
      layerHeight: SIDE,
      pathing: new Uint8Array(SIDE * SIDE).fill(1),
      placement: new Uint8Array(SIDE * SIDE),
      terrainHeight: new Uint8Array(SIDE * SIDE).fill(127),
    },
    scenario: '3m',
    scenarioHash: 'ab'.repeat(32),
    seed,
    limits: { stepLoops: 2, commandsPerSecond: 12, maxLoops: 1000 },
    vocabulary: VOCABULARY,
  };
}

/** An observation whose content depends on the loop. `filler` more neutral rows make it bigger. */
function observation(gameLoop: number, filler = 0): Observation {
  const entities = createEntityTable(3 + filler);
  entities.tag.set([OWN_A, OWN_B, ENEMY]);
  entities.alliance.fill(ALLIANCE.neutral).set([ALLIANCE.self, ALLIANCE.self, ALLIANCE.enemy]);
  entities.unit_type.fill(UNIT_TYPE.marine);
  for (let row = 0; row < 3 + filler; row++) {
    if (row >= 3) entities.tag[row] = BigInt(1000 + row);
    entities.x[row] = Math.fround(row + gameLoop / 64);
    entities.health[row] = 45;
  }
  return {
    gameLoop,
    count: 3 + filler,
    entities,
    unknown: [],
    player: new Int32Array(PLAYER_SCALAR_NAMES.length).fill(gameLoop),
    upgrades: new Uint16Array(0),
    lastCommand: null,
    visibility: new Uint8Array(SIDE * SIDE).fill(2),
    creep: new Uint8Array(0),
  };
}

export function observe(
  gameLoop: number,
  rejected: readonly Rejection[] = [],
  filler = 0,
): ObservationMessage {
  const step: TimeStep = {
    observation: observation(gameLoop, filler),
    reward: 0,
    terminated: false,
    truncated: false,
    info: { rejected },
  };
  return { type: 'observation', player: 1, step };
}

/** An attack on the enemy. */
export function attack(units: readonly bigint[] = [OWN_A], delay = 2): Command {
  return {
    ability: ABILITY.attack,
    delay,
    queued: false,
    units,
    target: { kind: 'entity', tag: ENEMY },
  };
}

export function order(gameLoop: number, command: Command): CommandMessage {
  return { type: 'command', player: 1, gameLoop, command };
}

export function label(gameLoop: number, command: Command): LabelMessage {
  return { type: 'label', player: 1, gameLoop, teacher: 'scripted:Champion', command };
}

export function outcome(loops: number): Outcome {
  return { reason: 'eliminated', results: { 1: 'win', 2: 'loss' }, faults: {}, loops };
}

export type Written = ObservationMessage | CommandMessage | LabelMessage;

/** Writes episodes into a file; episode i has seed 100 + i and ends at its last message's loop + 2. */
export function writeEpisodes(path: string, episodes: readonly (readonly Written[])[]): void {
  const writer = createRecordingWriter(path, META, { overwrite: false });
  for (const [i, messages] of episodes.entries()) writeEpisode(writer, 100 + i, messages);
  writer.close();
}

export function writeEpisode(
  writer: RecordingWriter,
  seed: number,
  messages: readonly Written[],
  names: Readonly<Record<PlayerId, string>> = NAMES,
): void {
  writer.beginEpisode(info(seed), names);
  for (const message of messages) writer.write(message);
  const last = messages.at(-1);
  const loop = last?.type === 'observation' ? last.step.observation.gameLoop : (last?.gameLoop ?? 0) + 2;
  writer.endEpisode(outcome(loop));
}
