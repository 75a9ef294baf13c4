import { expect, it } from 'vitest';
import type { GameSetup } from '../../../replays/sc2replay/game/types.js';
import { steppedEpisode } from '../../../replays/stepped/episode.js';
import { keepOrders } from '../../../replays/stepped/orders.js';
import type { WatchedOrder } from '../../../replays/stepped/watch.js';
import { ABILITY } from '../../../src/spec/vocabulary.js';
import { move, OWN, observationAt, viewOf } from './game.js';

const setup = {
  map: { name: 'Told LE', width: 8, height: 8 },
  players: [{ playerId: 1 }, { playerId: 2 }],
  loops: 100,
} as unknown as GameSetup;

it('has the words of an import without the game, and shows the last order and its units, not the next one’s', () => {
  const orders = [10, 30].map(
    (loop): WatchedOrder => ({
      ...{ loop, order: move([OWN], loop), packed: new Uint8Array([loop]) },
      observation: () => {
        const seen = observationAt(loop);
        seen.entities.order_0_ability[0] = 3666;
        seen.entities.buff_0[0] = 27;
        return { ...seen, upgrades: Uint16Array.from([7, 40_000]) };
      },
    }),
  );
  const { map } = viewOf({ loops: 1, orders: [] });
  const names = {
    abilities: new Map(),
    unitTypes: new Map(),
    upgrades: new Map([[40_000, 'SprayTerran']]),
    buffs: new Map([[27, 'Stimpack']]),
  };
  const { info, steps } = steppedEpisode(setup, 1, { map, names }, keepOrders(orders, 100).kept);
  const { vocabulary } = info;
  expect(vocabulary).toMatchObject({
    name: 'sc2',
    functions: [{ name: 'no_op' }, { name: 'Move_pt', ability: ABILITY.move, target: 'point' }],
    unitTypes: [{ id: 48, name: 'Marine' }],
    buffs: [{ id: 27, name: 'Stimpack' }],
    users: [[], [48]],
  });
  expect(vocabulary.abilities.map(({ id }) => id)).toEqual([3666, ABILITY.move]);
  expect(vocabulary.upgrades).toEqual([{ id: 7, name: 'TerranInfantryWeaponsLevel1' }]);
  expect(info).toMatchObject({
    ...{ player: 1, players: [1, 2], scenario: 'Told LE', seed: 0 },
    limits: { stepLoops: 1, commandsPerSecond: 1000, maxLoops: 100 },
    map: { name: 'Told LE', layerWidth: 4 },
  });
  const [first, second] = [...steps];
  expect(first.observation.lastCommand).toBeNull();
  expect([...first.observation.entities.selected]).toEqual([0, 0]);
  expect(second.observation.lastCommand).toEqual(first.command);
  expect([...second.observation.entities.selected]).toEqual([1, 0]);
  expect([...second.observation.upgrades]).toEqual([7]);
});
