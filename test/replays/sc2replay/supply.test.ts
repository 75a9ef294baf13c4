import { describe, expect, it } from 'vitest';
import { playerOrders } from '../../../replays/sc2replay/game/commands.js';
import { gameSetup } from '../../../replays/sc2replay/game/setup.js';
import type { PlayerOrder } from '../../../replays/sc2replay/game/types.js';
import { decodeReplay } from '../../../replays/sc2replay/read/decode.js';
import type { TrackerEvent } from '../../../replays/sc2replay/replay.js';
import { corpusEntries, corpusThere, readCorpus } from '../../sc2replay/corpus.js';
import { becomes, born, died, tagOf } from '../../sc2replay/events.js';
import { type SupplyPoint, supplyOverTime } from '../../sc2replay/supply.js';
import { begunAt, bornAt, finished, stated } from '../../sc2replay/tracker.js';

const at = { x: 10, y: 10 };
const TRAIN_MARINE = 560;
const TRAIN_ZERGLING = 1343;

/** Supply of player 1 at the statistics of a game. */
const supply = (events: readonly TrackerEvent[], orders: readonly PlayerOrder[] = []) =>
  supplyOverTime(events, orders).map(({ used, made }) => [used, made]);

function train(loop: number, ability: number, units: readonly number[]): PlayerOrder {
  const target = { kind: 'none' } as const;
  return {
    loop,
    playerId: 1,
    ability,
    queued: false,
    units: units.map(tagOf),
    target,
    source: 'command',
    drop: null,
  };
}

describe('supply', () => {
  it('is taken by units, and given by what is finished', () => {
    const events = [
      born(0, 1, 'Nexus'),
      born(0, 2, 'Probe'),
      begunAt(5, 3, 'Pylon', 1, at),
      begunAt(6, 4, 'Zealot', 1, at),
      born(7, 5, 'Probe', 2),
      stated(10, 1, {}),
      finished(400, 3),
      stated(410, 1, {}),
    ];
    expect(supply(events)).toEqual([
      [3, 15],
      [3, 23],
    ]);
  });

  it('is not taken by illusions and shades', () => {
    const events = [
      born(0, 1, 'Sentry'),
      bornAt(0, 2, 'Phoenix', 1, at, { unit: 1, ability: 'HallucinationPhoenix' }),
      born(0, 3, 'Adept'),
      bornAt(0, 4, 'AdeptPhaseShift', 1, at, { unit: 3, ability: 'AdeptPhaseShift' }),
      stated(10, 1, {}),
    ];
    expect(supply(events)).toEqual([[4, 0]]);
  });

  it('is taken while a building trains, and in an egg from its beginning', () => {
    // A Marine takes 400 loops; a pair of Zerglings 0.5 each.
    const events = [
      born(0, 1, 'Barracks'),
      born(0, 2, 'Larva'),
      stated(50, 1, {}),
      becomes(90, 2, 'Egg'),
      stated(95, 1, {}),
      stated(150, 1, {}),
      becomes(480, 2, 'Larva'),
      bornAt(480, 3, 'Zergling', 1, at, { unit: 2, ability: 'LarvaTrain' }),
      bornAt(480, 4, 'Zergling', 1, at, { unit: 2, ability: 'LarvaTrain' }),
      died(480, 2),
      bornAt(500, 5, 'Marine', 1, at, { unit: 1, ability: 'BarracksTrain' }),
      stated(510, 1, {}),
    ];
    expect(supply(events).map(([used]) => used)).toEqual([0, 1, 2, 2]);
  });

  it('of what never comes out is told by the orders', () => {
    const events = [born(0, 1, 'Barracks'), born(0, 2, 'Larva'), becomes(102, 2, 'Egg'), stated(200, 1, {})];
    const orders = [
      train(100, TRAIN_ZERGLING, [2]),
      train(120, TRAIN_MARINE, [1]),
      train(130, TRAIN_MARINE, [1]),
    ];
    expect(supply(events, orders)).toEqual([[2, 0]]);
    expect(supply(events)).toEqual([[0, 0]]);
  });

  it('is given back by the Drone that becomes a building', () => {
    const events = [
      born(0, 1, 'Drone'),
      begunAt(10, 2, 'SpawningPool', 1, at),
      stated(20, 1, {}),
      finished(740, 2),
      died(741, 1),
      stated(750, 1, {}),
    ];
    expect(supply(events)).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });
});

const off = ({ used, statedUsed }: SupplyPoint): number => Math.abs(used / statedUsed - 1);
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1];

describe.skipIf(!corpusThere)('real games', () => {
  it("follow the game's own statistics within 5 %", { timeout: 120_000 }, () => {
    const usable = corpusEntries().filter(({ kind }) => kind === 'usable1v1');
    const points: number[] = [];
    const ends: number[] = [];
    for (let i = 0; i < usable.length; i += 13) {
      const replay = decodeReplay(readCorpus(usable[i].file));
      const orders = playerOrders(replay, gameSetup(replay)).filter(
        ({ drop }) => drop === null || drop === 'repeated',
      );
      const supplies = supplyOverTime(replay.trackerEvents ?? [], orders);
      const errors = supplies.map(off);
      expect(median(errors), usable[i].file).toBeLessThanOrEqual(0.05);
      points.push(...errors);
      for (const player of [1, 2])
        ends.push(off(supplies.filter(({ playerId }) => playerId === player).at(-1)!));
    }
    const within = (values: readonly number[]): number =>
      values.filter((error) => error <= 0.05).length / values.length;
    const share = (values: readonly number[]): string => `${(100 * within(values)).toFixed(1)} %`;
    console.info(`supply within 5 %: ${share(points)} of ${points.length} points, ${share(ends)} of ends`);
    expect(median(points)).toBe(0);
    expect(within(points)).toBeGreaterThan(0.93);
    expect(median(ends)).toBeLessThan(0.01);
    expect(within(ends)).toBeGreaterThan(0.8);
  });
});
