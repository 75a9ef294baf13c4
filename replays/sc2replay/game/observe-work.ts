/**
 * What buildings, larvae and eggs are making, as far as their owner's orders tell: what he ordered, for as long as it takes by the
 * catalog. Chrono boost, lack of money and lost queues are not known.
 */
import { type AbilityKind, abilityById } from '../catalog/abilities.js';
import { unitByName } from '../catalog/units.js';
import { upgradeByName } from '../catalog/upgrades.js';
import type { PlayerOrder } from './types.js';
import { isAlive, NEVER, NO_ROW, rowOf, type Units } from './units.js';

/** By unit row. */
export interface Work {
  /** Function id of what was ordered last. */
  readonly ability: Uint16Array;
  /** Loop until which it takes; NEVER: nothing. */
  readonly until: Int32Array;
}

export function createWork(units: Units): Work {
  const rows = units.tag.length;
  return { ability: new Uint16Array(rows), until: new Int32Array(rows).fill(NEVER) };
}

/** One order of these makes one thing, in the unit that is free first. */
const MAKES_ONE: ReadonlySet<AbilityKind> = new Set(['train', 'research', 'build']);

/** Notes what an order sets its units to make. */
export function takeWork(work: Work, units: Units, order: PlayerOrder): void {
  const ability = abilityById(order.ability);
  if (ability === undefined || order.target.kind !== 'none') return;
  if (ability.kind === 'cancel') {
    for (const tag of order.units) {
      const row = rowOf(units, tag);
      if (row !== NO_ROW) work.until[row] = NEVER;
    }
    return;
  }
  const loops = ability.produces === null ? 0 : makingLoops(ability.produces);
  if (loops === 0) return;
  if (MAKES_ONE.has(ability.kind)) {
    const row = firstFree(work, units, order);
    if (row !== NO_ROW) begin(work, row, order, loops);
  } else if (ability.kind === 'morph') {
    for (const tag of order.units) {
      const row = rowOf(units, tag);
      if (row !== NO_ROW) begin(work, row, order, loops);
    }
  }
}

/** What a unit makes at a loop: a function id, or 0. */
export function workAt(work: Work, row: number, loop: number): number {
  return work.until[row] > loop ? work.ability[row] : 0;
}

function begin(work: Work, row: number, order: PlayerOrder, loops: number): void {
  // Larvae and eggs have no queue; a building works off one order after the other.
  work.until[row] = Math.max(work.until[row], order.loop) + loops;
  work.ability[row] = order.ability;
}

function firstFree(work: Work, units: Units, order: PlayerOrder): number {
  let best = NO_ROW;
  for (const tag of order.units) {
    const row = rowOf(units, tag);
    if (row === NO_ROW || !isAlive(units, row) || units.facts[row].kind === 'egg') continue;
    if (best === NO_ROW || work.until[row] < work.until[best]) best = row;
  }
  return best;
}

function makingLoops(name: string): number {
  return unitByName(name)?.buildLoops ?? upgradeByName(name)?.researchLoops ?? 0;
}
