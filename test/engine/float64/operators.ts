/**
 * ONNX operators (opset 18) in float64, each as its definition reads: slow and plain on purpose. https://onnx.ai/onnx/operators
 */
import { COMPUTING } from './computing.js';
import { ELEMENTWISE } from './elementwise.js';
import { MOVING } from './moving.js';
import type { Operator } from './tensor.js';

export const OPERATORS: Readonly<Record<string, Operator>> = { ...ELEMENTWISE, ...MOVING, ...COMPUTING };
