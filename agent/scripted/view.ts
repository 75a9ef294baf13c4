/**
 * What a script reads of an observation: which rows are its own and which are foes, how far each is from each, and what
 * its units are doing. Made once a decision; letters: O own units, E foes.
 */
import { ALLIANCE, DISPLAY_TYPE, type EntityTable } from '../../src/spec/columns.js';
import { effectOfType } from '../../src/spec/effects.js';
import type { Cooling, MatchInfo } from '../../src/spec/match.js';
import type { Observation } from '../../src/spec/observation.js';
import { type Facts, factsOf } from './facts.js';

export interface View {
  readonly observation: Observation;
  readonly info: MatchInfo;
  readonly table: EntityTable;
  /** (O) rows of own units. */
  readonly own: Int32Array;
  /** (E) rows of visible enemy units. */
  readonly foes: Int32Array;
  /** (O) */
  readonly ownFacts: readonly Facts[];
  /** (E) */
  readonly foeFacts: readonly Facts[];
  /** (O, E) cells between the two edges; negative where they overlap. */
  readonly gaps: Float32Array;
  /** (O) index of the nearest foe; -1 where none is in sight. */
  readonly nearest: Int32Array;
  /** (O) index of the foe that the unit attacks; -1 where there is none. */
  readonly engaged: Int32Array;
  /** (E) health and shield left, in points. */
  readonly foeLeft: Float32Array;
  /** What cools down; null where the game does not tell. */
  readonly cooling: Cooling | null;
  /** Mean position of own armed units (of all, where none is armed), in cells. */
  readonly centre: Point;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Reads one observation. @param cooling what the time step says of cooldowns */
export function readView(observation: Observation, info: MatchInfo, cooling: Cooling | null = null): View {
  const table = observation.entities;
  const own = rowsOf(observation, ALLIANCE.self);
  const foes = rowsOf(observation, ALLIANCE.enemy);
  const ownFacts = Array.from(own, (row) => factsOf(table.unit_type[row]));
  const foeFacts = Array.from(foes, (row) => factsOf(table.unit_type[row]));
  const gaps = new Float32Array(own.length * foes.length);
  const nearest = new Int32Array(own.length).fill(-1);
  const engaged = new Int32Array(own.length).fill(-1);
  const { x, y, radius } = table;
  // Tags as pairs of 32-bit words: comparing BigInts would make an object for each.
  const tag = wordsOf(table.tag);
  const target = wordsOf(table.engaged_target);
  for (let o = 0; o < own.length; o++) {
    const a = own[o];
    let least = Number.POSITIVE_INFINITY;
    for (let f = 0; f < foes.length; f++) {
      const b = foes[f];
      const dx = x[b] - x[a];
      const dy = y[b] - y[a];
      const gap = Math.sqrt(dx * dx + dy * dy) - radius[a] - radius[b];
      gaps[o * foes.length + f] = gap;
      if (gap < least) {
        least = gap;
        nearest[o] = f;
      }
      if (tag[2 * b] === target[2 * a] && tag[2 * b + 1] === target[2 * a + 1]) engaged[o] = f;
    }
  }
  const foeLeft = Float32Array.from(foes, (row) => table.health[row] + table.shield[row]);
  const centre = centreOf(table, own, ownFacts);
  return {
    observation,
    info,
    table,
    own,
    foes,
    ownFacts,
    foeFacts,
    gaps,
    nearest,
    engaged,
    foeLeft,
    cooling,
    centre,
  };
}

/** Whether own unit `o` must wait before it can use the ability; where the game does not tell, it had better. */
export function isCooling({ cooling, table, own }: View, o: number, ability: number): boolean {
  if (cooling === null) return true;
  const tag = table.tag[own[o]];
  return cooling.ability.some((waiting, i) => waiting === ability && cooling.tag[i] === tag);
}

/** Cells between the edges of own unit `o` and foe `f`. */
export function gapBetween(view: View, o: number, f: number): number {
  return view.gaps[o * view.foes.length + f];
}

/** Health and shield of own unit `o` as a fraction of what it had when whole. */
export function wholeness(view: View, o: number): number {
  const { health, health_max, shield, shield_max } = view.table;
  const row = view.own[o];
  return (health[row] + shield[row]) / (health_max[row] + shield_max[row]);
}

/** Rows of units; effects on the ground have an owner too, and are none. */
function rowsOf({ count, entities }: Observation, alliance: number): Int32Array {
  const rows = new Int32Array(count);
  let n = 0;
  for (let i = 0; i < count; i++)
    if (
      entities.alliance[i] === alliance &&
      entities.display_type[i] === DISPLAY_TYPE.visible &&
      effectOfType(entities.unit_type[i]) < 0
    )
      rows[n++] = i;
  return rows.subarray(0, n);
}

/** Whether own unit `o` has a weapon for foe `f`. */
export function canHit(view: View, o: number, f: number): boolean {
  return view.ownFacts[o].shots.has(view.table.unit_type[view.foes[f]]);
}

function wordsOf(tags: BigUint64Array<ArrayBuffer>): Uint32Array {
  return new Uint32Array(tags.buffer, tags.byteOffset, tags.length * 2);
}

function centreOf(table: EntityTable, rows: Int32Array, facts: readonly Facts[]): Point {
  const anyArmed = facts.some((fact) => fact.armed);
  let x = 0;
  let y = 0;
  let n = 0;
  for (let o = 0; o < rows.length; o++) {
    if (anyArmed && !facts[o].armed) continue;
    x += table.x[rows[o]];
    y += table.y[rows[o]];
    n++;
  }
  return n > 0 ? { x: x / n, y: y / n } : { x: 0, y: 0 };
}
