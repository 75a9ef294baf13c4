/** Registers the gradient rules with tfjs, once a process. */
import * as tf from '@tensorflow/tfjs-core';
import { ELEMENTWISE_RULES } from './elementwise.js';
import type { Rule } from './rules.js';
import { TENSOR_RULES } from './tensor.js';

function config(kernelName: string, rule: Rule): tf.GradConfig {
  return {
    kernelName,
    inputsToSave: rule.inputs === 'all' || rule.inputs === undefined ? [] : [...rule.inputs],
    saveAllInputs: rule.inputs === 'all',
    outputsToSave: rule.outputs === true ? [true] : [],
    gradFunc: (dy, saved, attrs) => {
      const dys = Array.isArray(dy) ? dy : [dy];
      return rule.gradient(dys[0], saved, attrs as Record<string, unknown>, dys);
    },
  };
}

/** Gives tfjs a rule for every kernel of ours that has none yet (a full tfjs in the same process has its own). */
export function registerGradients(): void {
  for (const [kernelName, rule] of Object.entries({ ...ELEMENTWISE_RULES, ...TENSOR_RULES })) {
    if (tf.getGradient(kernelName) === undefined) tf.registerGradient(config(kernelName, rule));
  }
}
