/**
 * Dropout (Srivastava et al. 2014, "Dropout", section 4) of the hidden numbers of every residual MLP of torso and decoder. A graph has no random
 * node: which are kept is an input. One sample drops the same hidden numbers at all its latents and entities, so an input is B rows and not
 * B times T. It lies beside the parameters that it thins out, by name; where it is not there, nothing is dropped.
 * Shape letters: B batch, T tokens, Dh hidden width, S hidden numbers of all residual MLPs together.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { ParameterLayout, Parameters } from './parameters.js';

/** The bias of a residual MLP's hidden layer: as long as that is wide. */
const HIDDEN = /^(.+\.mlp)\.up\.b$/;

const keptName = (mlp: string): string => `${mlp}.kept`;
const KEPT = /\.mlp\.kept$/;

/** Residual MLPs by name, with their hidden widths. */
function residualMlps({ slices }: ParameterLayout): { readonly name: string; readonly hidden: number }[] {
  return slices.flatMap(({ name, size }) => {
    const found = HIDDEN.exec(name);
    return found ? [{ name: found[1], hidden: size }] : [];
  });
}

/** Hidden numbers S of all residual MLPs. */
export function hiddenNumbers(layout: ParameterLayout): number {
  return residualMlps(layout).reduce((sum, { hidden }) => sum + hidden, 0);
}

/** The parameters with factors for every residual MLP. @param kept (B, S) 0 where dropped, else what makes up for those */
export function thinOut(p: Parameters, layout: ParameterLayout, kept: tf.Tensor): Parameters {
  const mlps = residualMlps(layout);
  const parts = tf.split(
    kept,
    mlps.map(({ hidden }) => hidden),
    1,
  ); // (B, Dh) each
  return new Map([
    ...p,
    ...mlps.map(({ name }, i): [string, tf.Tensor] => [keptName(name), tf.expandDims(parts[i], 1)]), // (B, 1, Dh)
  ]);
}

/** Factors (B, 1, Dh) of an MLP's hidden numbers; null where none are dropped. */
export function keptOf(p: Parameters, mlp: string): tf.Tensor | null {
  return p.get(keptName(mlp)) ?? null;
}

/** The parameters of each of K steps, whose rows follow each other in the batch: factors (S, 1, Dh) each out of (B, 1, Dh). */
export function splitKept(p: Parameters, steps: number): Parameters[] {
  const kept = [...p].filter(([name]) => KEPT.test(name));
  const parts = kept.map(([name, factors]) => [name, tf.split(factors, steps)] as const); // K x (S, 1, Dh) each
  return Array.from({ length: steps }, (_, t) =>
    kept.length === 0 ? p : new Map([...p, ...parts.map(([name, all]) => [name, all[t]] as const)]),
  );
}
