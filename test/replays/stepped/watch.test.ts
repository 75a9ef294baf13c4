import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { View } from '../../../replays/stepped/view.js';
import { looksFor, watch } from '../../../replays/stepped/watch.js';
import { marine, move, viewOf } from './game.js';

const LOOPS = 400;

describe('where the game is looked at', () => {
  it('is before and after each order, at both ends, and never far apart', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -5, max: LOOPS + 5 })),
        fc.integer({ min: 1, max: LOOPS }),
        (expected, loops) => {
          const looks = looksFor({ expected, loops });
          expect(looks[0]).toBe(0);
          expect(looks.at(-1)).toBe(loops);
          for (const [i, loop] of looks.slice(1).entries()) {
            expect(loop).toBeGreaterThan(looks[i]);
            expect(loop - looks[i]).toBeLessThanOrEqual(22);
          }
          for (const loop of expected.filter((one) => one > 0 && one < loops - 1))
            expect(looks).toEqual(expect.arrayContaining([loop, loop + 1]));
        },
      ),
    );
  });
});

describe('the observation of an order', () => {
  const ORDERS = [3, 40, 41, 41, 200];

  /** @param lag loops between an order and the first look that tells it */
  async function watched(expected: readonly number[], lag: number) {
    let looks = 0;
    let opened = 0;
    const open = async (): Promise<View> => {
      opened++;
      return viewOf({
        loops: LOOPS,
        orders: ORDERS.map((loop) => ({ told: loop + lag, order: move([1n], loop) })),
        looked: () => looks++,
      });
    };
    const result = await watch(open, { playerId: 1, expected, loops: LOOPS });
    const pairs = result.orders.map(({ order, loop, observation }) => {
      expect(observation().gameLoop).toBe(loop);
      return [order.target.kind === 'point' ? order.target.x : -1, loop];
    });
    return { pairs, looks, opened };
  }

  it('is of the loop before which it was given, in one pass where the replay foretells it', async () => {
    const { pairs, looks, opened } = await watched(ORDERS, 1);
    expect(pairs).toEqual(ORDERS.map((loop) => [loop, loop]));
    expect(opened).toBe(1);
    expect(looks).toBeLessThan(40);
  });

  it('is found in a second pass where nothing foretells it', async () => {
    const { pairs, looks, opened } = await watched([], 1);
    expect(pairs).toEqual(ORDERS.map((loop) => [loop, loop]));
    expect(opened).toBe(2);
    expect(looks).toBeLessThan(LOOPS / 2);
  });

  it.each([0, 2, 3])(
    'is the last that does not tell it, when the game tells it %i loops after',
    async (lag) => {
      const { pairs } = await watched(ORDERS, lag);
      expect(pairs).toEqual(ORDERS.map((loop) => [loop, loop + lag - 1]));
    },
  );

  it('has no camera', async () => {
    const orders = [{ told: 4, order: move([1n], 3) }];
    const open = async () => viewOf({ loops: 10, orders });
    const { orders: seen } = await watch(open, { playerId: 1, expected: [3], loops: 10 });
    const { unknown, entities } = seen[0].observation();
    expect(unknown).toEqual(['on_screen']);
    expect([...entities.on_screen]).toEqual([0, 0]);
    expect([...entities.health]).toEqual([marine.health, marine.health]);
  });
});

describe('a game that misbehaves', () => {
  const plan = { playerId: 1, expected: [10, 390], loops: LOOPS };

  it('is refused when it ends before the last order', async () => {
    const open = async () => viewOf({ loops: 100, orders: [] });
    await expect(watch(open, plan)).rejects.toMatchObject({
      code: 'PROTOCOL_STATE',
      message: expect.stringMatching(/ended at loop 100.*goes on to loop 380/),
    });
  });

  it('is taken when it ends a little before its file does', async () => {
    const open = async () => viewOf({ loops: 380, orders: [] });
    await expect(watch(open, plan)).resolves.toMatchObject({ orders: [] });
  });

  it('is refused when it tells other orders the second time', async () => {
    let opened = 0;
    const open = async () =>
      viewOf({ loops: LOOPS, orders: [{ told: opened++ === 0 ? 100 : 150, order: move([1n], 1) }] });
    await expect(watch(open, plan)).rejects.toMatchObject({
      code: 'PROTOCOL_STATE',
      message: expect.stringContaining('asked again'),
    });
  });

  it('counts what is no order', async () => {
    const open = async () =>
      viewOf({ loops: 30, orders: [], others: ['camera_move', 'chat', 'camera_move'] });
    const { others } = await watch(open, { playerId: 1, expected: [], loops: 30 });
    expect(others).toEqual({ camera_move: 2, chat: 1 });
  });
});
