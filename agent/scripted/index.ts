/**
 * Scripted players, named after StarCraft II's own difficulties. Each is a pure function of the observation: it remembers
 * nothing, so it can be asked about any state, also one it would never have reached (DAgger asks).
 */
import type { Player } from '../../env-bridge/environment.js';
import { KhalaError } from '../../src/spec/errors.js';
import type { MatchInfo, TimeStep } from '../../src/spec/match.js';
import type { Command } from '../../src/spec/observation.js';
import { type Level, wishAbilities } from './abilities.js';
import { easy, medium, veryEasy } from './basic.js';
import { champion } from './champion.js';
import type { Policy } from './policy.js';
import { elite, hard } from './tactical.js';
import { readView } from './view.js';
import { commandOf, createWishes } from './wishes.js';

interface DifficultySpec {
  /** Value of SC2's `Difficulty` enum (s2client-proto, sc2api.proto); null where SC2 has none. */
  readonly sc2: number | null;
  readonly policy: Policy;
  /** Commands its units one by one, never as a group. */
  readonly alone: boolean;
  /** Which abilities it uses; abilities.ts has the table. */
  readonly abilities: Level;
  /** Sees through fog, where it plays in the game's own process. */
  readonly vision?: 'full';
  readonly doc: string;
}

/** The ladder, weakest first. */
export const DIFFICULTIES = {
  VeryEasy: { sc2: 1, policy: veryEasy, alone: true, abilities: 0, doc: 'fights only when attacked' },
  Easy: { sc2: 2, policy: easy, alone: true, abilities: 0, doc: 'attack-moves each unit on its own' },
  Medium: {
    sc2: 3,
    policy: medium,
    alone: false,
    abilities: 1,
    doc: 'gathers, then attack-moves as a group',
  },
  Hard: { sc2: 5, policy: hard, alone: false, abilities: 2, doc: 'and shoots the most threatening first' },
  Elite: {
    sc2: 7,
    policy: elite,
    alone: false,
    abilities: 3,
    doc: 'and focuses fire on who dies soonest, without overkill',
  },
  Champion: {
    sc2: null,
    policy: champion,
    alone: false,
    abilities: 4,
    doc: 'and kites, saves the wounded, chooses fights: the teacher',
  },
  CheatVision: {
    sc2: 8,
    policy: champion,
    alone: false,
    abilities: 4,
    vision: 'full',
    doc: 'Champion that sees through fog',
  },
} as const satisfies Record<string, DifficultySpec>;

export type Difficulty = keyof typeof DIFFICULTIES;

/** The one command that a difficulty gives in this state. Same arguments, same command. */
function decide(difficulty: Difficulty, step: TimeStep, info: MatchInfo): Command {
  const view = readView(step.observation, info, step.info.cooling);
  const wishes = createWishes(view.own.length);
  const { policy, alone, abilities } = DIFFICULTIES[difficulty];
  policy(view, wishes);
  wishAbilities(view, wishes, abilities);
  return commandOf(view, wishes, alone);
}

/**
 * A player of this difficulty, called `scripted:<difficulty>`.
 * @example const teacher = createScripted('Champion');
 */
export function createScripted(difficulty: Difficulty): Player {
  const name = `scripted:${difficulty}`;
  const spec: DifficultySpec = DIFFICULTIES[difficulty];
  let info: MatchInfo | null = null;
  return {
    name,
    ...(spec.vision !== undefined && { vision: spec.vision }),
    start(started) {
      info = started;
    },
    act(step) {
      if (info === null)
        throw new KhalaError(
          'PROTOCOL_STATE',
          `act as ${name}: a match must be started first, got an observation before any; call start(info)`,
        );
      return decide(difficulty, step, info);
    },
    end() {
      info = null;
    },
  };
}
