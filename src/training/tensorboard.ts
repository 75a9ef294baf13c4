/**
 * TensorBoard event files: TFRecord frames around Event messages with scalar summaries. Only what scalars need is written
 * (tensorflow/core/util/event.proto and framework/summary.proto; frame: length, masked CRC-32C, data, masked CRC-32C).
 */
import { appendFileSync } from 'node:fs';

const CRC32C = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value >>> 0;
});

/** Bytes of a frame before and after its data, and of an event before its step (the wall time: tag and double). */
const FRAME_HEAD = 12;
const FRAME_TAIL = 4;
const STEP_AT = 9;

function maskedCrc(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = CRC32C[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  crc = ~crc >>> 0;
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

function frame(data: Buffer): Buffer {
  const head = Buffer.alloc(FRAME_HEAD);
  head.writeBigUInt64LE(BigInt(data.length), 0);
  head.writeUInt32LE(maskedCrc(head.subarray(0, 8)), 8);
  const tail = Buffer.alloc(FRAME_TAIL);
  tail.writeUInt32LE(maskedCrc(data), 0);
  return Buffer.concat([head, data, tail]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  return Buffer.from([...bytes, rest]);
}

/** Protobuf fields: bytes (wire type 2), double (1), varint (0), float (5). */
const bytesField = (number: number, value: Buffer): Buffer =>
  Buffer.concat([varint(number * 8 + 2), varint(value.length), value]);
const doubleField = (number: number, value: number): Buffer => {
  const field = Buffer.alloc(9, number * 8 + 1);
  field.writeDoubleLE(value, 1);
  return field;
};
const floatField = (number: number, value: number): Buffer => {
  const field = Buffer.alloc(5, number * 8 + 5);
  field.writeFloatLE(value, 1);
  return field;
};
const intField = (number: number, value: number): Buffer =>
  Buffer.concat([varint(number * 8), varint(value)]);

/** The record that opens every event file. `seconds` since 1970. */
export function fileVersionRecord(seconds: number): Buffer {
  return frame(Buffer.concat([doubleField(1, seconds), bytesField(3, Buffer.from('brain.Event:2'))]));
}

/** One step's scalars. `seconds` since 1970. */
export function scalarsRecord(
  seconds: number,
  step: number,
  scalars: Readonly<Record<string, number>>,
): Buffer {
  const values = Object.entries(scalars).map(([tag, value]) =>
    bytesField(1, Buffer.concat([bytesField(1, Buffer.from(tag)), floatField(2, value)])),
  );
  return frame(
    Buffer.concat([doubleField(1, seconds), intField(2, step), bytesField(5, Buffer.concat(values))]),
  );
}

/**
 * The leading records of a file that are whole and not of a later step: what a run keeps that goes on from `step`. Records
 * are in the order of their steps, as `scalarsRecord` writes them.
 */
export function recordsUntil(file: Buffer, step: number): Buffer {
  let end = 0;
  while (end + FRAME_HEAD <= file.length) {
    const length = Number(file.readBigUInt64LE(end));
    const next = end + FRAME_HEAD + length + FRAME_TAIL;
    if (next > file.length || stepOf(file.subarray(end + FRAME_HEAD, next - FRAME_TAIL)) > step) break;
    end = next;
  }
  return file.subarray(0, end);
}

/** The step of an event, whose second field it is; 0 for the record that opens the file, which has none. */
function stepOf(event: Buffer): number {
  if (event[STEP_AT] !== 2 * 8) return 0;
  let step = 0;
  for (let at = STEP_AT + 1, scale = 1; at < event.length; at++, scale *= 128) {
    step += (event[at] % 128) * scale;
    if (event[at] < 128) break;
  }
  return step;
}

/** Appends records to a file. */
export function appendRecords(path: string, records: readonly Buffer[]): void {
  appendFileSync(path, Buffer.concat(records));
}
