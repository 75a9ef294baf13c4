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

/** Longest header that is read; the format's own reference implementation caps it likewise. */
const MAX_HEADER_BYTES = 100_000_000;
const LENGTH_BYTES = 8;
const FLOAT_BYTES = 4;

const entrySchema = z.object({
  dtype: z.literal('F32'),
  shape: z.array(z.int().min(0)),
  data_offsets: z.tuple([z.int().min(0), z.int().min(0)]),
});
const headerSchema = z.record(z.string(), z.unknown());
const metadataSchema = z.record(z.string(), z.string());

/** One file's bytes. Tensors keep their order; `metadata` goes into the header as text. */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, NamedTensor>,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const [name, { shape, data }] of tensors) {
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  const text = JSON.stringify(header);
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
  const tensors = new Map<string, NamedTensor>();
  for (const [name, value] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    const entry = entrySchema.safeParse(value);
    if (!entry.success) {
      throw new KhalaError(
        'FILE_FOREIGN',
        `${reading}: tensor ${name} is not float32 with a shape and offsets; only F32 checkpoints can be read`,
      );
    }
    const [from, to] = entry.data.data_offsets;
    const size = entry.data.shape.reduce((a, b) => a * b, 1);
    if (to - from !== size * FLOAT_BYTES) {
      throw new KhalaError(
        'FILE_CORRUPT',
        `${reading}: tensor ${name} of shape [${entry.data.shape.join(', ')}] needs ${size * FLOAT_BYTES} bytes, its offsets give ${to - from}`,
      );
    }
    if (start + to > bytes.length) {
      throw new KhalaError(
        'FILE_TRUNCATED',
        `${reading}: tensor ${name} ends at byte ${start + to}, the file at ${bytes.length}; copy it again`,
      );
    }
    const data = new Float32Array(size);
    new Uint8Array(data.buffer).set(bytes.subarray(start + from, start + to));
    tensors.set(name, { shape: entry.data.shape, data });
  }
  return tensors;
}

/** The texts in the header of a file that `decodeSafetensors` has read. */
export function safetensorsMetadata(bytes: Uint8Array, path: string): Record<string, string> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = LENGTH_BYTES + Number(view.getBigUint64(0, true));
  const header = parseHeader(bytes.subarray(LENGTH_BYTES, end), `read ${path}`);
  const texts = metadataSchema.safeParse(header.__metadata__ ?? {});
  return texts.success ? texts.data : {};
}

function parseHeader(bytes: Uint8Array, reading: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new KhalaError('FILE_FOREIGN', `${reading}: the header is not JSON; this is no safetensors file`, {
      cause,
    });
  }
  const header = headerSchema.safeParse(value);
  if (!header.success)
    throw new KhalaError(
      'FILE_FOREIGN',
      `${reading}: the header is not a JSON object; this is no safetensors file`,
    );
  return header.data;
}
