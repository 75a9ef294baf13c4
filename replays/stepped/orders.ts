/**
 * Which of the orders that the game told are demonstrations: by the same rules as those of a replay's events, so that both kinds of
 * data teach the same. Those rules know units by 32-bit numbers; the game's tags have 64 bits and get numbers of their own here.
 */
import { ALLIANCE, DISPLAY_TYPE } from '../../src/spec/columns.js';
import type { Command, Observation } from '../../src/spec/observation.js';
import { abilityById, usersOf } from '../sc2replay/catalog/abilities.js';
import { UNITS } from '../sc2replay/catalog/units.js';
import { type Tally, tick } from '../sc2replay/dataset/reports.js';
import { dropCancelled } from '../sc2replay/game/commands-cancelled.js';
import { dropRepetitions } from '../sc2replay/game/commands-spam.js';
import type { OrderDrop, OrderTarget, PlayerOrder } from '../sc2replay/game/types.js';
import type { SeenOrder } from './view.js';
import type { WatchedOrder } from './watch.js';

/** An order that is one. */
export interface KeptOrder {
  readonly watched: WatchedOrder;
  /** Its delay counts to the next kept order, or to the end. */
  readonly command: Command;
  /** Types of its units. */
  readonly types: readonly number[];
}

const NAMES_OF_TYPE = new Map<number, Set<string>>();
for (const { id, name } of UNITS) NAMES_OF_TYPE.set(id, (NAMES_OF_TYPE.get(id) ?? new Set()).add(name));

/**
 * @param loops end of the game
 * @returns drops by reason: those of events, and `unseen_target`, which only the game's own orders have
 */
export function keepOrders(
  watched: readonly WatchedOrder[],
  loops: number,
): { readonly kept: readonly KeptOrder[]; readonly drops: Tally } {
  const numbers = new Map<bigint, number>();
  const numberOf = (tag: bigint): number => {
    const known = numbers.get(tag) ?? numbers.size + 1;
    numbers.set(tag, known);
    return known;
  };
  const checked = lookEach(watched, (one, seen) => checkUnits(one.order, seen));
  const orders = watched.map(({ order, loop }, i): PlayerOrder => {
    const { units, unseen } = checked[i];
    return {
      ...{ loop, playerId: 1, ability: order.ability, queued: order.queued, source: 'command' },
      units: units.map(({ tag }) => numberOf(tag)),
      target: targetOf(order, numberOf),
      // Only so that the rules pass over it; the reason is told below.
      drop: checked[i].drop ?? (unseen ? 'impossible' : null),
    };
  });
  const judged = dropRepetitions(dropCancelled(orders));
  const drops: Tally = {};
  const rows: number[] = [];
  for (const [i, { drop }] of judged.entries()) {
    if (drop === null) rows.push(i);
    else tick(drops, checked[i].unseen && checked[i].drop === null ? 'unseen_target' : drop);
  }
  const kept = rows.map((row, i): KeptOrder => {
    const { order, loop } = watched[row];
    const end = rows[i + 1] === undefined ? loops : watched[rows[i + 1]].loop;
    const { units } = checked[row];
    return {
      watched: watched[row],
      command: {
        ...{ ability: order.ability, delay: Math.max(1, end - loop), queued: order.queued },
        ...{ units: units.map(({ tag }) => tag), target: order.target },
      },
      types: units.map(({ type }) => type),
    };
  });
  return { kept, drops };
}

interface CheckedOrder {
  readonly units: readonly { readonly tag: bigint; readonly type: number }[];
  readonly drop: OrderDrop | null;
  /** It points at something that was not in the observation. */
  readonly unseen: boolean;
}

/** What of an observation the check of an order needs. */
interface Seen {
  readonly rows: ReadonlyMap<bigint, number>;
  readonly observation: Observation;
}

/** Unpacks each observation once: orders of one look come one after the other. */
function lookEach<T>(
  watched: readonly WatchedOrder[],
  work: (one: WatchedOrder, seen: Seen) => T,
): readonly T[] {
  let last: { readonly packed: Uint8Array; readonly seen: Seen } | null = null;
  return watched.map((one) => {
    if (last?.packed !== one.packed) {
      const observation = one.observation();
      const { count, entities } = observation;
      const rows = new Map(Array.from({ length: count }, (_, row) => [entities.tag[row], row] as const));
      last = { packed: one.packed, seen: { rows, observation } };
    }
    return work(one, last.seen);
  });
}

/** A player's selection may hold what is not his, or cannot do it; those ignore the order. */
function checkUnits(
  { ability, units, target }: SeenOrder,
  { rows, observation: { entities } }: Seen,
): CheckedOrder {
  const own = [...new Set(units)].flatMap((tag) => {
    const row = rows.get(tag);
    if (row === undefined || entities.alliance[row] !== ALLIANCE.self) return [];
    return entities.display_type[row] === DISPLAY_TYPE.visible
      ? [{ tag, type: entities.unit_type[row] }]
      : [];
  });
  const able = own.filter(({ type }) => isAble(ability, type));
  const unseen = target.kind === 'entity' && !rows.has(target.tag);
  return {
    units: able,
    drop: own.length === 0 ? 'no_units' : able.length === 0 ? 'impossible' : null,
    unseen,
  };
}

/** As for a replay's events: anything can be clicked somewhere and cancelled; of what is not known, everything is believed. */
function isAble(ability: number, type: number): boolean {
  const kind = abilityById(ability)?.kind;
  const users = usersOf(ability);
  const names = NAMES_OF_TYPE.get(type);
  if (users === null || names === undefined || kind === 'smart' || kind === 'cancel') return true;
  return [...names].some((name) => users.has(name));
}

function targetOf({ target }: SeenOrder, numberOf: (tag: bigint) => number): OrderTarget {
  return target.kind === 'entity' ? { kind: 'entity', tag: numberOf(target.tag), x: 0, y: 0 } : target;
}
