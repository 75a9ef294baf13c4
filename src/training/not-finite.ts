/**
 * Finds what made a step's loss or gradient NaN or infinite, after it has happened: training itself looks at two numbers a step
 * and pays nothing for this.
 */
import type { Engine, TensorData, TensorSpec } from '../engine/index.js';
import type { ParameterLayout } from '../model/parameters.js';
import type { Policy } from '../model/policy.js';
import { KhalaError } from '../spec/errors.js';
import type { Batch } from './batches.js';
import { LOSS_COLUMNS, LOSS_ROWS } from './loss.js';
import { feeds } from './runners.js';
import type { Weights } from './state.js';
import { batchSpecs, gradientProgram, type OptimiserConfig, stepsOf } from './step.js';

/** A step that went wrong, with what it was given: nothing of it may have been written over. */
export interface FailedStep {
  readonly step: number;
  readonly batch: Batch;
  /** As before the step. */
  readonly state: Weights;
}

/** First element that is NaN or infinite; -1 where there is none. */
function firstNotFinite(data: TensorData, from = 0, to = data.length): number {
  if (!(data instanceof Float32Array)) return -1;
  for (let i = from; i < to; i++) if (!Number.isFinite(data[i])) return i;
  return -1;
}

/** The position of element `at` of a tensor, as one index an axis. */
function indexOf(at: number, shape: readonly number[]): string {
  let rest = at;
  const index = [...shape].reverse().map((dim) => {
    const i = rest % dim;
    rest = Math.floor(rest / dim);
    return i;
  });
  return `[${index.reverse().join(', ')}]`;
}

/** Tensors of a vector (P) with an element that is not finite: the one nearest to the loss, and how many there are. */
function namedSlice(layout: ParameterLayout, values: Float32Array): { found: string; others: string } | null {
  const bad = layout.slices.flatMap(({ name, shape, offset, size }) => {
    const at = firstNotFinite(values, offset, offset + size);
    return at < 0 ? [] : [`${values[at]} in ${name} at ${indexOf(at - offset, shape)}`];
  });
  // The heads stand last in the layout: gradients come from there.
  const found = bad.at(-1);
  if (found === undefined) return null;
  return { found, others: bad.length > 1 ? ` and in ${bad.length - 1} more tensors` : '' };
}

/** The batch's arrays, what is remembered, parameters and moments, in this order: whatever came into the step not finite. */
function comingIn(
  {
    batch,
    state,
  }: {
    readonly batch: Pick<Batch, 'inputs' | 'targets'>;
    readonly state: Partial<Weights>;
  },
  layout: ParameterLayout,
  specs: Readonly<Record<string, TensorSpec>>,
): string | null {
  for (const [name, data] of Object.entries(feeds(batch))) {
    const at = firstNotFinite(data);
    if (at < 0) continue;
    return `the input ${name} has ${data[at]} at ${indexOf(at, specs[name].shape)}; look at the recordings that it came from`;
  }
  const { memory, ...vectors } = state;
  const at = memory ? firstNotFinite(memory) : -1;
  if (memory && at >= 0)
    return `the memory had ${memory[at]} at ${indexOf(at, specs.memory.shape)} before it; go back to an older checkpoint`;
  for (const [name, values] of Object.entries(vectors)) {
    const slice = namedSlice(layout, values);
    if (slice)
      return `the ${name} had ${slice.found}${slice.others} before it; go back to an older checkpoint`;
  }
  return null;
}

/** What the step made of finite numbers: the head whose loss is not finite, else the tensor whose gradient is not. */
async function arising(
  engine: Engine,
  policy: Policy,
  optimiser: OptimiserConfig,
  { batch, state }: FailedStep,
): Promise<string> {
  const { batch: size, entities } = batch.inputs;
  const runner = await engine.compile(gradientProgram(policy, optimiser, size, entities));
  const { parameters, memory } = state;
  const { loss, gradient, metrics } = await runner.run({
    ...{ parameters, ...(memory && { memory }) },
    ...feeds(batch),
  });
  await runner.dispose();
  const row = LOSS_ROWS.find((_, i) => !Number.isFinite(metrics[i * LOSS_COLUMNS.length]));
  if (row !== undefined)
    return `the loss of ${row} is ${metrics[LOSS_ROWS.indexOf(row) * LOSS_COLUMNS.length]} though all that went in is finite; lower the learning rate`;
  if (!Number.isFinite(loss[0]))
    return `the loss of the contexts' functions is ${loss[0]} though all that went in is finite; lower the learning rate`;
  return reasonInGradient(policy.layout, gradient as Float32Array);
}

function reasonInGradient(layout: ParameterLayout, gradient: Float32Array): string {
  const slice = namedSlice(layout, gradient);
  if (slice) return `the gradient has ${slice.found}${slice.others}; lower the learning rate`;
  return 'every gradient is finite but their squares add up to more than float32 holds; lower the learning rate';
}

function failure(step: number, reason: string): KhalaError {
  return new KhalaError('NOT_FINITE', `training step ${step}: loss and gradient must be finite; ${reason}`);
}

/** The error to throw where the norm of a gradient (P) that several batches made up is not finite, though their losses are. */
export function notFiniteGradient({ layout }: Policy, step: number, gradient: Float32Array): KhalaError {
  return failure(step, reasonInGradient(layout, gradient));
}

/**
 * The error to throw where the loss or the gradient norm of a step is not finite. It names the first of these that is not: an
 * array of the batch, a parameter, a moment, the loss of a head, the gradient of the parameter nearest to the loss.
 */
export async function notFinite(
  engine: Engine,
  policy: Policy,
  optimiser: OptimiserConfig,
  failed: FailedStep,
): Promise<KhalaError> {
  const { batch: size, entities } = failed.batch.inputs;
  const { inputs } = gradientProgram(policy, optimiser, size, entities);
  const reason =
    comingIn(failed, policy.layout, inputs) ?? (await arising(engine, policy, optimiser, failed));
  return failure(failed.step, reason);
}

/** The error to throw where the loss of a held-out batch is not finite. */
export function notFiniteLook(
  policy: Policy,
  optimiser: Pick<OptimiserConfig, 'sequence'>,
  step: number,
  batch: Pick<Batch, 'inputs' | 'targets'>,
  parameters: Float32Array,
): KhalaError {
  const { batch: size, entities } = batch.inputs;
  const specs = batchSpecs(policy, size, entities, stepsOf(policy, optimiser));
  const reason =
    comingIn({ batch, state: { parameters } }, policy.layout, specs) ??
    'all that went in is finite; lower the learning rate';
  return new KhalaError(
    'NOT_FINITE',
    `look at held-out data after step ${step}: the loss must be finite; ${reason}`,
  );
}
