/**
 * The torso: latents that read the tokens once by cross-attention, then think among themselves (Perceiver IO, arXiv
 * 2107.14795, sections 3.1 and 4.4: 32 latents stand where AlphaStar has an entity transformer). Cost is linear in the tokens.
 */
import * as tf from '@tensorflow/tfjs-core';
import {
  addMlp,
  applyBlock,
  applyLinear,
  applyNorm,
  blockSpecs,
  keyValueSpecs,
  mlpSpecs,
  seenAs,
  type WatchAttention,
} from './attention.js';
import type { ModelConfig } from './config.js';
import { readMany, type Seen, showTo, splitSeen } from './cross-attention.js';
import { splitKept } from './dropout.js';
import { type Carried, throughTime } from './memory.js';
import { get, linearSpecs, normSpecs, type ParameterSpec, type Parameters, tableSpec } from './parameters.js';
import type { Tokens } from './tokens.js';

/** Deviation of fresh latents (the Perceiver's 0.02). */
const LATENT_DEVIATION = 0.02;

export function perceiverSpecs(config: ModelConfig): ParameterSpec[] {
  const { width, latents, blocks, mlpRatio } = config;
  const hidden = Math.round(width * mlpRatio);
  const gain = 1 / Math.sqrt(2 * (blocks + 1)); // Keeps the residual stream's variance flat in depth.
  return [
    tableSpec('encoder.latents', latents, width, LATENT_DEVIATION),
    ...normSpecs('encoder.query.norm', width),
    ...linearSpecs('encoder.query', width, width),
    ...keyValueSpecs('encoder.tokens', width),
    ...linearSpecs('encoder.out', width, width, gain),
    ...normSpecs('encoder.mlp.norm', width),
    ...mlpSpecs('encoder.mlp', width, hidden, width, gain),
    ...Array.from({ length: blocks }, (_, i) => blockSpecs(`latent.${i}`, width, hidden, gain)).flat(),
  ];
}

/**
 * Tokens (B, T, D) to latents (B, L, D). With a state they go through the rows step by step; keys and values are those of all rows at once.
 * @param watch is told of `encoder` (B, H, L, T), what the latents read, and of each `latent.i` (B, H, L, L); with a state, once a step
 * @returns the latents, and their state after the last step (S, L, D) where one is carried
 */
export function perceive(
  p: Parameters,
  config: ModelConfig,
  tokens: Tokens,
  carried: Carried | null,
  watch: WatchAttention | null = null,
): { latents: tf.Tensor; next: tf.Tensor | null } {
  const { heads } = config;
  const start = tf.expandDims(get(p, 'encoder.latents'), 0); // (1, L, D)
  const ask = (from: tf.Tensor): tf.Tensor =>
    applyLinear(p, 'encoder.query', applyNorm(p, 'encoder.query.norm', from)); // (1 or S, L, D)
  const think = (
    own: Parameters,
    from: tf.Tensor,
    query: tf.Tensor,
    shown: Seen,
    bias: tf.Tensor,
  ): tf.Tensor => {
    const read = readMany(own, 'encoder.tokens', query, shown, heads, bias, seenAs(watch, 'encoder')); // (B, L, D)
    let latents = addMlp(own, 'encoder.mlp', tf.add(from, applyLinear(own, 'encoder.out', read))); // (B, L, D)
    for (let i = 0; i < config.blocks; i++)
      latents = applyBlock(own, `latent.${i}`, latents, heads, null, watch); // (B, L, D)
    return latents;
  };
  const shown = showTo(p, 'encoder.tokens', tokens.all, heads, config.latents); // (B, T, D)
  if (!carried) return { latents: think(p, start, ask(start), shown, tokens.bias), next: null };
  const steps = (tokens.all.shape[0] as number) / carried.memory.shape[0];
  const parts = splitSeen(shown, steps); // K x (S, T, D)
  const bias = tf.split(tokens.bias, steps); // K x (S, 1, 1, T)
  const own = splitKept(p, steps);
  return throughTime(p, carried, steps, start, (from, t) =>
    think(own[t], from, ask(from), parts[t], bias[t]),
  );
}
