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
  attend,
  blockSpecs,
  keyValue,
  keyValueSpecs,
  mlpSpecs,
  seenAs,
  type WatchAttention,
} from './attention.js';
import type { ModelConfig } from './config.js';
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
 * Tokens (B, T, D) to latents (B, L, D).
 * @param watch is told of `encoder` (B, H, L, T), what the latents read, and of each `latent.i` (B, H, L, L)
 */
export function perceive(
  p: Parameters,
  config: ModelConfig,
  tokens: Tokens,
  watch: WatchAttention | null = null,
): tf.Tensor {
  const { heads } = config;
  const start = tf.expandDims(get(p, 'encoder.latents'), 0); // (1, L, D)
  const query = applyLinear(p, 'encoder.query', applyNorm(p, 'encoder.query.norm', start)); // (1, L, D)
  const { k, v } = keyValue(p, 'encoder.tokens', tokens.all, heads); // (B, H, T, d)
  const read = attend(query, k, v, heads, tokens.bias, seenAs(watch, 'encoder')); // (B, L, D)
  let latents = addMlp(p, 'encoder.mlp', tf.add(start, applyLinear(p, 'encoder.out', read))); // (B, L, D)
  for (let i = 0; i < config.blocks; i++) latents = applyBlock(p, `latent.${i}`, latents, heads, null, watch); // (B, L, D)
  return latents;
}
