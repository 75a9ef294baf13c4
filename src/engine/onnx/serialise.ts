/**
 * Writes a graph as an ONNX model: only what the outputs need, in an order in which every value is made before it is
 * used. Names are given by position, so the same program gives the same bytes in every process.
 */
import { denseData, type Graph, isConstant, type Node, type Value } from './graph.js';
import { encodeModel, type NodeMessage, type TensorMessage } from './proto.js';

/** LayerNormalization needs opset 17, reductions with axes as input and ScatterElements with add need 18. */
const OPSET = 18;
const IR_VERSION = 8;

/** Nodes that the outputs depend on, inputs before users. */
function reachableNodes(outputs: readonly Value[]): Node[] {
  const order: Node[] = [];
  const state = new Map<Node, 'open' | 'done'>();
  const stack: Node[] = [];
  const visit = (value: Value | null): void => {
    if (value?.source.kind === 'node' && !state.has(value.source.node)) stack.push(value.source.node);
  };
  for (const output of outputs) {
    visit(output);
    while (stack.length > 0) {
      const node = stack[stack.length - 1];
      const seen = state.get(node);
      if (seen === 'done') {
        stack.pop();
      } else if (seen === 'open') {
        stack.pop();
        state.set(node, 'done');
        order.push(node);
      } else {
        state.set(node, 'open');
        for (let i = node.inputs.length - 1; i >= 0; i--) visit(node.inputs[i]);
      }
    }
  }
  return order;
}

/** Gives values their names and collects the constants that are met on the way. */
class Names {
  readonly initializers: TensorMessage[] = [];
  private readonly names = new Map<string, string>();
  constructor(private readonly graph: Graph) {}

  assign(value: Value, name: string): void {
    this.names.set(this.graph.keyOf(value), name);
  }

  of(value: Value | null): string {
    if (value === null) return '';
    const key = this.graph.keyOf(value);
    const known = this.names.get(key);
    if (known !== undefined) return known;
    const name = isConstant(value) ? `#c${this.initializers.length}` : `#t${this.names.size}`;
    this.names.set(key, name);
    if (isConstant(value)) {
      const data = denseData(value);
      const elements = value.dtype === 'int64' ? BigInt64Array.from(data, (x) => BigInt(x)) : data;
      const bytes = new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength);
      this.initializers.push({ name, type: value.dtype, dims: value.shape, bytes });
    }
    return name;
  }
}

/** Name of an output in the model: its own, or with a suffix where an input is named so (ONNX has one name space). */
export function outputNameIn(name: string, inputs: readonly string[]): string {
  return inputs.includes(name) ? `${name}_out` : name;
}

/** What a model carries besides its graph. */
export interface Carried {
  /** Inputs that are no inputs of the model: their values lie in it under their names. */
  readonly stored: Readonly<Record<string, Float32Array | Int32Array>>;
  readonly metadata: Readonly<Record<string, string>>;
}
export const NOTHING_CARRIED: Carried = { stored: {}, metadata: {} };

/**
 * The model's bytes. Inputs and outputs keep their order. An output that is an input, a constant or named twice gets a
 * copy of its own.
 */
export function serialise(
  name: string,
  graph: Graph,
  outputs: Readonly<Record<string, Value>>,
  { stored, metadata }: Carried = NOTHING_CARRIED,
): Uint8Array {
  const names = new Names(graph);
  const open: Value[] = [];
  const kept: TensorMessage[] = [];
  for (const input of graph.inputs) {
    if (input.source.kind !== 'input') continue;
    names.assign(input, input.source.name);
    const data = Object.hasOwn(stored, input.source.name) ? stored[input.source.name] : null;
    if (data === null) open.push(input);
    else
      kept.push({
        ...{ name: input.source.name, type: input.dtype, dims: input.shape },
        bytes: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
      });
  }
  const copies: NodeMessage[] = [];
  const named = new Set<Value>();
  const inputNames = graph.inputs.map(({ source }) => (source.kind === 'input' ? source.name : ''));
  const namedOutputs = Object.entries(outputs).map(([n, v]) => [outputNameIn(n, inputNames), v] as const);
  for (const [outputName, value] of namedOutputs) {
    if (value.source.kind === 'node' && !named.has(value)) {
      named.add(value);
      names.assign(value, outputName);
    } else {
      const copy = { op: 'Identity', name: `copy_${outputName}`, attributes: {} };
      copies.push({ ...copy, inputs: [names.of(value)], outputs: [outputName] });
    }
  }
  const nodes = reachableNodes(Object.values(outputs)).map(
    (node, index): NodeMessage => ({
      op: node.op,
      name: `${node.op}_${index}`,
      inputs: node.inputs.map((v) => names.of(v)),
      outputs: node.outputs.map((v) => names.of(v)),
      attributes: node.attributes,
    }),
  );
  return encodeModel({
    irVersion: IR_VERSION,
    opset: OPSET,
    producer: 'khala',
    graphName: name,
    nodes: [...nodes, ...copies],
    initializers: [...kept, ...names.initializers],
    metadata,
    inputs: open.map((v) => ({ name: names.of(v), type: v.dtype, dims: v.shape })),
    outputs: namedOutputs.map(([n, v]) => ({ name: n, type: v.dtype, dims: v.shape })),
  });
}
