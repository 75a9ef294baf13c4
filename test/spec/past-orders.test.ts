import { describe, expect, it } from 'vitest';
import { indexVocabulary } from '../../src/spec/encoding.js';
import { addOrder, classesOf, createOrderList, type PastOrder } from '../../src/spec/past-orders.js';
import { ABILITY, functionKey, SKIRMISH_VOCABULARY, TARGET_KINDS } from '../../src/spec/vocabulary.js';

const index = indexVocabulary(SKIRMISH_VOCABULARY);
const ORDERS: readonly PastOrder[] = Array.from({ length: 100 }, (_, k) => ({
  ability: k % 7 === 0 ? 9999 : k % 3 === 0 ? ABILITY.attack : ABILITY.move,
  target: TARGET_KINDS[k % 3],
  loop: 3 * k,
  unitType: 40 + (k % 5),
  x: k % 11,
  y: -1,
}));

describe('a list of orders', () => {
  it('keeps what is added, however little room it began with', () => {
    for (const room of [0, 1, 200]) {
      const list = createOrderList(room);
      for (const order of ORDERS) addOrder(list, order);
      expect(list.length).toBe(ORDERS.length);
      const rows = ORDERS.map((_, k) => ({
        ...{ ability: list.ability[k], target: TARGET_KINDS[list.target[k]], loop: list.loop[k] },
        ...{ unitType: list.unitType[k], x: list.x[k], y: list.y[k] },
      }));
      expect(rows).toEqual(ORDERS);
    }
  });
});

describe('classesOf', () => {
  const classOf = (order: PastOrder): number => (index.functions.get(functionKey(order)) ?? -1) + 1;

  it('names each function of the vocabulary, and the order before of the same, also while the list grows', () => {
    const list = createOrderList();
    for (const [k, order] of ORDERS.entries()) {
      addOrder(list, order);
      const { of, before, length } = classesOf(list, index);
      expect(length).toBe(k + 1);
      expect(of[k]).toBe(classOf(order));
      expect(before[k]).toBe(ORDERS.slice(0, k).map(classOf).lastIndexOf(classOf(order)));
    }
    const { of } = classesOf(list, index);
    expect([...of.subarray(0, ORDERS.length)]).toEqual(ORDERS.map(classOf));
    expect(of).toContain(0);
  });

  it('begins anew with another vocabulary', () => {
    const list = createOrderList();
    for (const order of ORDERS) addOrder(list, order);
    const first = [...classesOf(list, index).of];
    const functions = [...SKIRMISH_VOCABULARY.functions].reverse();
    const other = indexVocabulary({ ...SKIRMISH_VOCABULARY, functions });
    expect([...classesOf(list, other).of]).not.toEqual(first);
    expect([...classesOf(list, index).of]).toEqual(first);
  });
});
