/**
 * Reads what a model carries (its metadata and its stored tensors by name) out of an ONNX file, which may come from anybody. Field
 * numbers are those of onnx.proto. The graph itself is ONNX Runtime's to read.
 */
import { KhalaError } from '../../spec/errors.js';
import { ELEMENT_TYPE } from './proto.js';

/** A stored tensor, as views of the file: nothing is copied. */
export interface CarriedTensor {
  readonly shape: readonly number[];
  /** Element type of TensorProto.DataType. */
  readonly type: number;
  /** Little-endian elements. */
  readonly bytes: Uint8Array;
}

export interface CarriedModel {
  readonly metadata: ReadonlyMap<string, string>;
  readonly tensors: ReadonlyMap<string, CarriedTensor>;
}

interface Field {
  readonly number: number;
  /** Of a varint; 0 for others. */
  readonly value: number;
  /** Of a length-delimited field; empty for others. */
  readonly bytes: Uint8Array;
}

/** Bytes of a varint: seven bits each of at most 64. */
const MOST_VARINT_BYTES = 10;
const FLOAT_BYTES = 4;
/** Longest text of the metadata: a policy's description with a vocabulary of all StarCraft II is a tenth of it. */
const MOST_TEXT_BYTES = 2 ** 24;
/** Letters of a name that errors repeat. */
const NAME_LETTERS = 80;

/** @param path named in errors: FILE_FOREIGN for what is no protobuf, FILE_TRUNCATED, FILE_LIMIT, FILE_CORRUPT for what is in it twice */
export function readModel(bytes: Uint8Array, path: string): CarriedModel {
  const metadata = new Map<string, string>();
  const tensors = new Map<string, CarriedTensor>();
  for (const field of fieldsOf(bytes, path)) {
    if (field.number === 14) {
      const [key, value] = readEntry(field.bytes, path);
      once(metadata, key, value, 'metadata entry', path);
    } else if (field.number === 7) {
      for (const part of fieldsOf(field.bytes, path)) {
        if (part.number !== 5) continue;
        const { name, ...tensor } = readTensor(part.bytes, path);
        once(tensors, name, tensor, 'tensor', path);
      }
    }
  }
  return { metadata, tensors };
}

function once<T>(into: Map<string, T>, name: string, value: T, what: string, path: string): void {
  if (into.has(name))
    throw new KhalaError(
      'FILE_CORRUPT',
      `read ${path}: it has the ${what} ${JSON.stringify(name.slice(0, NAME_LETTERS))} twice; names are unique`,
    );
  into.set(name, value);
}

function readEntry(bytes: Uint8Array, path: string): [key: string, value: string] {
  const texts: [string, string] = ['', ''];
  for (const { number, bytes: text } of fieldsOf(bytes, path))
    if (number === 1 || number === 2) {
      if (text.length > MOST_TEXT_BYTES)
        throw new KhalaError(
          'FILE_LIMIT',
          `read ${path}: a text of its metadata may have ${MOST_TEXT_BYTES} bytes, one has ${text.length}; give one that khala export wrote`,
        );
      texts[number - 1] = new TextDecoder().decode(text);
    }
  return texts;
}

function readTensor(bytes: Uint8Array, path: string): CarriedTensor & { readonly name: string } {
  const shape: number[] = [];
  let name = '';
  let type = 0;
  let raw: Uint8Array = new Uint8Array();
  for (const field of fieldsOf(bytes, path)) {
    if (field.number === 1) shape.push(field.value);
    else if (field.number === 2) type = field.value;
    else if (field.number === 8) name = new TextDecoder().decode(field.bytes);
    else if (field.number === 9) raw = field.bytes;
  }
  return { name, shape, type, bytes: raw };
}

/**
 * The numbers of a stored float32 tensor, copied.
 * @throws CHECKPOINT_MISMATCH of another element type, FILE_CORRUPT where the shape does not fit the bytes
 */
export function floatsOf({ shape, type, bytes }: CarriedTensor, name: string, path: string): Float32Array {
  if (type !== ELEMENT_TYPE.float32)
    throw new KhalaError(
      'CHECKPOINT_MISMATCH',
      `read ${path}: tensor ${name} must be float32 (element type ${ELEMENT_TYPE.float32}), it has element type ${type}; use the file that khala export wrote`,
    );
  const size = shape.reduce((product, dim) => product * dim, 1);
  if (bytes.length !== size * FLOAT_BYTES)
    throw new KhalaError(
      'FILE_CORRUPT',
      `read ${path}: tensor ${name} of shape [${shape.slice(0, 8).join(', ')}] has ${bytes.length} bytes, it must have ${size * FLOAT_BYTES}; copy the file again`,
    );
  const data = new Float32Array(size);
  new Uint8Array(data.buffer).set(bytes);
  return data;
}

/** The fields of one message, in order. */
function* fieldsOf(bytes: Uint8Array, path: string): Generator<Field> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let i = 0; i < MOST_VARINT_BYTES; i++) {
      if (at >= bytes.length) throw cut(path);
      const byte = bytes[at++];
      value += (byte & 0x7f) * 2 ** (7 * i);
      if (byte < 0x80) return value;
    }
    throw foreign(path);
  };
  const take = (length: number): Uint8Array => {
    if (length > bytes.length - at) throw cut(path);
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const key = varint();
    const number = Math.floor(key / 8);
    const wire = key % 8;
    if (number === 0) throw foreign(path);
    if (wire === 0) yield { number, value: varint(), bytes: new Uint8Array() };
    else if (wire === 2) yield { number, value: 0, bytes: take(varint()) };
    else if (wire === 1 || wire === 5) take(wire === 1 ? 8 : 4);
    else throw foreign(path);
  }
}

function cut(path: string): KhalaError {
  return new KhalaError(
    'FILE_TRUNCATED',
    `read ${path}: a field reaches beyond the end of the file; copy it again`,
  );
}

function foreign(path: string): KhalaError {
  return new KhalaError(
    'FILE_FOREIGN',
    `read ${path}: it is no ONNX model; give one that khala export wrote`,
  );
}
