import { describe, expect, it } from 'vitest';
import { fileVersionRecord, recordsUntil, scalarsRecord } from '../../src/training/tensorboard.js';

/** CRC-32C bit by bit, unlike the table in the source. */
function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return ~crc >>> 0;
}
const unmask = (masked: number): number => {
  const rotated = (masked - 0xa282ead8) >>> 0;
  return ((rotated << 15) | (rotated >>> 17)) >>> 0;
};

/** Reads one TFRecord and checks both of its checksums. */
function readRecord(bytes: Buffer): Buffer {
  const length = Number(bytes.readBigUInt64LE(0));
  expect(bytes.length).toBe(length + 16);
  expect(unmask(bytes.readUInt32LE(8))).toBe(crc32c(bytes.subarray(0, 8)));
  const data = bytes.subarray(12, 12 + length);
  expect(unmask(bytes.readUInt32LE(12 + length))).toBe(crc32c(data));
  return data;
}

describe('TensorBoard records', () => {
  it('knows CRC-32C', () => {
    expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283); // The check value of the algorithm's catalogue entry.
  });

  it('opens a file with the version', () => {
    const data = readRecord(fileVersionRecord(12.5));
    expect(data[0]).toBe(0x09);
    expect(data.readDoubleLE(1)).toBe(12.5);
    expect(data.subarray(9).toString()).toBe('\x1a\x0dbrain.Event:2');
  });

  it('writes a scalar as tag and float', () => {
    const data = readRecord(scalarsRecord(1, 300, { 'train/loss': 0.25 }));
    expect(data.readDoubleLE(1)).toBe(1);
    expect([...data.subarray(9, 12)]).toEqual([0x10, 0xac, 0x02]); // Field 2, varint 300.
    const value = Buffer.concat([
      Buffer.from([0x0a, 10]),
      Buffer.from('train/loss'),
      Buffer.from([0x15, 0, 0, 0x80, 0x3e]),
    ]);
    const summary = Buffer.concat([Buffer.from([0x0a, value.length]), value]);
    expect(data.subarray(12)).toEqual(Buffer.concat([Buffer.from([0x2a, summary.length]), summary]));
  });

  it('keeps what a resumed run repeats out of the file, and what was cut while it was written', () => {
    const records = [
      fileVersionRecord(1),
      ...[25, 200, 225].map((step) => scalarsRecord(step, step, { a: 1 })),
    ];
    const file = Buffer.concat(records);
    const until = (count: number): Buffer => Buffer.concat(records.slice(0, count));
    expect(recordsUntil(file, 225)).toEqual(file);
    expect(recordsUntil(file, 224)).toEqual(until(3));
    expect(recordsUntil(file, 24)).toEqual(until(1));
    for (let cut = 1; cut <= records[3].length; cut++)
      expect(recordsUntil(file.subarray(0, -cut), 225)).toEqual(until(3));
  });
});
