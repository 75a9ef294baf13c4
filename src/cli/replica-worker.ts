/** One thread of replicas.ts. ONNX Runtime takes no shared memory, so what crosses is copied: 4 bytes a parameter, three times a step. */
import { parentPort, workerData } from 'node:worker_threads';
import { createEngine, type Runner } from '../engine/index.js';
import { decayMask } from '../model/parameters.js';
import { createPolicy } from '../model/policy.js';
import { KhalaError } from '../spec/errors.js';
import { gradientOfWorker, gradientProgram, rateScale, shardProgram } from '../training/step.js';
import { breakGate, passGate } from './replica-gate.js';
import type { ReplicaReply, ReplicaRequest, ReplicaStep, ReplicaTask } from './replicas.js';

const { index, config, vocabulary, optimiser, batch, shard, shared } = workerData as ReplicaTask;
const { workers, from, to } = shard;
const policy = createPolicy(config, vocabulary);
const own = (values: Float32Array): Float32Array => Float32Array.from(values.subarray(from, to));
/** All parameters, of which this thread writes its own shard. */
const parameters = Float32Array.from(shared.parameters);
let state = {
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

/** The programs that a thread runs: the gradient of each bucket of entities, and the update. */
interface Programs {
  gradient(entities: number): Promise<Runner>;
  readonly update: Runner;
}

/** Null where another thread gave up. */
async function step(
  programs: Programs,
  { schedule, entities, feeds, keep }: Extract<ReplicaRequest, { kind: 'step' }>,
): Promise<ReplicaStep | null> {
  const runner = await programs.gradient(entities);
  parameters.set(shared.parameters);
  const found = await runner.run({ parameters, ...feeds }, { gradient: gradients[index] });
  shared.gradients[index].set(gradients[index]);
  shared.losses[index] = found.loss[0];
  if (!passGate(shared.gate, workers)) return null;
  for (let other = 0; other < workers; other++)
    if (other !== index) gradients[other].set(shared.gradients[other]);
  const named = Object.fromEntries(gradients.map((gradient, worker) => [gradientOfWorker(worker), gradient]));
  const { gradient_norm, ...next } = await programs.update.run({ ...named, ...state, ...fixed, schedule });
  // All threads see the same losses and the same norm, so all keep it or none.
  if (keep && [...shared.losses, gradient_norm[0]].every(Number.isFinite)) {
    state = next as typeof state;
    shared.parameters.set(state.parameters, from);
  }
  return { loss: found.loss[0], gradientNorm: gradient_norm[0], metrics: found.metrics as Float32Array };
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
  const buckets = new Map<number, Promise<Runner>>();
  const programs: Programs = {
    gradient: (entities) => {
      const found =
        buckets.get(entities) ?? engine.compile(gradientProgram(policy, optimiser, batch, entities));
      buckets.set(entities, found);
      return found;
    },
    update: await engine.compile(shardProgram(policy, optimiser, shard)),
  };
  parentPort?.on('message', (request: ReplicaRequest) => {
    if (request.kind === 'publish') {
      publish();
      post({ kind: 'published' });
    } else if (request.kind === 'close') {
      engine.dispose().then(() => parentPort?.close(), giveUp);
    } else {
      const answer = (outcome: ReplicaStep | null): void =>
        post(outcome ? { kind: 'stepped', outcome } : { kind: 'deserted' });
      step(programs, request).then(answer, giveUp);
    }
  });
  post({ kind: 'ready' });
}

serve().catch(giveUp);
