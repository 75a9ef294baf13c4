/**
 * Pictures of the API (`ImageData`) and the layers of ours: one value a byte. Row 0 is y = 0, the bottom of the map, in
 * both. With one bit a value the most significant bit of a byte comes first, and rows are not padded.
 */
import { KhalaError } from '../../src/spec/errors.js';
import type { ImageData } from './schema/messages.js';

/** Most values of a layer. The game's largest map has 256 x 256 cells. */
const MAX_VALUES = 512 * 512;
const EMPTY = new Uint8Array(0);

export interface Layer {
  readonly width: number;
  readonly height: number;
  /** Shape (height, width). */
  readonly values: Uint8Array<ArrayBuffer>;
}

/**
 * The values of a picture with 1 or 8 bits a value; its own copy.
 * @throws PROTOCOL_LIMIT when it is too large, PROTOCOL_MESSAGE when size and content do not fit
 */
export function readLayer(
  what: string,
  bits: number,
  width: number,
  height: number,
  data: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const count = width * height;
  if (width < 0 || height < 0 || count > MAX_VALUES)
    throw new KhalaError(
      'PROTOCOL_LIMIT',
      `read ${what}: the picture has ${width} x ${height} values; at most ${MAX_VALUES} are allowed`,
    );
  if ((bits !== 1 && bits !== 8) || Math.ceil((count * bits) / 8) !== data.length)
    throw new KhalaError(
      'PROTOCOL_MESSAGE',
      `read ${what}: ${data.length} bytes for ${width} x ${height} values of ${bits} bits; it must be 1 or 8 bits a value and all of them`,
    );
  return bits === 8 ? (data.slice() as Uint8Array<ArrayBuffer>) : unpackBits(data, count);
}

/** As `readLayer`, of a message; a picture that is not there is empty. */
export function layerOfImage(what: string, image: ImageData | undefined): Layer {
  if (!image) return { width: 0, height: 0, values: EMPTY };
  const width = image.size?.x ?? 0;
  const height = image.size?.y ?? 0;
  return {
    width,
    height,
    values: readLayer(what, image.bitsPerPixel ?? 0, width, height, image.data ?? EMPTY),
  };
}

/** @param bits 1 or 8; with 1, every value but 0 is 1 */
export function imageOfLayer(
  values: Uint8Array,
  width: number,
  height: number,
  bits: 1 | 8,
): ImageData & { readonly data: Uint8Array } {
  return { bitsPerPixel: bits, size: { x: width, y: height }, data: bits === 8 ? values : packBits(values) };
}

function unpackBits(data: Uint8Array, count: number): Uint8Array<ArrayBuffer> {
  const values = new Uint8Array(count);
  const copy = new Uint8Array(data); // Its words begin where words may; `slice` of a Buffer would be no copy.
  const words = new Int32Array(copy.buffer, copy.byteOffset, copy.length >> 2);
  for (let word = 0; word < words.length; word++)
    // Most of a map is without creep.
    if (words[word] !== 0) for (let i = word * 4; i < word * 4 + 4; i++) unpackByte(data[i], values, i * 8);
  for (let i = words.length * 4; i < data.length; i++) unpackByte(data[i], values, i * 8);
  return values;
}

function unpackByte(byte: number, values: Uint8Array, first: number): void {
  const most = Math.min(8, values.length - first);
  for (let bit = 0; bit < most; bit++) values[first + bit] = (byte >> (7 - bit)) & 1;
}

/**
 * One bit a value, as pictures have them.
 * @internal
 */
export function packBits(values: Uint8Array): Uint8Array<ArrayBuffer> {
  const data = new Uint8Array(Math.ceil(values.length / 8));
  for (let i = 0; i < values.length; i++) if (values[i] !== 0) data[i >> 3] |= 0x80 >> (i & 7);
  return data;
}
