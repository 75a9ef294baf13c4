/**
 * What lies between tokens and queries, behind one interface: the Perceiver IO encoder, and for comparison the transformer that AlphaStar
 * has in its place. Shape letters: B batch, N entities, T tokens, M vectors that queries read, D width.
 */
import * as tf from '@tensorflow/tfjs-core';
import { applyBlock, applyNorm, blockSpecs, type WatchAttention } from './attention.js';
import type { ModelConfig } from './config.js';
import { type Carried, memorySpecs } from './memory.js';
import { normSpecs, type ParameterSpec, type Parameters } from './parameters.js';
import { perceive, perceiverSpecs } from './perceiver.js';
import type { Tokens } from './tokens.js';

export interface TorsoOutput {
  /** (B, M, D) what the queries attend to. */
  readonly memory: tf.Tensor;
  /** (B, 1, 1, M) added to the logits of that attention, or null where all of it is read. */
  readonly bias: tf.Tensor | null;
  /** (B, N, D) the entities as the torso has already worked them out; null where they still have to ask. */
  readonly entities: tf.Tensor | null;
  /** (S, L, D) the state of the latents after these decisions; null where nothing is carried. */
  readonly next: tf.Tensor | null;
}

interface Torso {
  specs(config: ModelConfig): ParameterSpec[];
  apply(
    p: Parameters,
    config: ModelConfig,
    tokens: Tokens,
    carried: Carried | null,
    watch: WatchAttention | null,
  ): TorsoOutput;
}

const TORSOS: Readonly<Record<ModelConfig['torso'], Torso>> = {
  /** 32 latents; the entities ask them in the decoder (Perceiver IO, arXiv 2107.14795, section 4.4). M = latents. */
  perceiver: {
    specs: (config) => [...perceiverSpecs(config), ...memorySpecs(config)],
    apply: (p, config, tokens, carried, watch) => {
      const { latents, next } = perceive(p, config, tokens, carried, watch);
      return { memory: latents, bias: null, entities: null, next };
    },
  },
  /**
   * Full self-attention among all tokens, whose outputs are the entities' embeddings (Vinyals et al. 2019, supplementary data, "entity
   * encoder": 3 layers). Its cost grows with the square of T. M = T.
   */
  transformer: {
    specs: ({ width, blocks, mlpRatio }) => {
      const gain = 1 / Math.sqrt(2 * Math.max(1, blocks));
      const layers = Array.from({ length: blocks }, (_, i) =>
        blockSpecs(`transformer.${i}`, width, Math.round(width * mlpRatio), gain),
      );
      return [...layers.flat(), ...normSpecs('transformer.norm', width)];
    },
    apply: (p, config, tokens, _carried, watch) => {
      let all = tokens.all; // (B, T, D)
      for (let i = 0; i < config.blocks; i++)
        all = applyBlock(p, `transformer.${i}`, all, config.heads, tokens.bias, watch);
      const memory = applyNorm(p, 'transformer.norm', all); // (B, T, D)
      const [, count] = tokens.entities.shape;
      const entities = tf.slice(memory, [0, 0, 0], [-1, count as number, -1]); // (B, N, D)
      return { memory, bias: tokens.bias, entities, next: null };
    },
  },
};

export function torsoSpecs(config: ModelConfig): ParameterSpec[] {
  return TORSOS[config.torso].specs(config);
}

/**
 * Tokens (B, T, D) to what the queries read.
 * @param carried the state that the latents come with; null for a policy without a memory
 * @param watch is told of every attention's weights, under the name of its parameters
 */
export function applyTorso(
  p: Parameters,
  config: ModelConfig,
  tokens: Tokens,
  carried: Carried | null,
  watch: WatchAttention | null = null,
): TorsoOutput {
  return TORSOS[config.torso].apply(p, config, tokens, carried, watch);
}
