import { beforeEach, describe, expect, it } from 'vitest';
import { createLabelledPlayer } from '../../agent/dagger.js';
import type { Player } from '../../env-bridge/environment.js';
import type { TimeStep } from '../../src/spec/match.js';
import { type Command, noOp } from '../../src/spec/observation.js';
import { ABILITY } from '../../src/spec/vocabulary.js';
import { INFO, scene } from './scripted/scene.js';

/** Plays back these commands, one a question, and notes the loops at which it was asked. */
interface Script extends Player {
  readonly asked: number[];
  readonly calls: string[];
}
function script(name: string, commands: readonly Command[]): Script {
  const asked: number[] = [];
  const calls: string[] = [];
  return {
    name,
    asked,
    calls,
    start: () => {
      calls.push('start');
    },
    act: ({ observation }) => {
      asked.push(observation.gameLoop);
      return commands[(asked.length - 1) % commands.length];
    },
    end: () => {
      calls.push('end');
    },
  };
}

const stop = (delay: number): Command => ({
  ability: ABILITY.stop,
  delay,
  queued: false,
  units: [1n],
  target: { kind: 'none' },
});
const stepAt = (gameLoop: number): TimeStep => ({
  observation: scene([{ tag: 1n, type: 'marine', x: 5, y: 5 }], [], gameLoop),
  reward: 0,
  terminated: false,
  truncated: false,
  info: { rejected: [] },
});

describe('a labelled player', () => {
  const loops = [0, 2, 4, 6, 8, 10];
  let learner: Script;
  let teacher: Script;
  beforeEach(() => {
    learner = script('learner', [stop(5), stop(1), noOp(2)]);
    teacher = script('teacher', [noOp(64), stop(3)]);
  });

  it('asks the teacher at every look, and the learner only when his delay is over', async () => {
    const player = createLabelledPlayer(learner, teacher);
    await player.start(INFO);
    const given: Command[] = [];
    const decided: (boolean | undefined)[] = [];
    for (const loop of loops) {
      given.push(await player.act(stepAt(loop)));
      decided.push(player.labelAt(loop)?.decided);
    }
    expect(teacher.asked).toEqual(loops);
    expect(learner.asked).toEqual([0, 6, 8, 10]); // 0 + 5 is over at the look of 6; a delay of 1 is raised to 2.
    expect(decided).toEqual([true, false, false, true, true, true]);
    expect(given).toEqual([stop(2), noOp(2), noOp(2), stop(2), noOp(2), stop(2)]);
  });

  it('tells the learner when he wakes what was refused while he slept', async () => {
    const told: unknown[] = [];
    const listening: Player = {
      ...learner,
      act: (step) => {
        told.push(step.info.rejected);
        return learner.act(step);
      },
    };
    const player = createLabelledPlayer(listening, teacher);
    await player.start(INFO);
    const refusal = { command: stop(2), result: 'NotSupported' };
    for (const loop of loops) {
      const step = stepAt(loop);
      await player.act(loop === 2 || loop === 10 ? { ...step, info: { rejected: [refusal] } } : step);
    }
    expect(told).toEqual([[], [refusal], [], [refusal]]);
  });

  it('gives the label of the last look and of no other', async () => {
    const player = createLabelledPlayer(learner, teacher);
    await player.start(INFO);
    expect(player.labelAt(0)).toBe(null);
    await player.act(stepAt(0));
    await player.act(stepAt(2));
    expect(player.labelAt(2)).toEqual({ teacher: 'teacher', command: stop(3), decided: false });
    expect(player.labelAt(0)).toBe(null);
  });

  it('forgets the last match: its sleep and its label', async () => {
    const player = createLabelledPlayer(script('learner', [stop(100)]), teacher);
    await player.start(INFO);
    await player.act(stepAt(0));
    await player.start(INFO);
    expect(player.labelAt(0)).toBe(null);
    await player.act(stepAt(0));
    expect(player.labelAt(0)?.decided).toBe(true);
  });

  it('passes start and end on to both, and is called like the learner', async () => {
    const player = createLabelledPlayer(learner, teacher);
    await player.start(INFO);
    await player.end({ reason: 'aborted', results: {}, faults: {}, loops: 0 });
    expect(learner.calls).toEqual(['start', 'end']);
    expect(teacher.calls).toEqual(['start', 'end']);
    expect(player.name).toBe('learner');
  });

  it.each([0, Number.NaN])('refuses a delay of %s, which would never end', async (delay) => {
    const player = createLabelledPlayer(script('learner', [stop(delay)]), teacher);
    await player.start(INFO);
    await expect(player.act(stepAt(0))).rejects.toMatchObject({ code: 'BAD_COMMAND' });
  });
});
