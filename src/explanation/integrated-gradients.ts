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

/** The error that is allowed: one part in a hundred of what is explained, and not less than a hundredth of a nat. */
export const TOLERANCE = { relative: 0.01, absolute: 0.01 } as const;
/** Points of a run, of which two are the ends; and pieces of the path, doubled until the error is allowed. */
const POINTS = 16;
const PIECES = { first: 2, most: 64 } as const;
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
  for (const group of groups) {
    for (let pieces: number = PIECES.first; ; pieces *= 2) {
      const attribution = await along(runner, subject, arrays, shown, group, pieces);
      found.set(group, attribution);
      if (attribution.complete || pieces >= PIECES.most) break;
    }
  }
  await runner.dispose();
  return found;
}

async function along(
  runner: Runner,
  { entities: bucket }: Subject,
  arrays: Readonly<Record<string, TensorData>>,
  shown: number,
  group: Group,
  pieces: number,
): Promise<PathAttribution> {
  const heads = headsOf(group);
  const sums = new Map<PathVariable, Float64Array>();
  const ends = { start: 0, end: 0 };
  for (let piece = 0; piece < pieces; piece++) {
    const alphas = Float32Array.of(0, 1, ...RULE.map(({ at }) => (piece + at) / pieces));
    const weights = Float32Array.of(0, 0, ...RULE.map(({ weight }) => weight / pieces));
    const { likelihood, ...shares } = await runner.run({ ...arrays, alphas, weights, heads });
    const valueAt = (point: number): number =>
      heads.reduce((sum, counts, h) => sum + counts * likelihood[point * HEADS.length + h], 0);
    Object.assign(ends, { start: valueAt(0), end: valueAt(1) });
    for (const [name, share] of Object.entries(shares)) {
      const sum = sums.get(name as PathVariable) ?? new Float64Array(share.length);
      sums.set(name as PathVariable, sum);
      for (const [i, value] of share.entries()) sum[i] += value;
    }
  }
  const all = sums.get('all') as Float64Array;
  const own = sums.get('entities');
  const total = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);
  const scalars = bucket + MAP_PATCHES;
  const error = [...sums.values()].reduce((sum, values) => sum + total(values), 0) - (ends.end - ends.start);
  const allowed = Math.max(TOLERANCE.absolute, TOLERANCE.relative * Math.abs(ends.end - ends.start));
  return {
    entities: Array.from({ length: shown }, (_, n) => all[n] + (own?.[n] ?? 0)),
    others: {
      map: total(all.subarray(bucket, scalars)),
      scalars: all[scalars],
      history: total(all.subarray(scalars + 1)),
    },
    context: sums.get('context')?.[0] ?? 0,
    ...ends,
    error,
    complete: Math.abs(error) <= allowed,
    points: pieces * RULE.length,
  };
}
