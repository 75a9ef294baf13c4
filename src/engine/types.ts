/** What the engine is asked: programs with named inputs and outputs, compiled once and run often. */
import type { Tensor } from '@tensorflow/tfjs-core';

export interface TensorSpec {
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32' | 'bool';
}

/** Row-major elements: float32 as Float32Array, int32 as Int32Array, bool as Uint8Array of 0 and 1. */
export type TensorData = Float32Array | Int32Array | Uint8Array;

/**
 * A pure function of tensors, written with tfjs-core ops. It runs once when it is compiled and must not read values
 * (`dataSync`), keep tensors, or depend on anything but its inputs.
 */
export type Program = (inputs: Record<string, Tensor>) => Record<string, Tensor>;

export interface ProgramSpec {
  /** For errors and for the exported model. */
  readonly name: string;
  /** All inputs of the program, those with a constant value too. */
  readonly inputs: Readonly<Record<string, TensorSpec>>;
  readonly program: Program;
  /** Inputs whose values are known now (weights, for decisions). They are baked in and are no inputs of `run`. */
  readonly constants?: Readonly<Record<string, TensorData>>;
}

export interface Runner {
  /** Inputs that `run` wants: those of the spec without the constants. */
  readonly inputs: Readonly<Record<string, TensorSpec>>;
  readonly outputs: Readonly<Record<string, TensorSpec>>;
  /**
   * Runs once. Inputs are read, outputs are freshly allocated or, where `into` names an array, written into it; that
   * array may be one of the inputs. Values are not checked.
   */
  run(
    inputs: Record<string, TensorData>,
    into?: Record<string, TensorData>,
  ): Promise<Record<string, TensorData>>;
  dispose(): Promise<void>;
}

/** In the order in which `auto` tries them. */
export const ENGINE_NAMES = ['onnx', 'tfjs-node-gpu', 'tfjs-node', 'wasm', 'cpu'] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];

export interface Engine {
  readonly name: EngineName;
  compile(spec: ProgramSpec): Promise<Runner>;
  dispose(): Promise<void>;
}
