import { describe, expect, it } from 'vitest';
import { keepOrders } from '../../../replays/stepped/orders.js';
import type { SeenOrder } from '../../../replays/stepped/view.js';
import type { WatchedOrder } from '../../../replays/stepped/watch.js';
import { ABILITY } from '../../../src/spec/vocabulary.js';
import { ENEMY, marine, move, OWN, observationAt } from './game.js';

const at = (loop: number, order: SeenOrder): WatchedOrder => ({
  ...{ loop, order, packed: new Uint8Array([loop]) },
  observation: () => observationAt(loop),
});
const keep = (...orders: readonly [loop: number, SeenOrder][]) => {
  const { kept, drops } = keepOrders(
    orders.map(([loop, order]) => at(loop, order)),
    100,
  );
  return { commands: kept.map(({ watched, command }) => [watched.loop, command.delay]), drops, kept };
};

describe('orders of the game', () => {
  it('last until the next that is kept, the last until the end, and never no time', () => {
    const { commands } = keep([10, move([OWN], 1)], [30, move([OWN], 3)], [30, move([OWN], 7)]);
    expect(commands).toEqual([
      [10, 20],
      [30, 1],
      [30, 70],
    ]);
  });

  it('go to those of their units that are one’s own and there, each once', () => {
    const { kept, drops } = keep([10, move([OWN, ENEMY, 99n, OWN], 1)], [40, move([ENEMY], 1)]);
    expect(kept.map(({ command, types }) => [command.units, types])).toEqual([[[OWN], [marine.type]]]);
    expect(drops).toEqual({ no_units: 1 });
  });

  it('are left out where the catalog knows that none of the units can do it', () => {
    const train = { ability: 560, queued: false, units: [OWN], target: { kind: 'none' } } as const;
    expect(keep([10, train]).drops).toEqual({ impossible: 1 });
  });

  it('are left out where their target was not in sight, of which no place is known', () => {
    const attack = (tag: bigint): SeenOrder => ({
      ...{ ability: ABILITY.attack, queued: false, units: [OWN] },
      target: { kind: 'entity', tag },
    });
    const { commands, drops } = keep([10, attack(77n)], [40, attack(ENEMY)]);
    expect(commands).toEqual([[40, 60]]);
    expect(drops).toEqual({ unseen_target: 1 });
  });

  it('that say again what was just said are left out, as without the game', () => {
    const { commands, drops } = keep(
      [10, move([OWN], 1)],
      [13, move([OWN], 2)],
      [16, move([OWN], 1)],
      [60, move([OWN], 1)],
    );
    expect(commands).toEqual([
      [10, 50],
      [60, 40],
    ]);
    expect(drops).toEqual({ repeated: 2 });
  });
});
