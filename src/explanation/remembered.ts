/** What a policy remembers at a moment: its state, carried through the decisions of the match before, as its seat would have. */
import { createBatcher } from '../../agent/batcher.js';
import type { Engine } from '../engine/index.js';
import type { Checkpoint } from '../model/checkpoint.js';
import { emptyMemory } from '../model/memory.js';
import { encodeDecision } from '../spec/encode-decision.js';
import type { Moment } from './moment.js';

/**
 * The state (1, L, D) under its name in the programs; nothing for a policy without a memory.
 * @throws NOT_FINITE where it comes to hold what is no number
 */
export async function remembered(
  { policy, parameters }: Pick<Checkpoint, 'policy' | 'parameters'>,
  engine: Engine,
  { before, info }: Pick<Moment, 'before' | 'info'>,
): Promise<{ readonly memory?: Float32Array }> {
  if (!policy.config.memory) return {};
  const batcher = createBatcher(policy, parameters, engine, () => performance.now());
  let state: Float32Array = emptyMemory(policy.config, 1);
  try {
    for (const { observation, past } of before) {
      const decision = await batcher.decide(observation.count, (inputs, b, _noise, memory) => {
        encodeDecision(observation, past, info.map, policy.index, inputs, b);
        memory.set(state);
      });
      state = decision.memory;
    }
  } finally {
    await batcher.dispose();
  }
  return { memory: state };
}
