/**
 * Reads the graph out of an ONNX model with protobufjs, so that what judges the engine's writer shares no code with it. Field
 * numbers are those of onnx.proto (ONNX IR version 8).
 */
import protobuf from 'protobufjs';

const SCHEMA = `
syntax = "proto2";
message Attribute {
  optional string name = 1; optional float f = 2; optional int64 i = 3; optional bytes s = 4; repeated int64 ints = 8;
}
message Node {
  repeated string input = 1; repeated string output = 2; optional string opType = 4; repeated Attribute attribute = 5;
}
message Tensor { repeated int64 dims = 1; optional int32 dataType = 2; optional string name = 8; optional bytes rawData = 9; }
message Value { optional string name = 1; }
message Graph { repeated Node node = 1; repeated Tensor initializer = 5; repeated Value input = 11; repeated Value output = 12; }
message Model { optional Graph graph = 7; }
`;

/** Element types of TensorProto.DataType. */
export const TYPE = { float: 1, int32: 6, int64: 7, bool: 9 } as const;
export type Type = (typeof TYPE)[keyof typeof TYPE];

/** Every number is a float64, whatever the model calls it: integers and truth values are exact in it. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly type: Type;
  readonly data: Float64Array;
}

export interface Attribute {
  readonly f?: number;
  readonly i?: number;
  readonly s?: Uint8Array;
  readonly ints?: readonly number[];
}

export interface Node {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

export interface Graph {
  readonly nodes: readonly Node[];
  readonly constants: ReadonlyMap<string, Tensor>;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

interface Decoded {
  readonly graph: {
    readonly node: readonly {
      readonly input: readonly string[];
      readonly output: readonly string[];
      readonly opType: string;
      readonly attribute: readonly (Attribute & { readonly name: string })[];
    }[];
    readonly initializer: readonly {
      readonly dims: readonly number[];
      readonly dataType: number;
      readonly name: string;
      readonly rawData: Uint8Array;
    }[];
    readonly input: readonly { readonly name: string }[];
    readonly output: readonly { readonly name: string }[];
  };
}

export function readGraph(model: Uint8Array): Graph {
  const type = protobuf.parse(SCHEMA, { keepCase: true }).root.lookupType('Model');
  const { graph } = type.toObject(type.decode(model), { longs: Number, arrays: true }) as Decoded;
  return {
    nodes: graph.node.map(({ opType, input, output, attribute }) => ({
      op: opType,
      inputs: input,
      outputs: output,
      attributes: Object.fromEntries(attribute.map((a) => [a.name, a])),
    })),
    constants: new Map(
      graph.initializer.map(({ name, dims, dataType, rawData }) => [
        name,
        { shape: dims, type: dataType as Type, data: numbers(dataType, rawData, name) },
      ]),
    ),
    inputs: graph.input.map(({ name }) => name),
    outputs: graph.output.map(({ name }) => name),
  };
}

function numbers(type: number, bytes: Uint8Array, name: string): Float64Array {
  const { buffer } = bytes.slice();
  if (type === TYPE.float) return Float64Array.from(new Float32Array(buffer));
  if (type === TYPE.int32) return Float64Array.from(new Int32Array(buffer));
  if (type === TYPE.int64) return Float64Array.from(new BigInt64Array(buffer), Number);
  if (type === TYPE.bool) return Float64Array.from(new Uint8Array(buffer));
  throw new Error(`constant ${name} has the element type ${type}, which is not read here`);
}
