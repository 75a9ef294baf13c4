/** How a model runs: eagerly on a tfjs backend, or compiled to ONNX. */
export { createEngine, probeEngines } from './engines.js';
export { floatsOf, readModel } from './onnx/read.js';
export { programFlops, traceToOnnx } from './trace.js';
export {
  ENGINE_NAMES,
  type Engine,
  type EngineName,
  type Held,
  type ProgramSpec,
  type Runner,
  type TensorData,
  type TensorSpec,
} from './types.js';
export { zeros } from './values.js';
