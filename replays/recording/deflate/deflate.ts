import { createBlockWriter } from './block-writer.js';
import { MAX_MATCH, WINDOW } from './symbols.js';

const HASH_BITS = 14;
const WORD = 4;
const INSERT_STEP = 8;
const heads = new Int32Array(1 << HASH_BITS);
const blocks = createBlockWriter();

const hashOf = (word: number): number => Math.imul(word, 0x9e3779b1) >>> (32 - HASH_BITS);

export function deflateSimilar(raw: Uint8Array): Uint8Array {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const end = raw.length;
  const lastWord = end - WORD;
  heads.fill(-1);
  let anchor = 0;
  let at = 0;
  let distance = 0;
  let other = 0;
  let nextInsert = 0;
  while (at <= lastWord) {
    const word = view.getInt32(at, true);
    let length = 0;
    let back = 0;
    if (distance !== 0 && view.getInt32(at - distance, true) === word) {
      length = matchLength(view, at - distance, at, end);
      back = distance;
    }
    if (length < 32 && other !== 0 && view.getInt32(at - other, true) === word) {
      const l = matchLength(view, at - other, at, end);
      if (l > length) {
        length = l;
        back = other;
      }
    }
    if (length < 32) {
      const hash = hashOf(word);
      const found = heads[hash];
      heads[hash] = at;
      if (found >= 0 && at - found <= WINDOW && view.getInt32(found, true) === word) {
        const l = matchLength(view, found, at, end);
        if (l > length + 1) {
          length = l;
          back = at - found;
        }
      }
    }
    if (length === 0) {
      at++;
      continue;
    }
    if (at >= 4 && back !== 4 && word === view.getInt32(at - 4, true)) {
      const l = matchLength(view, at - 4, at, end);
      if (l >= 12 || l >= length) {
        length = l;
        back = word === Math.imul(raw[at], 0x01010101) ? 1 : 4;
      }
    }
    // backwards
    let start = at;
    if (back > 4)
      while (
        start > anchor &&
        length < MAX_MATCH &&
        start - back > 0 &&
        raw[start - 1] === raw[start - 1 - back]
      ) {
        start--;
        length++;
      }
    if (back > 4 && back !== distance) {
      if (length >= 16) {
        other = distance;
        distance = back;
      }
    }
    if (start > anchor) blocks.literals(raw, anchor, start);
    blocks.match(length, back);
    const next = start + length;
    if (nextInsert < at) nextInsert = at + INSERT_STEP;
    for (; nextInsert < next && nextInsert <= lastWord; nextInsert += INSERT_STEP)
      heads[hashOf(view.getInt32(nextInsert, true))] = nextInsert;
    at = next;
    anchor = next;
  }
  if (anchor < end) blocks.literals(raw, anchor, end);
  return blocks.finish();
}

function matchLength(view: DataView, from: number, at: number, end: number): number {
  const most = Math.min(MAX_MATCH, end - at);
  let length = WORD;
  for (; length + WORD <= most; length += WORD) {
    const difference = view.getInt32(from + length, true) ^ view.getInt32(at + length, true);
    if (difference !== 0) return length + ((31 - Math.clz32(difference & -difference)) >> 3);
  }
  while (length < most && view.getUint8(from + length) === view.getUint8(at + length)) length++;
  return length;
}
