/**
 * The safetensors format: eight bytes of header length, a JSON header, then the tensors' bytes. Little-endian.
 * https://huggingface.co/docs/safetensors (section "Format").
 */
import { z } from 'zod';
import { KhalaError } from '../spec/errors.js';

export interface NamedTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Longest header that is read: ten thousand tensors, and a vocabulary of all StarCraft II, are less than a tenth of it. */
const MAX_HEADER_BYTES = 2 ** 24;
/** Letters of a name that errors repeat. */
const NAME_LETTERS = 80;
const LENGTH_BYTES = 8;
const FLOAT_BYTES = 4;

const entrySchema = z.object({
  dtype: z.literal('F32'),
  shape: z.array(z.int().min(0)).max(8),
  data_offsets: z.tuple([z.int().min(0), z.int().min(0)]),
});
/** A JSON object with what is in it under any name: zod's records leave `__proto__` out. */
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isTexts = (value: unknown): value is Record<string, string> =>
  isObject(value) && Object.values(value).every((text) => typeof text === 'string');

/** One file's bytes. Tensors keep their order; `metadata` goes into the header as text. */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, NamedTensor>,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const header: [string, unknown][] = [['__metadata__', metadata]];
  let offset = 0;
  for (const [name, { shape, data }] of tensors) {
    header.push([name, { dtype: 'F32', shape, data_offsets: [offset, offset + data.byteLength] }]);
    offset += data.byteLength;
  }
  const text = JSON.stringify(Object.fromEntries(header));
  const json = new TextEncoder().encode(text.padEnd(Math.ceil(text.length / FLOAT_BYTES) * FLOAT_BYTES, ' '));
  const bytes = new Uint8Array(LENGTH_BYTES + json.length + offset);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, LENGTH_BYTES);
  let at = LENGTH_BYTES + json.length;
  for (const { data } of tensors.values()) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

/** The tensors of a file. `path` is named in errors: FILE_FOREIGN, FILE_TRUNCATED, FILE_CORRUPT. */
export function decodeSafetensors(bytes: Uint8Array, path: string): Map<string, NamedTensor> {
  const reading = `read ${path}`;
  if (bytes.length < LENGTH_BYTES) {
    throw new KhalaError(
      'FILE_TRUNCATED',
      `${reading}: a safetensors file has at least ${LENGTH_BYTES} bytes, this one ${bytes.length}; copy it again`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.getBigUint64(0, true));
  if (length > MAX_HEADER_BYTES) {
    throw new KhalaError(
      'FILE_FOREIGN',
      `${reading}: the header would be ${length} bytes long; this is no safetensors file`,
    );
  }
  const start = LENGTH_BYTES + length;
  if (bytes.length < start) {
    throw new KhalaError(
      'FILE_TRUNCATED',
      `${reading}: the header needs ${start} bytes, the file has ${bytes.length}; copy it again`,
    );
  }
  const header = parseHeader(bytes.subarray(LENGTH_BYTES, start), reading);
  const entries = Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, value]) => readEntry(name, value, reading))
    .sort((a, b) => a.from - b.from || a.to - b.to);
  // Without gaps and overlaps, as the format wants it: a short file could else claim the same bytes over and over.
  let end = 0;
  for (const { said, from, to } of entries) {
    if (from !== end)
      throw new KhalaError(
        'FILE_CORRUPT',
        `${reading}: tensor ${said} must begin at byte ${end}, where the one before it ends, it begins at ${from}`,
      );
    if (start + to > bytes.length)
      throw new KhalaError(
        'FILE_TRUNCATED',
        `${reading}: tensor ${said} ends at byte ${start + to}, the file at ${bytes.length}; copy it again`,
      );
    end = to;
  }
  if (start + end !== bytes.length)
    throw new KhalaError(
      'FILE_CORRUPT',
      `${reading}: the tensors end at byte ${start + end}, the file at ${bytes.length}; nothing may follow them`,
    );
  return new Map(
    entries.map(({ name, shape, from, to }) => {
      const data = new Float32Array((to - from) / FLOAT_BYTES);
      new Uint8Array(data.buffer).set(bytes.subarray(start + from, start + to));
      return [name, { shape, data }];
    }),
  );
}

interface Entry {
  readonly name: string;
  /** The name as errors repeat it. */
  readonly said: string;
  readonly shape: readonly number[];
  /** Bytes behind the header. */
  readonly from: number;
  readonly to: number;
}

function readEntry(name: string, value: unknown, reading: string): Entry {
  const said = JSON.stringify(name.slice(0, NAME_LETTERS));
  const entry = entrySchema.safeParse(value);
  if (!entry.success) {
    const dtype = String((value as { dtype?: unknown } | null)?.dtype ?? 'none').slice(0, NAME_LETTERS);
    throw new KhalaError(
      'FILE_FOREIGN',
      `${reading}: tensor ${said} must have dtype F32, a shape and offsets, it has dtype ${dtype}; only float32 weights can be read`,
    );
  }
  const { shape, data_offsets } = entry.data;
  const [from, to] = data_offsets;
  const size = shape.reduce((a, b) => a * b, 1);
  if (to - from !== size * FLOAT_BYTES) {
    throw new KhalaError(
      'FILE_CORRUPT',
      `${reading}: tensor ${said} of shape [${shape.join(', ')}] needs ${size * FLOAT_BYTES} bytes, its offsets give ${to - from}`,
    );
  }
  return { name, said, shape, from, to };
}

/** The texts in the header of a file that `decodeSafetensors` has read. */
export function safetensorsMetadata(bytes: Uint8Array, path: string): Record<string, string> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = LENGTH_BYTES + Number(view.getBigUint64(0, true));
  const header = parseHeader(bytes.subarray(LENGTH_BYTES, end), `read ${path}`);
  const texts = header.__metadata__;
  return isTexts(texts) ? texts : {};
}

function parseHeader(bytes: Uint8Array, reading: string): Record<string, unknown> {
  let text: string;
  let value: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    value = JSON.parse(text);
  } catch (cause) {
    throw new KhalaError('FILE_FOREIGN', `${reading}: the header is not JSON; this is no safetensors file`, {
      cause,
    });
  }
  if (!isObject(value))
    throw new KhalaError(
      'FILE_FOREIGN',
      `${reading}: the header is not a JSON object; this is no safetensors file`,
    );
  const [twice] = repeatedKeys(text);
  if (twice !== undefined)
    throw new KhalaError(
      'FILE_CORRUPT',
      `${reading}: two tensors are named ${JSON.stringify(twice.slice(0, NAME_LETTERS))}; names are unique`,
    );
  return value;
}

/** Keys that the outermost object of a valid JSON text has more than once; JSON.parse would keep the last of each silently. */
function* repeatedKeys(text: string): Generator<string> {
  const seen = new Set<string>();
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at];
    if (letter === '{' || letter === '[') depth++;
    else if (letter === '}' || letter === ']') depth--;
    else if (letter === '"') {
      const from = at;
      for (at++; text[at] !== '"'; at++) if (text[at] === '\\') at++;
      if (depth !== 1 || !/^\s*:/.test(text.slice(at + 1, at + 32))) continue;
      const key = JSON.parse(text.slice(from, at + 1)) as string;
      if (seen.has(key)) yield key;
      seen.add(key);
    }
  }
}
