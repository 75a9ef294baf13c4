/**
 * Names, shapes and dtypes of the policy's input tensors; the arrays of `PolicyInputs` and `PolicyTargets` under the same names.
 */
import type * as tf from '@tensorflow/tfjs-core';
import {
  CONTEXT_NAMES,
  type ContextName,
  type ContextSizes,
  ENTITY_FEATURES,
  ENTITY_IDS,
  HISTORY_FEATURES,
  HISTORY_IDS,
  MAP_PATCH_SIZE,
  MAP_PATCHES,
  type PolicyInputs,
  type PolicyTargets,
  SCALAR_FEATURES,
  SCALAR_IDS,
} from '../spec/encoding.js';

export interface InputSpec {
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32';
}

type InputName = Exclude<keyof PolicyInputs, 'batch' | 'entities' | 'history'>;
type OptionalName = Extract<InputName, `history_${string}` | 'tallies' | 'habits'>;
/** A policy that is not shown past orders, tallies or habits has no inputs for them. */
type ObservationSpecs = Record<Exclude<InputName, OptionalName>, InputSpec> &
  Partial<Record<OptionalName, InputSpec>>;
/** Of a policy with a memory: the state of the latents (S, L, D), and whether each row of sequences still has one (B); memory.ts. */
export type MemorySpecs = { readonly memory?: InputSpec; readonly memory_lasts?: InputSpec };
export type InputSpecs = ObservationSpecs & MemorySpecs;
export type InputTensors = { [N in keyof InputSpecs]: tf.Tensor };
export type ContextTensors = Pick<InputTensors, ContextName>;
export type TargetName = keyof PolicyTargets;
export type TargetTensors = Record<TargetName, tf.Tensor>;

/** Those of the specs that a context has. */
export function contextSpecs(specs: ObservationSpecs): Record<string, InputSpec> {
  const found = CONTEXT_NAMES.map((name) => [name, specs[name]] as const);
  return Object.fromEntries(
    found.filter((entry): entry is [ContextName, InputSpec] => entry[1] !== undefined),
  );
}

/** The arrays alone, under the names of the model's inputs. */
export function inputArrays(inputs: PolicyInputs): Record<InputName, Float32Array | Int32Array> {
  const { batch: _, entities: __, history: ___, ...arrays } = inputs;
  return arrays;
}

/** Shapes of the inputs for B samples of N entities. */
export function inputSpecs(
  batch: number,
  entities: number,
  { functions, history, tallies, habits }: ContextSizes,
): ObservationSpecs {
  const past = {
    history_ids: { shape: [batch, history, HISTORY_IDS.length], dtype: 'int32' },
    history_features: { shape: [batch, history, HISTORY_FEATURES.length], dtype: 'float32' },
    history_place: { shape: [batch, history, 2], dtype: 'float32' },
    history_mask: { shape: [batch, history], dtype: 'float32' },
  } as const;
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
    ...(history > 0 && past),
    ...(tallies > 0 && { tallies: { shape: [batch, tallies], dtype: 'float32' } as const }),
    ...(habits > 0 && { habits: { shape: [batch, habits], dtype: 'float32' } as const }),
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
