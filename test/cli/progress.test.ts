import { describe, expect, it } from 'vitest';
import { createProgress } from '../../src/cli/progress.js';

/** A stream that is no terminal, and a clock that stands still until it is moved. */
function scene() {
  const lines: string[] = [];
  let time = 0;
  const stream = { isTTY: false, write: (text: string) => lines.push(text) } as unknown as NodeJS.WriteStream;
  return {
    lines,
    wait: (milliseconds: number) => {
      time += milliseconds;
    },
    progress: createProgress({ label: 'train', total: 100, unit: 'steps', stream, now: () => time }),
  };
}

describe('progress without a terminal', () => {
  it('writes a line every five seconds and the last state', () => {
    const { lines, wait, progress } = scene();
    for (let step = 1; step <= 12; step++) {
      wait(1_000);
      progress.update(step, `loss ${step}`);
    }
    progress.stop();
    progress.stop();
    expect(lines).toEqual([
      'train: 5/100 steps, 5 s, loss 5\n',
      'train: 10/100 steps, 10 s, loss 10\n',
      'train: 12/100 steps, 12 s, loss 12\n',
    ]);
  });

  it('keeps the last note and writes nothing twice', () => {
    const { lines, wait, progress } = scene();
    progress.update(1, 'warm-up');
    wait(5_000);
    progress.update(2);
    progress.stop();
    expect(lines).toEqual(['train: 2/100 steps, 5 s, warm-up\n']);
  });
});
