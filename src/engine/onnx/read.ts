/**
 * Reads what a model carries (its metadata and its stored float32 tensors by name) out of an ONNX file, which may come from anybody. Field
 * numbers are those of onnx.proto. The graph itself is ONNX Runtime's to read.
 */
import { KhalaError } from '../../spec/errors.js';
import { ELEMENT_TYPE } from './proto.js';

export interface CarriedModel {
  readonly metadata: ReadonlyMap<string, string>;
  readonly tensors: ReadonlyMap<string, { readonly shape: readonly number[]; readonly data: Float32Array }>;
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

/** @param path named in errors: FILE_FOREIGN for what is no protobuf, FILE_TRUNCATED, FILE_CORRUPT */
export function readModel(bytes: Uint8Array, path: string): CarriedModel {
  const metadata = new Map<string, string>();
  const tensors = new Map<string, { shape: number[]; data: Float32Array }>();
  for (const field of fieldsOf(bytes, path)) {
    if (field.number === 14) {
      const entry = [...fieldsOf(field.bytes, path)];
      const text = (number: number): string =>
        new TextDecoder().decode(entry.find((part) => part.number === number)?.bytes);
      metadata.set(text(1), text(2));
    } else if (field.number === 7) {
      for (const part of fieldsOf(field.bytes, path)) {
        if (part.number === 5) readTensor(part.bytes, path, tensors);
      }
    }
  }
  return { metadata, tensors };
}

function readTensor(
  bytes: Uint8Array,
  path: string,
  tensors: Map<string, { shape: number[]; data: Float32Array }>,
): void {
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
  if (type !== ELEMENT_TYPE.float32) return;
  const size = shape.reduce((product, dim) => product * dim, 1);
  if (raw.length !== size * FLOAT_BYTES)
    throw new KhalaError(
      'FILE_CORRUPT',
      `read ${path}: tensor ${JSON.stringify(name.slice(0, 80))} of shape [${shape.join(', ')}] has ${raw.length} bytes, it must have ${size * FLOAT_BYTES}; copy the file again`,
    );
  const data = new Float32Array(size);
  new Uint8Array(data.buffer).set(raw);
  tensors.set(name, { shape, data });
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
