/**
 * DAgger (Ross, Gordon and Bagnell 2011, algorithm 3.1): the learner plays, the teacher says at every look what he would
 * have done, and the labelled matches are recordings like any other.
 */
import type { Player } from '../env-bridge/environment.js';
import { KhalaError } from '../src/spec/errors.js';
import type { Rejection } from '../src/spec/match.js';
import { type Command, noOp } from '../src/spec/observation.js';

/** The teacher's word on the observation of one game loop. */
export interface TeacherLabel {
  readonly teacher: string;
  readonly command: Command;
  /** Whether the learner himself decided there; else he slept through it. */
  readonly decided: boolean;
}

export interface LabelledPlayer extends Player {
  /** The label of a loop; null if it was not the last one that was asked about. */
  labelAt(gameLoop: number): TeacherLabel | null;
}

/** The next look before the learner wakes: two are a step apart at least, and he must not be woken late for it. */
function lookOnTheWay(loop: number, wake: number, stepLoops: number): number {
  return wake - loop < 2 * stepLoops ? wake : loop + stepLoops;
}

/**
 * A player who acts as `learner` and has every look labelled by `teacher`. He plays the match that the learner would play
 * alone, for the same delays reach the game at the same loops, and looks in between as often as the rules allow.
 */
export function createLabelledPlayer(learner: Player, teacher: Player): LabelledPlayer {
  let wake = 0;
  let look = 0;
  let stepLoops = 1;
  /** What was refused while the learner slept: he must know of it as if he had looked. */
  let rejected: readonly Rejection[] = [];
  let last: { loop: number; label: TeacherLabel } | null = null;
  return {
    name: learner.name,
    async start(info) {
      wake = 0;
      rejected = [];
      last = null;
      stepLoops = info.limits.stepLoops;
      await learner.start(info);
      await teacher.start(info);
    },
    async act(step) {
      const loop = step.observation.gameLoop;
      const decided = loop >= wake;
      last = { loop, label: { teacher: teacher.name, command: await teacher.act(step), decided } };
      rejected = [...rejected, ...step.info.rejected];
      if (!decided) {
        look = lookOnTheWay(loop, wake, stepLoops);
        return noOp(wake - loop);
      }
      const command = await learner.act({ ...step, info: { ...step.info, rejected } });
      rejected = [];
      if (!(command.delay >= 1))
        throw new KhalaError(
          'BAD_COMMAND',
          `label a match: ${learner.name} gave delay ${command.delay}; a delay is at least 1 loop`,
        );
      wake = loop + Math.max(stepLoops, Math.floor(command.delay));
      look = lookOnTheWay(loop, wake, stepLoops);
      return command;
    },
    nextLook: () => look,
    async end(outcome) {
      await learner.end(outcome);
      await teacher.end(outcome);
    },
    labelAt: (gameLoop) => (last?.loop === gameLoop ? last.label : null),
  };
}
