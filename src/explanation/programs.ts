/**
 * What is asked of a policy to explain one of its commands, as programs for an engine: its attention, what the command's likelihood becomes
 * when tokens are hidden, and gradients along a path of tokens. All are the policy's own model code.
 * Shape letters: B rows of a run, N entities, T tokens, H heads of the command, S points of a path, D width.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { ProgramSpec, TensorSpec } from '../engine/index.js';
import { MASKED } from '../model/attention.js';
import { HEADS } from '../model/heads.js';
import type { InputTensors, TargetTensors } from '../model/inputs.js';
import { byName, type Parameters, unflatten } from '../model/parameters.js';
import { type Policy, policyInputSpecs, teacherForcedOn, watched } from '../model/policy.js';
import { type Tokens, tokenise } from '../model/tokens.js';
import { MAP_PATCHES } from '../spec/encoding.js';
import { lossRows } from '../training/loss.js';
import { batchSpecs, batchTensors } from '../training/step.js';

/** Outputs of `lookProgram` that are attention weights, logits and choices stand behind these. */
export const LOOK = { attention: 'attention.', logits: 'logits.', choices: 'choices.' } as const;

/** A policy with its weights, and the number of entities that graphs are made for. */
export interface Subject {
  readonly policy: Policy;
  /** (P) */
  readonly parameters: Float32Array;
  readonly entities: number;
}

/** Tokens of N entities, the map, the scalars and the past orders. */
export function tokenCount({ policy, entities }: Pick<Subject, 'policy' | 'entities'>): number {
  return entities + MAP_PATCHES + 1 + policy.config.history;
}

function parametersOf({ policy }: Subject, all: Record<string, tf.Tensor>): Parameters {
  return byName(unflatten(all.parameters as tf.Tensor1D, policy.layout), policy.layout);
}

function flat({ policy }: Subject): TensorSpec {
  return { shape: [policy.layout.size], dtype: 'float32' };
}

/** The likeliest command upon one observation: logits and choices of each head, the value, and every attention's weights (heads, Tq, Tk). */
export function lookProgram(subject: Subject): ProgramSpec {
  const { policy, parameters, entities } = subject;
  return {
    name: `look-${entities}`,
    inputs: { parameters: flat(subject), ...policyInputSpecs(policy, 1, entities) },
    constants: { parameters },
    program: (all) => {
      const outputs: Record<string, tf.Tensor> = {};
      const p = parametersOf(subject, all);
      const { logits, choices, value } = watched(policy, p, all as InputTensors, (name, weights) => {
        outputs[`${LOOK.attention}${name}`] = tf.reshape(weights, weights.shape.slice(1));
      });
      for (const head of HEADS) {
        outputs[`${LOOK.logits}${head}`] = logits[head];
        outputs[`${LOOK.choices}${head}`] = tf.cast(choices[head], 'float32');
      }
      return { ...outputs, value };
    },
  };
}

/** Logarithm of each head's probability for the command; 0 where the command has no use for the head. (B, H) */
function logLikelihoods(
  policy: Policy,
  p: Parameters,
  tokens: Tokens,
  inputs: InputTensors,
  targets: TargetTensors,
): tf.Tensor {
  const outputs = teacherForcedOn(policy, p, tokens, inputs, targets);
  const rows = lossRows(outputs, targets, policy.index.vocabulary);
  return tf.stack(
    HEADS.map((head) => tf.neg(tf.mul(rows[head].loss, rows[head].weight))),
    1,
  );
}

/** The first row as often as asked. (1, ...) to (B, ...) */
function repeat(x: tf.Tensor, times: number): tf.Tensor {
  return tf.tile(x, [times, ...x.shape.slice(1).map(() => 1)]);
}

function repeatAll<T extends { [name: string]: tf.Tensor }>(tensors: T, times: number): T {
  return Object.fromEntries(Object.entries(tensors).map(([name, x]) => [name, repeat(x, times)])) as T;
}

/**
 * The command's likelihood when tokens are hidden, B ways at a time. No attention reads a hidden token. A hidden entity that is closed cannot be
 * selected or pointed at; one that is not is an average one to the heads that could.
 * Inputs: one observation, its command, `hidden` (B, T) and `closed` (B, N), 1 where it holds, and `averages` (N, N), for each entity the shares of
 * those whose tokens make its average. Output: `likelihood` (B, H).
 */
export function hidingProgram(subject: Subject, rows: number): ProgramSpec {
  const { policy, parameters, entities } = subject;
  const count = tokenCount(subject);
  return {
    name: `hide-${rows}x${entities}`,
    inputs: {
      parameters: flat(subject),
      ...batchSpecs(policy, 1, entities),
      hidden: { shape: [rows, count], dtype: 'float32' },
      closed: { shape: [rows, entities], dtype: 'float32' },
      averages: { shape: [entities, entities], dtype: 'float32' },
    },
    constants: { parameters },
    program: (all) => {
      const { inputs, targets } = batchTensors(policy, 1, entities, all);
      const p = parametersOf(subject, all);
      const whole = tokenise(p, policy.config, inputs);
      const averages = tf.matMul(tf.expandDims(all.averages, 0), whole.entities); // (1, N, D)
      const gone = tf.expandDims(tf.slice(all.hidden, [0, 0], [rows, entities]), 2); // (B, N, 1)
      const change = tf.mul(gone, tf.sub(averages, whole.entities)); // (B, N, D)
      const [of, rest] = tf.split(whole.all, [entities, count - entities], 1); // (1, N, D), (1, T - N, D)
      const seen: Tokens = {
        entities: tf.add(whole.entities, change), // (B, N, D)
        all: tf.concat([tf.add(of, change), repeat(rest, rows)], 1), // (B, T, D)
        bias: tf.add(whole.bias, tf.mul(tf.reshape(all.hidden, [rows, 1, 1, count]), MASKED)), // (B, 1, 1, T)
        context: whole.context && repeat(whole.context, rows), // (B, D)
      };
      const many = repeatAll(inputs, rows);
      const open = tf.sub(1, all.closed); // (B, N)
      const legal = {
        ...many,
        entity_mask: tf.mul(many.entity_mask, open),
        own_mask: tf.mul(many.own_mask, open),
      };
      return { likelihood: logLikelihoods(policy, p, seen, legal, repeatAll(targets, rows)) };
    },
  };
}

/** What of the tokens a gradient is taken of: what the torso reads, what asks for itself and is pointed at, what goes past the latents. */
const PATH_VARIABLES = ['all', 'entities', 'context'] as const;
export type PathVariable = (typeof PATH_VARIABLES)[number];

/** Those that a policy has. A transformer gives the entities' answers itself; their tokens are read as all others are. */
function pathVariables({ config }: Policy): PathVariable[] {
  return PATH_VARIABLES.filter(
    (name) =>
      name === 'all' ||
      (name === 'entities' && config.torso !== 'transformer') ||
      (name === 'context' && config.context),
  );
}

/** The inputs of nothing: all numbers and ids zero. What is there, and what is legal, stays. */
function blank(inputs: InputTensors): InputTensors {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, x]) => [name, name.endsWith('_mask') ? x : tf.zerosLike(x)]),
  ) as InputTensors;
}

/**
 * Gradients of the command's log-likelihood at S points of the straight line from the tokens of a blank observation to those of this one, each times the
 * way along the line (Sundararajan, Taly and Yan 2017, equation 1).
 * Inputs: one observation, its command, `alphas` (S) from 0 to 1, `weights` (S) of the points in the sum, `heads` (H) that count.
 * Outputs: `likelihood` (S, H), and for each of the policy's `PATH_VARIABLES` its share: `all` (T), `entities` (N), `context` (1).
 */
export function pathProgram(subject: Subject, points: number): ProgramSpec {
  const { policy, parameters, entities } = subject;
  const variables = pathVariables(policy);
  return {
    name: `path-${points}x${entities}`,
    inputs: {
      parameters: flat(subject),
      ...batchSpecs(policy, 1, entities),
      alphas: { shape: [points], dtype: 'float32' },
      weights: { shape: [points], dtype: 'float32' },
      heads: { shape: [HEADS.length], dtype: 'float32' },
    },
    constants: { parameters },
    program: (all) => {
      const { inputs, targets } = batchTensors(policy, 1, entities, all);
      const p = parametersOf(subject, all);
      const end = tokenise(p, policy.config, inputs);
      const start = tokenise(p, policy.config, blank(inputs));
      const ways = variables.map((name) => tf.sub(end[name] as tf.Tensor, start[name] as tf.Tensor)); // (1, ...) each
      const places = variables.map((name, i) => {
        const alphas = tf.reshape(all.alphas, [points, ...ways[i].shape.slice(1).map(() => 1)]);
        return tf.add(start[name] as tf.Tensor, tf.mul(alphas, ways[i])); // (S, ...)
      });
      const many = repeatAll(inputs, points);
      const forced = repeatAll(targets, points);
      const fixed: Tokens = {
        entities: repeat(end.entities, points),
        all: repeat(end.all, points),
        bias: end.bias,
        context: end.context,
      };
      const seen: { likelihood?: tf.Tensor } = {};
      const gradientsOf = tf.valueAndGrads((...moving: tf.Tensor[]) => {
        const tokens: Tokens = {
          ...fixed,
          ...Object.fromEntries(variables.map((name, i) => [name, moving[i]])),
        };
        const likelihood = logLikelihoods(policy, p, tokens, many, forced); // (S, H)
        seen.likelihood = tf.keep(likelihood);
        const counted = tf.sum(tf.mul(likelihood, all.heads), 1); // (S)
        return tf.sum(tf.mul(counted, all.weights)) as tf.Scalar;
      });
      const { grads } = gradientsOf(places);
      const shares = variables.map((name, i) => {
        const along = tf.sum(tf.mul(grads[i], ways[i]), [0, ways[i].rank - 1]); // (T), (N) or ()
        return [name, tf.reshape(along, [-1])] as const;
      });
      return { likelihood: seen.likelihood as tf.Tensor, ...Object.fromEntries(shares) };
    },
  };
}
