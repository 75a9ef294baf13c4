/**
 * Attribution by ablation: one entity at a time is taken away, and the command's log-likelihood is worked out again. No attention reads it, and
 * it can be neither selected nor pointed at. Without an entity that the command itself names there would be no such command: to the heads that
 * name it, it becomes an average one of its side. What other rows say of it (the nearest foe, who is engaged with whom) stays.
 */
import type { Engine, TensorData } from '../engine/index.js';
import { HEADS } from '../model/heads.js';
import { MAP_PATCHES } from '../spec/encoding.js';
import { type ByGroup, sumGroups } from './groups.js';
import { hidingProgram, type Subject, tokenCount } from './programs.js';

/** Kinds of tokens that are no entities; each is hidden as a whole. */
export const OTHER_TOKENS = ['map', 'scalars', 'history'] as const;
export type OtherTokens = (typeof OTHER_TOKENS)[number];

export interface Ablation {
  /** Natural logarithm of the command's probability, nothing hidden. */
  readonly logProbability: ByGroup;
  /** By how much the logarithm falls when an entity is hidden, in nats: above 0 it speaks for the command. One an entity. */
  readonly entities: readonly ByGroup[];
  readonly others: Readonly<Record<OtherTokens, ByGroup>>;
}

/** Ways of hiding that are worked out together. */
const ROWS = 16;

/** The entities of an observation, in the order of the model's rows. */
export interface Sides {
  /** Whose each is; equal for those of one side. */
  readonly sides: readonly (number | string)[];
  /** Whether the command selects it or points at it. */
  readonly named: readonly boolean[];
}

/** @param arrays one observation and its command, as `hidingProgram` wants them */
export async function ablate(
  engine: Engine,
  subject: Subject,
  arrays: Readonly<Record<string, TensorData>>,
  { sides, named }: Sides,
): Promise<Ablation> {
  const { entities: bucket } = subject;
  const tokens = tokenCount(subject);
  const scalars = bucket + MAP_PATCHES;
  const ways: readonly (readonly [from: number, to: number])[] = [
    [0, 0],
    [bucket, scalars],
    [scalars, scalars + 1],
    [scalars + 1, tokens],
    ...sides.map((_, n) => [n, n + 1] as const),
  ];
  const closes = (n: number): boolean => n < sides.length && !named[n];
  const averages = averagesOf(sides, bucket);
  const likelihoods = await hide(engine, subject, { ...arrays, averages }, ways, closes);
  const [none, map, player, history, ...entities] = likelihoods;
  const falls = (row: Float32Array): ByGroup => sumGroups(none.map((all, h) => all - row[h]));
  return {
    logProbability: sumGroups(none),
    entities: entities.map(falls),
    others: { map: falls(map), scalars: falls(player), history: falls(history) },
  };
}

/** For each entity equal shares of all of its side. (N, N) */
function averagesOf(sides: Sides['sides'], bucket: number): Float32Array {
  const averages = new Float32Array(bucket * bucket);
  for (const [n, side] of sides.entries()) {
    const same = [...sides.keys()].filter((other) => sides[other] === side);
    for (const other of same) averages[n * bucket + other] = 1 / same.length;
  }
  return averages;
}

/** The heads' log-likelihoods for each way of hiding tokens [from, to). */
async function hide(
  engine: Engine,
  subject: Subject,
  arrays: Readonly<Record<string, TensorData>>,
  ways: readonly (readonly [from: number, to: number])[],
  closes: (entity: number) => boolean,
): Promise<Float32Array[]> {
  const { entities } = subject;
  const tokens = tokenCount(subject);
  const runner = await engine.compile(hidingProgram(subject, ROWS));
  const found: Float32Array[] = [];
  for (let first = 0; first < ways.length; first += ROWS) {
    const hidden = new Float32Array(ROWS * tokens);
    const closed = new Float32Array(ROWS * entities);
    const part = ways.slice(first, first + ROWS);
    for (const [b, [from, to]] of part.entries()) {
      hidden.fill(1, b * tokens + from, b * tokens + to);
      for (let n = from; n < Math.min(to, entities); n++) if (closes(n)) closed[b * entities + n] = 1;
    }
    const { likelihood } = await runner.run({ ...arrays, hidden, closed });
    for (const b of part.keys())
      found.push((likelihood as Float32Array).slice(b * HEADS.length, (b + 1) * HEADS.length));
  }
  await runner.dispose();
  return found;
}
