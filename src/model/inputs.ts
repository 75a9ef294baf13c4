/**
 * Names, shapes and dtypes of the policy's input tensors; the arrays of `PolicyInputs` and `PolicyTargets` under the same names.
 */
import type * as tf from '@tensorflow/tfjs-core';
import {
  ENTITY_FEATURES,
  ENTITY_IDS,
  MAP_PATCH_SIZE,
  MAP_PATCHES,
  type PolicyInputs,
  type PolicyTargets,
  SCALAR_FEATURES,
  SCALAR_IDS,
} from '../spec/encoding.js';

interface InputSpec {
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32';
}

export type InputName = Exclude<keyof PolicyInputs, 'batch' | 'entities'>;
export type InputTensors = Record<InputName, tf.Tensor>;
export type TargetName = keyof PolicyTargets;
export type TargetTensors = Record<TargetName, tf.Tensor>;

/** Shapes of the inputs for B samples of N entities and F functions. */
export function inputSpecs(batch: number, entities: number, functions: number): Record<InputName, InputSpec> {
  return {
    entity_ids: { shape: [batch, entities, ENTITY_IDS.length], dtype: 'int32' },
    entity_features: { shape: [batch, entities, ENTITY_FEATURES.length], dtype: 'float32' },
    entity_position: { shape: [batch, entities, 4], dtype: 'float32' },
    entity_mask: { shape: [batch, entities], dtype: 'float32' },
    own_mask: { shape: [batch, entities], dtype: 'float32' },
    map: { shape: [batch, MAP_PATCHES, MAP_PATCH_SIZE], dtype: 'float32' },
    scalars: { shape: [batch, SCALAR_FEATURES.length], dtype: 'float32' },
    scalar_ids: { shape: [batch, SCALAR_IDS.length], dtype: 'int32' },
    function_mask: { shape: [batch, functions], dtype: 'float32' },
  };
}

/** Shapes of the targets for B samples of N entities. */
export function targetSpecs(batch: number, entities: number): Record<TargetName, InputSpec> {
  const one = { shape: [batch], dtype: 'int32' } as const;
  const real = { shape: [batch], dtype: 'float32' } as const;
  return {
    function: one,
    delay: one,
    queued: one,
    pivot: one,
    selected: { shape: [batch, entities], dtype: 'float32' },
    target_entity: one,
    target_cell: one,
    target_fine: one,
    outcome: real,
    outcome_known: real,
  };
}
