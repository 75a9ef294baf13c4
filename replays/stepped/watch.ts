/**
 * Goes through a game so that each order has the observation that came just before it. The game tells an order only in a look after
 * it was given, so the observation before is the last in which it was not told. Where the player ordered something is known in
 * advance, from the replay's own events: there the game is looked at before and one loop after. An order that was told over a
 * longer stretch is looked for in a second pass, loop by loop. pysc2 goes by the events, too (lib/replay/sc2_replay_utils.py).
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { decodeMatchMessage, encodeMatchMessage } from '../../src/spec/codec/index.js';
import { KhalaError } from '../../src/spec/errors.js';
import type { Observation } from '../../src/spec/observation.js';
import { type Tally, tick } from '../sc2replay/dataset/reports.js';
import type { Look, OpenView, SeenOrder, View } from './view.js';

/** Loops between two looks where no order is expected: so many are looked at one by one when there was one. One second. */
const STRIDE = 22;
/**
 * How much before the end of the file's game the game's own may end, in loops and as a part of it: the clients of two players
 * do not end in the same loop.
 */
const EARLY_END = { loops: 224, share: 0.05 } as const;
/** Orders of one player in one game, and bytes of their observations; a person gives some thousands. */
const MOST_ORDERS = 100_000;
const MOST_BYTES = 256 * 1024 * 1024;
/** What is kept in memory only until the game is over need not be small. */
const DEFLATE_LEVEL = 1;
/** The camera is the person's; an agent of the raw interface has none. */
const UNKNOWN = ['on_screen'] as const;

/** What is asked of one player's game. */
export interface WatchPlan {
  readonly playerId: number;
  /** Loops before which the player gave orders, as the replay's events tell; in any order. */
  readonly expected: readonly number[];
  /** Length of the game, in loops. */
  readonly loops: number;
}

/** An order with its observation, which is packed. */
export interface WatchedOrder {
  readonly order: SeenOrder;
  /** Game loop of the observation. */
  readonly loop: number;
  readonly packed: Uint8Array;
  /** As it was told; orders that were told of the same look share it. */
  readonly observation: () => Observation;
}

export interface Watched {
  readonly view: Pick<View, 'map' | 'names'>;
  /** In the order of time. */
  readonly orders: readonly WatchedOrder[];
  /** What the player did that is no order, by name. */
  readonly others: Tally;
}

/**
 * @throws what the view throws; PROTOCOL_STATE when the game ends before the player's last order, or tells orders at other times
 *   when it is asked again; PROTOCOL_LIMIT when there are too many
 */
export async function watch(open: OpenView, plan: WatchPlan): Promise<Watched> {
  const first = await pass(open, plan, looksFor(plan));
  if (first.late.length === 0) return first;
  const looks = new Set(looksFor(plan));
  for (const [from, to] of first.late) for (let loop = from + 1; loop <= to; loop++) looks.add(loop);
  const second = await pass(
    open,
    plan,
    [...looks].sort((a, b) => a - b),
  );
  if (second.late.length > 0)
    throw new KhalaError(
      'PROTOCOL_STATE',
      `watch player ${plan.playerId}: asked again, the game tells of an order between loops ${second.late[0].join(' and ')}; it must tell the same`,
    );
  return second;
}

/**
 * Loops to look at: 0, before and after each order, the end, and others so that none is far from the next.
 * @internal
 */
export function looksFor({ expected, loops }: Pick<WatchPlan, 'expected' | 'loops'>): number[] {
  const wanted = new Set([0, loops]);
  for (const loop of expected)
    for (const at of [loop, loop + 1]) if (Number.isInteger(at) && at > 0 && at < loops) wanted.add(at);
  const looks: number[] = [];
  for (const loop of [...wanted].sort((a, b) => a - b)) {
    for (let last = looks.at(-1) ?? loop; loop - last > STRIDE; last += STRIDE) looks.push(last + STRIDE);
    if (looks.at(-1) !== loop) looks.push(loop);
  }
  return looks;
}

/** Between these two looks, more than a loop apart, an order was told. */
type Late = readonly [from: number, to: number];

async function pass(
  open: OpenView,
  { playerId, expected, loops }: WatchPlan,
  looks: readonly number[],
): Promise<Watched & { readonly late: readonly Late[] }> {
  const view = await open(playerId);
  const orders: WatchedOrder[] = [];
  const others: Tally = {};
  const late: Late[] = [];
  let bytes = 0;
  let before: { readonly look: Look; packed: Uint8Array | null } | null = null;
  for (const loop of looks) {
    const at: number = before?.look.observation.gameLoop ?? -1;
    if (loop <= at) continue;
    const look: Look = await view.look(loop);
    const now = look.observation.gameLoop;
    for (const name of look.others) tick(others, name);
    before ??= { look, packed: null };
    for (const order of look.orders) {
      const { observation } = before.look;
      if (before.packed === null) {
        before.packed = pack(observation, playerId);
        bytes += before.packed.length;
      }
      const { packed } = before;
      orders.push({ order, loop: observation.gameLoop, packed, observation: () => unpack(packed) });
    }
    if (orders.length > MOST_ORDERS || bytes > MOST_BYTES)
      throw new KhalaError(
        'PROTOCOL_LIMIT',
        `watch player ${playerId}: more than ${MOST_ORDERS} orders, or ${MOST_BYTES} bytes of observations, by loop ${now}`,
      );
    if (look.orders.length > 0 && at >= 0 && now - at > 1) late.push([at, now]);
    before = { look, packed: null };
    if (look.ended) break;
  }
  const end = before?.look.observation.gameLoop ?? 0;
  const last = expected.reduce((most, loop) => Math.max(most, loop), 0);
  const due = Math.min(loops - Math.min(EARLY_END.loops, Math.ceil(loops * EARLY_END.share)), last);
  if (end < due)
    throw new KhalaError(
      'PROTOCOL_STATE',
      `watch player ${playerId}: the game ended at loop ${end}, where the replay goes on to loop ${due} at least`,
    );
  return { view: { map: view.map, names: view.names }, orders, others, late };
}

function pack(observation: Observation, player: number): Uint8Array {
  observation.entities.on_screen.fill(0);
  const step = {
    observation: { ...observation, unknown: UNKNOWN, lastCommand: null },
    ...{ reward: 0, terminated: false, truncated: false, info: { rejected: [] } },
  };
  return deflateRawSync(encodeMatchMessage({ type: 'observation', player, step }), { level: DEFLATE_LEVEL });
}

function unpack(packed: Uint8Array): Observation {
  const message = decodeMatchMessage(inflateRawSync(packed));
  if (message.type !== 'observation')
    throw new KhalaError('PROTOCOL_MESSAGE', `unpack an observation: it is a ${message.type}`);
  return message.step.observation;
}
