/** Reads the zips that a test wrote, by their central directory. */
import { inflateRawSync } from 'node:zlib';
import { crc32 } from '../../replays/recording/crc32.js';

const END = 0x06054b50;

/** Contents by name; throws where a checksum or a size is wrong. */
export function readZip(zip: Buffer): Map<string, Buffer> {
  const end = zip.length - 22;
  if (zip.readUInt32LE(end) !== END) throw new Error('no end of central directory');
  const files = new Map<string, Buffer>();
  let at = zip.readUInt32LE(end + 16);
  for (let i = 0; i < zip.readUInt16LE(end + 10); i++) {
    const packedBytes = zip.readUInt32LE(at + 20);
    const nameBytes = zip.readUInt16LE(at + 28);
    const name = zip.toString('utf8', at + 46, at + 46 + nameBytes);
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const content = inflateRawSync(zip.subarray(start, start + packedBytes));
    if (crc32(content) !== zip.readUInt32LE(at + 16)) throw new Error(`${name}: wrong checksum`);
    if (content.length !== zip.readUInt32LE(at + 24)) throw new Error(`${name}: wrong size`);
    files.set(name, content);
    at += 46 + nameBytes;
  }
  return files;
}
