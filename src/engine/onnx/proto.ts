/**
 * A writer for the part of ONNX's protobuf schema that a graph of ours needs. Field numbers are those of onnx.proto
 * (ONNX IR version 8); the encoding is protobuf's own: a varint key (field << 3 | wire type), then the value.
 */

const VARINT = 0;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

/** Element types of TensorProto.DataType. */
export const ELEMENT_TYPE = { float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9 } as const;
export type ElementType = keyof typeof ELEMENT_TYPE;

/** Values of AttributeProto.AttributeType. */
const ATTRIBUTE_TYPE = { float: 1, int: 2, string: 3, ints: 7 } as const;

/** One attribute of a node; the key says its ONNX type. */
export type Attribute =
  | { readonly float: number }
  | { readonly int: number }
  | { readonly string: string }
  | { readonly ints: readonly number[] };

export interface NodeMessage {
  readonly op: string;
  readonly name: string;
  /** Names of values; an empty name is an input or output left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

export interface TensorMessage {
  readonly name: string;
  readonly type: ElementType;
  readonly dims: readonly number[];
  /** Little-endian elements, as they lie in memory. */
  readonly bytes: Uint8Array;
}

export interface ValueMessage {
  readonly name: string;
  readonly type: ElementType;
  readonly dims: readonly number[];
}

export interface ModelMessage {
  readonly irVersion: number;
  readonly opset: number;
  readonly producer: string;
  readonly graphName: string;
  readonly nodes: readonly NodeMessage[];
  readonly initializers: readonly TensorMessage[];
  readonly inputs: readonly ValueMessage[];
  readonly outputs: readonly ValueMessage[];
  /** Texts that travel with the model and mean nothing to a runtime. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Pieces of a message in order, with their total length, so that large tensors are copied once, at the end. */
class Message {
  private readonly parts: Uint8Array[] = [];
  length = 0;

  private push(part: Uint8Array): void {
    this.parts.push(part);
    this.length += part.length;
  }

  int(field: number, value: number): this {
    this.push(varint(field * 8 + VARINT));
    this.push(varint(value));
    return this;
  }

  float(field: number, value: number): this {
    this.push(varint(field * 8 + FIXED32));
    this.push(new Uint8Array(new Float32Array([value]).buffer));
    return this;
  }

  bytes(field: number, value: Uint8Array): this {
    this.push(varint(field * 8 + LENGTH_DELIMITED));
    this.push(varint(value.length));
    this.push(value);
    return this;
  }

  string(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  message(field: number, value: Message): this {
    this.push(varint(field * 8 + LENGTH_DELIMITED));
    this.push(varint(value.length));
    for (const part of value.parts) this.push(part);
    return this;
  }

  finish(): Uint8Array {
    const out = new Uint8Array(this.length);
    let offset = 0;
    for (const part of this.parts) {
      out.set(part, offset);
      offset += part.length;
    }
    return out;
  }
}

/** Base-128 encoding of a 64-bit integer; negative numbers in two's complement, as protobuf's int64 wants. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}

function encodeAttribute(name: string, attribute: Attribute): Message {
  const message = new Message().string(1, name);
  if ('float' in attribute) return message.float(2, attribute.float).int(20, ATTRIBUTE_TYPE.float);
  if ('int' in attribute) return message.int(3, attribute.int).int(20, ATTRIBUTE_TYPE.int);
  if ('string' in attribute) return message.string(4, attribute.string).int(20, ATTRIBUTE_TYPE.string);
  for (const value of attribute.ints) message.int(8, value);
  return message.int(20, ATTRIBUTE_TYPE.ints);
}

function encodeNode(node: NodeMessage): Message {
  const message = new Message();
  for (const input of node.inputs) message.string(1, input);
  for (const output of node.outputs) message.string(2, output);
  message.string(3, node.name).string(4, node.op);
  for (const [name, attribute] of Object.entries(node.attributes)) {
    message.message(5, encodeAttribute(name, attribute));
  }
  return message;
}

function encodeTensor(tensor: TensorMessage): Message {
  const message = new Message();
  for (const dim of tensor.dims) message.int(1, dim);
  return message.int(2, ELEMENT_TYPE[tensor.type]).string(8, tensor.name).bytes(9, tensor.bytes);
}

function encodeValue(value: ValueMessage): Message {
  const shape = new Message();
  for (const dim of value.dims) shape.message(1, new Message().int(1, dim));
  const tensor = new Message().int(1, ELEMENT_TYPE[value.type]).message(2, shape);
  return new Message().string(1, value.name).message(2, new Message().message(1, tensor));
}

/** The bytes of a ModelProto. */
export function encodeModel(model: ModelMessage): Uint8Array {
  const graph = new Message();
  for (const node of model.nodes) graph.message(1, encodeNode(node));
  graph.string(2, model.graphName);
  for (const tensor of model.initializers) graph.message(5, encodeTensor(tensor));
  for (const input of model.inputs) graph.message(11, encodeValue(input));
  for (const output of model.outputs) graph.message(12, encodeValue(output));
  const whole = new Message()
    .int(1, model.irVersion)
    .string(2, model.producer)
    .message(7, graph)
    .message(8, new Message().string(1, '').int(2, model.opset));
  for (const [key, value] of Object.entries(model.metadata))
    whole.message(14, new Message().string(1, key).string(2, value));
  return whole.finish();
}
