/** Runs a recorded graph in float64: the judge of what the engines compute in float32. */
import type { TensorData } from '../../../src/engine/index.js';
import { type Graph, type Node, type Tensor, TYPE } from './model.js';
import { OPERATORS } from './operators.js';

/** Values of a graph by name. */
export type Values = ReadonlyMap<string, Tensor>;

/** An engine's array as a float64 tensor. */
export function widened(data: TensorData | Float64Array, shape: readonly number[]): Tensor {
  const type = data instanceof Int32Array ? TYPE.int32 : data instanceof Uint8Array ? TYPE.bool : TYPE.float;
  return { shape, type, data: Float64Array.from(data) };
}

/**
 * Everything that the outputs need, and they, computed from these inputs.
 * @throws Error with the name of an operator that is not known, or of an input that is missing
 */
export function evaluate(graph: Graph, inputs: Values, outputs: readonly string[] = graph.outputs): Values {
  const values = new Map([...graph.constants, ...inputs]);
  for (const node of needed(graph, outputs)) apply(node, values, values);
  return values;
}

/** The outputs when some values are others than in `before`: only what depends on those is computed again. */
export function evaluateAgain(
  graph: Graph,
  before: Values,
  changed: Values,
  outputs: readonly string[],
): Values {
  const values = new Map(changed);
  const read = { get: (name: string) => values.get(name) ?? before.get(name) };
  for (const node of needed(graph, outputs))
    if (node.inputs.some((name) => values.has(name))) apply(node, read, values);
  return new Map(outputs.map((name) => [name, find(read, name)]));
}

/** In the order of the model, which makes values before they are used. */
function needed(graph: Graph, outputs: readonly string[]): Node[] {
  const wanted = new Set(outputs);
  const nodes: Node[] = [];
  for (const node of [...graph.nodes].reverse()) {
    if (!node.outputs.some((name) => wanted.has(name))) continue;
    for (const name of node.inputs) wanted.add(name);
    nodes.push(node);
  }
  return nodes.reverse();
}

function find(values: Pick<Values, 'get'>, name: string): Tensor {
  const value = values.get(name);
  if (value === undefined) throw new Error(`evaluating: the graph needs ${name}, which nothing gives`);
  return value;
}

function apply(node: Node, from: Pick<Values, 'get'>, into: Map<string, Tensor>): void {
  const operator = OPERATORS[node.op];
  if (operator === undefined) throw new Error(`evaluating: the operator ${node.op} is not known here`);
  const inputs = node.inputs.map((name) => (name === '' ? null : find(from, name)));
  const results = operator(inputs, node.attributes, node.outputs.length);
  node.outputs.forEach((name, i) => {
    into.set(name, results[i]);
  });
}
