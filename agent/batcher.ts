/**
 * Decisions of many seats that share one policy, run together. Nobody waits for a clock: a batch runs when it is full, or when
 * no batch is running and the event loop has come round, which is when every match of this process that could go on has come to
 * its next decision.
 *
 * A decision is the same, bit for bit, whatever else is in its batch: each number of a graph is a sum over one row's
 * numbers, in an order that does not depend on how many rows there are. Whether that holds where the program runs is tried out on
 * each graph before it is used; where it does not, decisions are made one by one.
 */
import type { Engine, Runner, TensorData } from '../src/engine/index.js';
import { inputArrays } from '../src/model/inputs.js';
import { checkMemory } from '../src/model/memory.js';
import { type Policy, policyInputs } from '../src/model/policy.js';
import { bucketFor, type PolicyInputs } from '../src/spec/encoding.js';
import { KhalaError } from '../src/spec/errors.js';
import { createRandom } from '../src/spec/random.js';
import { type Decision, decisionProgram, fillNoise, memorySize, noiseSize, readAnswer } from './decision.js';

/** Rows for which graphs are built; above 16 a decision costs as much as at 16, or more once a batch leaves the cache. */
const BATCH_SIZES = [1, 4, 8, 16] as const;
/** Most entities in all rows of a batch: it bounds the memory, and larger batches gain nothing. */
const MOST_TOKENS = 1024;

/** Writes a sample into row `b` of the inputs, its noise, and what it remembers (memorySize numbers). */
export type Fill = (inputs: PolicyInputs, b: number, noise: Float32Array, memory: Float32Array) => void;

export interface Batcher {
  /**
   * One decision about `count` entities. `fill` is called at once; what it throws is thrown, and nobody else hears of it.
   * @throws what the engine throws, to all of a batch; NOT_FINITE, to whose memory holds what is no number; PROTOCOL_STATE after `dispose`
   */
  decide(count: number, fill: Fill): Promise<TimedDecision>;
  dispose(): Promise<void>;
}

export interface TimedDecision extends Decision {
  /** Milliseconds of the decision's own encoding and of its share of the batch. */
  readonly milliseconds: number;
  /** What the policy remembers after it; empty for one that remembers nothing. */
  readonly memory: Float32Array;
}

/** Arrays of a batch, and who waits for which row. */
interface Sheet {
  readonly entities: number;
  readonly inputs: PolicyInputs;
  /** (rows, noiseSize) */
  readonly noise: Float32Array;
  /** (rows, memorySize) */
  readonly memory: Float32Array;
  readonly waiting: Waiting[];
}

interface Waiting {
  /** Milliseconds that filling the row took. */
  readonly filled: number;
  resolve(decision: TimedDecision): void;
  reject(reason: unknown): void;
}

/** @param now milliseconds of a clock that never goes back */
export function createBatcher(
  policy: Policy,
  parameters: Float32Array,
  engine: Engine,
  now: () => number,
): Batcher {
  const graphs = createGraphs(policy, parameters, engine);
  /** Sheets that are being filled and sheets that are free, by entity bucket. */
  const open = new Map<number, Sheet>();
  const free = new Map<number, Sheet[]>();
  let running = 0;
  let turning = false;
  let disposed = false;

  const openSheet = (entities: number): Sheet => {
    const found = open.get(entities);
    if (found) return found;
    const sheet = free.get(entities)?.pop() ?? createSheet(policy, entities);
    open.set(entities, sheet);
    return sheet;
  };
  const turn = (): void => {
    if (turning) return;
    turning = true;
    setImmediate(() => {
      turning = false;
      if (running > 0) return; // It turns again when it is done.
      for (const sheet of [...open.values()]) if (sheet.waiting.length > 0) void start(sheet);
    });
  };
  /** Never rejects: who waits is told. */
  const start = async (sheet: Sheet): Promise<void> => {
    open.delete(sheet.entities);
    running++;
    try {
      await answer(sheet, await graphs.of(sheet.entities, sheet.waiting.length), now);
    } catch (error) {
      for (const { reject } of sheet.waiting) reject(error);
    }
    sheet.waiting.length = 0;
    const spare = free.get(sheet.entities);
    if (spare) spare.push(sheet);
    else free.set(sheet.entities, [sheet]);
    running--;
    turn();
  };

  return {
    decide(count, fill) {
      if (disposed)
        throw new KhalaError(
          'PROTOCOL_STATE',
          'decide: the policy has been disposed of; open it again before it plays',
        );
      const sheet = openSheet(bucketFor(count, policy.config.maxEntities));
      const row = sheet.waiting.length;
      const part = (array: Float32Array, width: number): Float32Array =>
        array.subarray(row * width, (row + 1) * width);
      const began = now();
      fill(
        sheet.inputs,
        row,
        part(sheet.noise, noiseSize(policy, sheet.entities)),
        part(sheet.memory, memorySize(policy)),
      );
      const filled = now() - began;
      return new Promise((resolve, reject) => {
        sheet.waiting.push({ filled, resolve, reject });
        if (sheet.waiting.length === sheet.inputs.batch) void start(sheet);
        else turn();
      });
    },
    async dispose() {
      disposed = true;
      await graphs.dispose();
    },
  };
}

/** Most rows of a batch of so many entities each. */
function mostRows(entities: number): number {
  return Math.max(...BATCH_SIZES.filter((size) => size === 1 || size * entities <= MOST_TOKENS));
}

function createSheet(policy: Policy, entities: number): Sheet {
  const rows = mostRows(entities);
  return {
    entities,
    inputs: policyInputs(policy, rows, entities),
    noise: new Float32Array(rows * noiseSize(policy, entities)),
    memory: new Float32Array(rows * memorySize(policy)),
    waiting: [],
  };
}

/** Runs the rows that are waited for, as many at a time as the graph takes. Rows of padding hold what was there before. */
async function answer(sheet: Sheet, { runner, rows }: Graph, now: () => number): Promise<void> {
  const { waiting, entities, inputs, noise, memory } = sheet;
  const all = { ...inputArrays(inputs), noise, ...(memory.length > 0 && { memory }) };
  for (let first = 0; first < waiting.length; first += rows) {
    const asked = waiting.slice(first, first + rows);
    const began = now();
    const { answer: answers, memory: states = NOTHING } = await runner.run(
      rowsOf(all, inputs.batch, first, rows),
    );
    const share = (now() - began) / asked.length;
    const width = answers.length / rows;
    const kept = states.length / rows;
    for (const [i, { filled, resolve, reject }] of asked.entries()) {
      const state = states.slice(i * kept, (i + 1) * kept) as Float32Array;
      try {
        checkMemory('decide', state);
      } catch (error) {
        reject(error);
        continue;
      }
      resolve({
        ...readAnswer(answers.subarray(i * width, (i + 1) * width), entities),
        milliseconds: filled + share,
        memory: state,
      });
    }
  }
}

/** The state of a policy that remembers nothing. */
const NOTHING = new Float32Array(0);

/** Some rows of arrays whose first axis is the batch. */
function rowsOf(
  arrays: Readonly<Record<string, TensorData>>,
  batch: number,
  first: number,
  rows: number,
): Record<string, TensorData> {
  return Object.fromEntries(
    Object.entries(arrays).map(([name, array]) => {
      const width = array.length / batch;
      return [name, array.subarray(first * width, (first + rows) * width)];
    }),
  );
}

interface Graph {
  readonly runner: Runner;
  /** Decisions of one run. */
  readonly rows: number;
}

interface Graphs {
  /** The smallest graph that holds so many rows; the one of a single row where larger ones answer otherwise than it. */
  of(entities: number, rows: number): Promise<Graph>;
  dispose(): Promise<void>;
}

/** The graphs of a policy by rows and entities, compiled when they are first asked for. */
function createGraphs(policy: Policy, parameters: Float32Array, engine: Engine): Graphs {
  const compiled = new Map<string, Promise<Runner>>();
  const chosen = new Map<string, Promise<Graph>>();
  const once = <T>(cache: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> => {
    const found = cache.get(key);
    if (found) return found;
    const made = make();
    cache.set(key, made);
    return made;
  };
  const runnerOf = (entities: number, rows: number): Promise<Runner> =>
    once(compiled, `${rows}x${entities}`, () =>
      engine.compile(decisionProgram(policy, parameters, entities, rows)),
    );
  const choose = async (entities: number, rows: number): Promise<Graph> => {
    const single = { runner: await runnerOf(entities, 1), rows: 1 };
    if (rows === 1) return single;
    const many = { runner: await runnerOf(entities, rows), rows };
    return (await answersAlike(policy, entities, single, many)) ? many : single;
  };
  return {
    of(entities, rows) {
      const size = BATCH_SIZES.find((held) => rows <= held) ?? mostRows(entities);
      return once(chosen, `${size}x${entities}`, () => choose(entities, size));
    },
    async dispose() {
      for (const runner of compiled.values()) await (await runner).dispose();
      compiled.clear();
      chosen.clear();
    },
  };
}

/** Whether both graphs answer the same to made-up observations, bit for bit. The same ones each time, so that no run depends on chance. */
async function answersAlike(policy: Policy, entities: number, one: Graph, many: Graph): Promise<boolean> {
  const { rows } = many;
  const inputs = policyInputs(policy, rows, entities);
  const random = createRandom('batch', entities, rows);
  const numbers = [
    ...[inputs.entity_features, inputs.entity_position, inputs.map, inputs.scalars],
    ...[inputs.history_features, inputs.history_place, inputs.tallies, inputs.habits],
  ];
  for (const array of numbers) for (let i = 0; i < array.length; i++) array[i] = random.range(-1, 1);
  for (const mask of [inputs.entity_mask, inputs.own_mask, inputs.function_mask, inputs.history_mask])
    for (let i = 0; i < mask.length; i++) mask[i] = random.next() < 0.75 ? 1 : 0;
  const noise = new Float32Array(rows * noiseSize(policy, entities));
  const width = noise.length / rows;
  for (let b = 0; b < rows; b++)
    fillNoise(noise.subarray(b * width, (b + 1) * width), policy, entities, 1, random);
  const memory = Float32Array.from({ length: rows * memorySize(policy) }, () => random.range(-1, 1));
  const arrays = { ...inputArrays(inputs), noise, ...(memory.length > 0 && { memory }) };
  const together = await many.runner.run(arrays);
  for (let b = 0; b < rows; b++) {
    const alone = await one.runner.run(rowsOf(arrays, rows, b, 1));
    for (const [name, numbers] of Object.entries(alone))
      for (let i = 0; i < numbers.length; i++)
        if (!Object.is(numbers[i], together[name][b * numbers.length + i])) return false;
  }
  return true;
}
