import { expect, it } from 'vitest';
import { runLanes } from '../../src/jobs/lanes.js';

const never = new AbortController().signal;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('gives each lane one item at a time, and the results in the order of the items', async () => {
  const busy = new Set<string>();
  let most = 0;
  const results = await runLanes(['a', 'b', 'c'], [5, 1, 4, 2, 3, 6, 0], never, async (lane, item) => {
    expect(busy.has(lane)).toBe(false);
    busy.add(lane);
    most = Math.max(most, busy.size);
    for (let i = 0; i < item; i++) await turn();
    busy.delete(lane);
    return item * 10;
  });
  expect(results).toEqual([50, 10, 40, 20, 30, 60, 0]);
  expect(most).toBe(3);
});

it('tells the others of a failure, waits for them and throws it; no more is begun', async () => {
  const begun: number[] = [];
  const ended: number[] = [];
  const run = runLanes([1, 2], [0, 1, 2, 3], never, async (_, item, signal) => {
    begun.push(item);
    await turn();
    if (item === 1) throw new Error('broken');
    while (!signal.aborted) await turn();
    ended.push(item);
    signal.throwIfAborted();
  });
  await expect(run).rejects.toThrow('broken');
  expect(begun).toEqual([0, 1]);
  expect(ended).toEqual([0]);
});

it('ends by the reason of its signal, at once or in the middle', async () => {
  const abort = new AbortController();
  const run = runLanes([1, 2], [0, 1, 2, 3], abort.signal, async (_, __, signal) => {
    while (!signal.aborted) {
      abort.abort(new Error('enough'));
      await turn();
    }
    signal.throwIfAborted();
  });
  await expect(run).rejects.toThrow('enough');
  const late = runLanes([1], [0], abort.signal, () => expect.unreachable('nothing may begin'));
  await expect(late).rejects.toThrow('enough');
});

it('hears of a stop also between pieces of work that wait for nothing', async () => {
  const abort = new AbortController();
  setImmediate(() => abort.abort(new Error('stop')));
  let done = 0;
  const items = Array.from({ length: 1000 }, (_, i) => i);
  await expect(runLanes([1], items, abort.signal, () => Promise.resolve(done++))).rejects.toThrow('stop');
  expect(done).toBeLessThan(10);
});
