/**
 * Scripted players, named after StarCraft II's own difficulties. Each is a pure function of the observation: it remembers
 * nothing, so it can be asked about any state, also one it would never have reached (DAgger asks).
 */
import type { Player } from '../../env-bridge/environment.js';
import { KhalaError } from '../../src/spec/errors.js';
import type { MatchInfo } from '../../src/spec/match.js';
import type { Command, Observation } from '../../src/spec/observation.js';
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
  readonly doc: string;
}

/** The ladder, weakest first. */
export const DIFFICULTIES = {
  VeryEasy: { sc2: 1, policy: veryEasy, alone: true, doc: 'fights only when attacked' },
  Easy: { sc2: 2, policy: easy, alone: true, doc: 'attack-moves each unit on its own' },
  Medium: { sc2: 3, policy: medium, alone: false, doc: 'gathers, then attack-moves as a group' },
  Hard: { sc2: 5, policy: hard, alone: false, doc: 'and shoots the most threatening first' },
  Elite: {
    sc2: 7,
    policy: elite,
    alone: false,
    doc: 'and focuses fire on who dies soonest, without overkill',
  },
  Champion: {
    sc2: null,
    policy: champion,
    alone: false,
    doc: 'and kites, saves the wounded, chooses fights: the teacher',
  },
} as const satisfies Record<string, DifficultySpec>;

export type Difficulty = keyof typeof DIFFICULTIES;

/** The one command that a difficulty gives in this state. Same arguments, same command. */
function decide(difficulty: Difficulty, observation: Observation, info: MatchInfo): Command {
  const view = readView(observation, info);
  const wishes = createWishes(view.own.length);
  const { policy, alone } = DIFFICULTIES[difficulty];
  policy(view, wishes);
  return commandOf(view, wishes, alone);
}

/**
 * A player of this difficulty, called `scripted:<difficulty>`.
 * @example const teacher = createScripted('Champion');
 */
export function createScripted(difficulty: Difficulty): Player {
  const name = `scripted:${difficulty}`;
  let info: MatchInfo | null = null;
  return {
    name,
    start(started) {
      info = started;
    },
    act(step) {
      if (info === null)
        throw new KhalaError(
          'PROTOCOL_STATE',
          `act as ${name}: a match must be started first, got an observation before any; call start(info)`,
        );
      return decide(difficulty, step.observation, info);
    },
    end() {
      info = null;
    },
  };
}
