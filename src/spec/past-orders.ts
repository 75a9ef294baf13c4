/**
 * A player's own orders of a match, as columns: a run on human games holds more than a million of them, and as objects they were a third of
 * what each garbage collection had to mark.
 */
import type { VocabularyIndex } from './encoding.js';
import { functionKey, TARGET_KINDS, type TargetKind } from './vocabulary.js';

/** One order that was given and not refused. */
export interface PastOrder {
  readonly ability: number;
  readonly target: TargetKind;
  /** Game loop at which it was given. */
  readonly loop: number;
  /** Unit type of the first of its units; 0 where none was in sight. */
  readonly unitType: number;
  /** Whole cells of the target's place; NOWHERE without one. */
  readonly x: number;
  readonly y: number;
}

/** Coordinate of an order that points at nothing, or at what was not in sight. */
export const NOWHERE = -1;

/** Orders by rising loop, one row an order; a list may only grow. The arrays are as long as or longer than the list. */
export interface OrderList {
  length: number;
  ability: Float64Array;
  /** Index into TARGET_KINDS. */
  target: Uint8Array;
  loop: Float64Array;
  unitType: Float64Array;
  x: Float64Array;
  y: Float64Array;
}

/** The orders before a decision: the first `count` of a match's, which its decisions share. */
export interface PastOrders {
  readonly orders: OrderList;
  readonly count: number;
}

const FIRST_ROOM = 16;

/** @param room orders that fit before the arrays are made anew */
export function createOrderList(room: number = FIRST_ROOM): OrderList {
  return {
    length: 0,
    ability: new Float64Array(room),
    target: new Uint8Array(room),
    loop: new Float64Array(room),
    unitType: new Float64Array(room),
    x: new Float64Array(room),
    y: new Float64Array(room),
  };
}

/** Adds an order at the end. */
export function addOrder(list: OrderList, { ability, target, loop, unitType, x, y }: PastOrder): void {
  const row = list.length++;
  if (row >= list.ability.length) grow(list, Math.max(FIRST_ROOM, row * 2));
  list.ability[row] = ability;
  list.target[row] = TARGET_KINDS.indexOf(target);
  list.loop[row] = loop;
  list.unitType[row] = unitType;
  list.x[row] = x;
  list.y[row] = y;
}

function grow(list: OrderList, room: number): void {
  const { length: _, ...columns } = createOrderList(room);
  for (const name of ['ability', 'loop', 'unitType', 'x', 'y'] as const) columns[name].set(list[name]);
  columns.target.set(list.target);
  Object.assign(list, columns);
}

/** Classes of a list of orders: 1 + the function's place in the vocabulary, 0 for none of it. */
export interface OrderClasses {
  readonly index: VocabularyIndex;
  length: number;
  /** (orders) */
  of: Int32Array;
  /** (orders) the last order before of the same class; -1 for none */
  before: Int32Array;
  /** (classes) the last order of each; -1 for none */
  readonly last: Int32Array;
}

const known = new WeakMap<OrderList, OrderClasses>();

/** The classes of all orders that the list has now. */
export function classesOf(orders: OrderList, index: VocabularyIndex): OrderClasses {
  let found = known.get(orders);
  if (found?.index !== index) {
    const last = new Int32Array(index.vocabulary.functions.length + 1).fill(-1);
    found = { index, length: 0, of: new Int32Array(0), before: new Int32Array(0), last };
    known.set(orders, found);
  }
  if (found.length < orders.length) classify(found, orders);
  return found;
}

function classify(classes: OrderClasses, orders: OrderList): void {
  const { index, last } = classes;
  if (classes.of.length < orders.length) {
    const room = orders.ability.length;
    const of = new Int32Array(room);
    const before = new Int32Array(room);
    of.set(classes.of);
    before.set(classes.before);
    Object.assign(classes, { of, before });
  }
  for (let k = classes.length; k < orders.length; k++) {
    const fn = index.functions.get(
      functionKey({ ability: orders.ability[k], target: TARGET_KINDS[orders.target[k]] }),
    );
    const own = fn === undefined ? 0 : fn + 1;
    classes.of[k] = own;
    classes.before[k] = last[own];
    last[own] = k;
  }
  classes.length = orders.length;
}
