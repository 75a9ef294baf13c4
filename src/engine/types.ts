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
  /** Inputs, and outputs of the same names, whose values a `Held` holds: `run` takes them from there and leaves them there. */
  readonly held?: readonly string[];
}

/**
 * Arrays that stay where the engine computes, from one run to the next: what a GPU writes it reads again without a way over the
 * host's memory. Programs of one engine may share one.
 */
export interface Held {
  /** The present values by name. A run leaves the arrays alone: it makes new ones. */
  read(): Promise<Readonly<Record<string, TensorData>>>;
  /** The values as they were before the last run that made new ones: of a run that went wrong they tell why. */
  before(): Promise<Readonly<Record<string, TensorData>>>;
  dispose(): Promise<void>;
}

export interface Runner {
  /** Inputs that `run` wants: those of the spec without the constants. */
  readonly inputs: Readonly<Record<string, TensorSpec>>;
  readonly outputs: Readonly<Record<string, TensorSpec>>;
  /**
   * Runs once. Inputs are read, outputs are freshly allocated or, where `into` names an array, written into it; that
   * array may be one of the inputs. Values are not checked. What the spec names as held is in neither: it is taken from
   * `held` and written there.
   */
  run(
    inputs: Record<string, TensorData>,
    into?: Record<string, TensorData>,
    held?: Held,
  ): Promise<Record<string, TensorData>>;
  dispose(): Promise<void>;
}

/** In the order in which `auto` tries them. The first four are compiled and run by ONNX Runtime. */
export const ENGINE_NAMES = [
  'onnx',
  'onnx-int8',
  'webgpu',
  'cuda',
  'tfjs-node-gpu',
  'tfjs-node',
  'wasm',
  'cpu',
] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];

export interface Engine {
  readonly name: EngineName;
  compile(spec: ProgramSpec): Promise<Runner>;
  /** Takes arrays over for programs that name them as held; on the host they are the very arrays. */
  hold(values: Readonly<Record<string, TensorData>>): Promise<Held>;
  dispose(): Promise<void>;
}
