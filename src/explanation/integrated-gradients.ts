/**
 * Integrated gradients (Sundararajan, Taly and Yan 2017, "Axiomatic Attribution for Deep Networks", section 3) over the policy's tokens.
 * The path leads from the tokens of a blank observation, as many entities of which nothing is known, to those of the observation. By the
 * completeness axiom (proposition 1) all attributions together are the log-likelihood at its end less that at its start; what the
 * sum over finitely many points misses is told.
 */
import type { Engine, Runner, TensorData } from '../engine/index.js';
import { HEADS } from '../model/heads.js';
import { MAP_PATCHES } from '../spec/encoding.js';
import type { OtherTokens } from './ablation.js';
import { type Group, headsOf } from './groups.js';
import { type PathVariable, pathProgram, type Subject } from './programs.js';
import { legendreRule } from './quadrature.js';

/** Of one group of heads, in nats; above 0 it speaks for the command. */
export interface PathAttribution {
  /** One an entity. */
  readonly entities: readonly number[];
  readonly others: Readonly<Record<OtherTokens, number>>;
  /** What goes past the latents to the function's query; 0 for policies without a context. */
  readonly context: number;
  /** Log-likelihood at the end and at the start of the path. */
  readonly end: number;
  readonly start: number;
  /** Sum of all attributions less (end - start). */
  readonly error: number;
  /** Whether the error is within the tolerance. */
  readonly complete: boolean;
  /** Points of the path at which the gradient was taken. */
  readonly points: number;
}

/** The error that is allowed: one part in a hundred of what is explained, and not less than a hundredth of a nat. @internal */
export const TOLERANCE = { relative: 0.01, absolute: 0.01 } as const;
/** Share of that error which a piece of the path may have; one that has more is halved. */
const PIECE_SHARE = 1 / 2;
/** Points of a run, of which two are the ends of a piece; pieces that are tried at most; and the shortest that is halved. */
const POINTS = 16;
const MOST_PIECES = 400;
const SHORTEST = 2 ** -18;
const RULE = legendreRule(POINTS - 2);

/** @param arrays one observation and its command, as `pathProgram` wants them */
export async function integrate(
  engine: Engine,
  subject: Subject,
  arrays: Readonly<Record<string, TensorData>>,
  shown: number,
  groups: readonly Group[],
): Promise<ReadonlyMap<Group, PathAttribution>> {
  const runner = await engine.compile(pathProgram(subject, POINTS));
  const found = new Map<Group, PathAttribution>();
  for (const group of groups) found.set(group, await along(runner, subject, arrays, shown, group));
  await runner.dispose();
  return found;
}

/** A piece of the path, its share in the integral, and by how much that misses the likelihoods at its ends. */
interface Piece {
  readonly from: number;
  readonly to: number;
  readonly start: number;
  readonly end: number;
  readonly shares: ReadonlyMap<PathVariable, Float64Array>;
  readonly error: number;
}

/**
 * Halves the pieces that miss most. Layer normalisation turns a token round at once where the path comes near to one without variance: such
 * steps are narrow, and equal distances would miss them.
 */
async function along(
  runner: Runner,
  { entities: bucket }: Subject,
  arrays: Readonly<Record<string, TensorData>>,
  shown: number,
  group: Group,
): Promise<PathAttribution> {
  const heads = headsOf(group);
  const measure = async (from: number, to: number): Promise<Piece> => {
    const width = to - from;
    const alphas = Float32Array.of(from, to, ...RULE.map(({ at }) => from + width * at));
    const weights = Float32Array.of(0, 0, ...RULE.map(({ weight }) => weight * width));
    const { likelihood, ...shares } = await runner.run({ ...arrays, alphas, weights, heads });
    const valueAt = (point: number): number =>
      heads.reduce((sum, counts, h) => sum + counts * likelihood[point * HEADS.length + h], 0);
    const [start, end] = [valueAt(0), valueAt(1)];
    const sums = new Map(
      Object.entries(shares).map(([name, share]) => [name as PathVariable, Float64Array.from(share)]),
    );
    const sum = [...sums.values()].reduce((total, values) => total + totalOf(values), 0);
    return { from, to, start, end, shares: sums, error: sum - (end - start) };
  };
  const whole = await measure(0, 1);
  const allowed = Math.max(TOLERANCE.absolute, TOLERANCE.relative * Math.abs(whole.end - whole.start));
  const sums = new Map([...whole.shares].map(([name, { length }]) => [name, new Float64Array(length)]));
  let error = 0;
  let used = 0;
  let measured = 1;
  for (const open = [whole]; ; ) {
    const piece = open.pop();
    if (!piece) break;
    const { from, to, shares } = piece;
    const fine = Math.abs(piece.error) <= allowed * PIECE_SHARE;
    if (!fine && to - from > SHORTEST && measured < MOST_PIECES) {
      const middle = (from + to) / 2;
      open.push(await measure(middle, to), await measure(from, middle));
      measured += 2;
      continue;
    }
    for (const [name, share] of shares) {
      const sum = sums.get(name) as Float64Array;
      for (const [i, value] of share.entries()) sum[i] += value;
    }
    error += piece.error;
    used++;
  }
  const all = sums.get('all') as Float64Array;
  const own = sums.get('entities');
  const scalars = bucket + MAP_PATCHES;
  return {
    entities: Array.from({ length: shown }, (_, n) => all[n] + (own?.[n] ?? 0)),
    others: {
      map: totalOf(all.subarray(bucket, scalars)),
      scalars: all[scalars],
      history: totalOf(all.subarray(scalars + 1)),
    },
    context: sums.get('context')?.[0] ?? 0,
    end: whole.end,
    start: whole.start,
    error,
    complete: Math.abs(error) <= allowed,
    points: used * RULE.length,
  };
}

function totalOf(values: Float64Array): number {
  return values.reduce((a, b) => a + b, 0);
}
