/** One thread of replicas.ts. ONNX Runtime takes no shared memory, so what crosses is copied: 4 bytes a parameter, three times a step. */
import { parentPort, workerData } from 'node:worker_threads';
import { createEngine, type Runner } from '../engine/index.js';
import { decayMask } from '../model/parameters.js';
import { createPolicy } from '../model/policy.js';
import { KhalaError } from '../spec/errors.js';
import { gradientOfWorker, gradientProgram, rateScale, shardProgram } from '../training/step.js';
import { breakGate, passGate } from './replica-gate.js';
import type { ReplicaReply, ReplicaRequest, ReplicaStep, ReplicaTask } from './replicas.js';

const { index, config, vocabulary, optimiser, batch, entities, shard, shared } = workerData as ReplicaTask;
const { workers, from, to } = shard;
const policy = createPolicy(config, vocabulary);
const own = (values: Float32Array): Float32Array => Float32Array.from(values.subarray(from, to));
/** All parameters, of which this thread writes its own shard. */
const parameters = Float32Array.from(shared.parameters);
const state = {
  parameters: own(parameters),
  first_moment: own(shared.first_moment),
  second_moment: own(shared.second_moment),
};
const { rate_scale } = rateScale(policy, optimiser);
const fixed = {
  decay_mask: own(decayMask(policy.layout)),
  ...(rate_scale && { rate_scale: own(rate_scale) }),
};
const gradients = shared.gradients.map(() => new Float32Array(policy.layout.size));

async function step(
  programs: { readonly gradient: Runner; readonly update: Runner },
  { schedule, feeds }: Extract<ReplicaRequest, { kind: 'step' }>,
): Promise<ReplicaStep> {
  parameters.set(shared.parameters);
  const found = await programs.gradient.run(
    {
      parameters,
      ...Object.fromEntries(Object.entries(feeds).map(([name, data]) => [name, unshared(data)])),
    },
    { gradient: gradients[index] },
  );
  shared.gradients[index].set(gradients[index]);
  passGate(shared.gate, workers);
  for (let other = 0; other < workers; other++)
    if (other !== index) gradients[other].set(shared.gradients[other]);
  const named = Object.fromEntries(gradients.map((gradient, worker) => [gradientOfWorker(worker), gradient]));
  const { gradient_norm } = await programs.update.run({ ...named, ...state, ...fixed, schedule }, state);
  shared.parameters.set(state.parameters, from);
  return { loss: found.loss[0], gradientNorm: gradient_norm[0], metrics: found.metrics as Float32Array };
}

function unshared<T extends Float32Array | Int32Array | Uint8Array>(data: T): T {
  return data.buffer instanceof SharedArrayBuffer ? (data.slice() as T) : data;
}

function publish(): void {
  shared.first_moment.set(state.first_moment, from);
  shared.second_moment.set(state.second_moment, from);
}

function post(reply: ReplicaReply): void {
  parentPort?.postMessage(reply);
}

/** Tells why, and lets nobody wait at the gate for a thread that does not come. */
function giveUp(error: unknown): void {
  breakGate(shared.gate);
  const code = error instanceof KhalaError ? error.code : null;
  post({ kind: 'error', code, message: error instanceof Error ? error.message : String(error) });
}

async function serve(): Promise<void> {
  const engine = await createEngine('onnx', { threads: 1 });
  const programs = {
    gradient: await engine.compile(gradientProgram(policy, optimiser, batch, entities)),
    update: await engine.compile(shardProgram(policy, optimiser, shard)),
  };
  parentPort?.on('message', (request: ReplicaRequest) => {
    if (request.kind === 'publish') {
      publish();
      post({ kind: 'published' });
    } else if (request.kind === 'close') {
      engine.dispose().then(() => parentPort?.close(), giveUp);
    } else step(programs, request).then((outcome) => post({ kind: 'stepped', outcome }), giveUp);
  });
  post({ kind: 'ready' });
}

serve().catch(giveUp);
