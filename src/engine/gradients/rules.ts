/**
 * What a gradient rule is, and helpers of all rules. Rules are ours because the Node build of tfjs-core 4.22 has the
 * tape but no rules: it leaves them out of its bundle.
 */
import * as tf from '@tensorflow/tfjs-core';

/** Gradients of the inputs by name (by position where a kernel takes a list), computed only when asked for. */
export type InputGradients = Readonly<Record<string, () => tf.Tensor>>;

export interface Rule {
  /** Inputs that the rule reads, by name, or all of them. They come first in `saved`. */
  readonly inputs?: readonly string[] | 'all';
  /** Reads the kernel's outputs too. They come last in `saved`. */
  readonly outputs?: true;
  /** `dy` is the gradient of the output, a list where the kernel gives a list. */
  readonly gradient: (
    dy: tf.Tensor,
    saved: tf.Tensor[],
    attrs: Attributes,
    dys: tf.Tensor[],
  ) => InputGradients;
}

export type Attributes = Readonly<Record<string, unknown>>;

/** Sums a gradient over the axes along which its operand was broadcast. */
export function unbroadcast(dy: tf.Tensor, shape: readonly number[]): tf.Tensor {
  const extra = dy.shape.length - shape.length;
  const axes = dy.shape
    .map((_, i) => i)
    .filter((i) => i < extra || (shape[i - extra] === 1 && dy.shape[i] !== 1));
  const summed = axes.length === 0 ? dy : tf.sum(dy, axes);
  return tf.reshape(summed, [...shape]);
}

/** Axes of an attribute, counted from the front; none named means all. */
export function axesOf(value: unknown, rank: number): number[] {
  if (value === undefined || value === null) return Array.from({ length: rank }, (_, i) => i);
  return (typeof value === 'number' ? [value] : (value as number[])).map((axis) =>
    axis < 0 ? axis + rank : axis,
  );
}

/** A reduced tensor with its lost axes back at size 1. */
export function restoreAxes(x: tf.Tensor, shape: readonly number[], axes: readonly number[]): tf.Tensor {
  return tf.reshape(
    x,
    shape.map((d, i) => (axes.includes(i) ? 1 : d)),
  );
}

/** The gradient of an input on which the output does not depend smoothly. */
export function none(x: tf.Tensor): tf.Tensor {
  return tf.zeros(x.shape, 'float32');
}
