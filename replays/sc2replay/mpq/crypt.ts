/**
 * The hash and the cipher of MPQ archives, for file names and tables.
 *
 * Facts from "The MoPaQ Archive Format" by Justin Olbrantz and Jean-Francois Roy (version 1.0): the tables of hashes
 * and blocks are encrypted with keys that are hashes of fixed names, so the cipher hides nothing; it is part of the
 * format.
 */

/** What a hash of a name is used for: a row of the table of random words. */
const HASH_USES = { nameA: 1, nameB: 2, fileKey: 3 } as const;

type HashUse = keyof typeof HASH_USES;

/** Five rows of 256 words from the format's generator; row 4 is the cipher's. */
const WORDS = createWords();

function createWords(): Uint32Array {
  const words = new Uint32Array(5 * 256);
  let seed = 0x00100001;
  const half = (): number => {
    seed = (seed * 125 + 3) % 0x2aaaab;
    return seed & 0xffff;
  };
  for (let column = 0; column < 256; column++) {
    for (let row = 0; row < 5; row++) words[row * 256 + column] = (half() << 16) | half();
  }
  return words;
}

/** The hash of a name (ASCII, case is folded, both slashes are one), as an unsigned 32-bit integer. */
export function hashName(name: string, use: HashUse): number {
  const row = HASH_USES[use] * 256;
  let first = 0x7fed7fed;
  let second = 0xeeeeeeee;
  for (const character of name.toUpperCase().replaceAll('/', '\\')) {
    const code = character.charCodeAt(0) & 0xff;
    first = WORDS[row + code]! ^ (first + second);
    second = (code + first + second + (second << 5) + 3) | 0;
  }
  return first >>> 0;
}

/**
 * The key of an encrypted file: the hash of its name without folders, moved by its place and size where its flags say so.
 * `offset` is counted from the archive's start.
 */
export function fileKey(name: string, moved?: { readonly offset: number; readonly size: number }): number {
  const key = hashName(name.slice(Math.max(name.lastIndexOf('\\'), name.lastIndexOf('/')) + 1), 'fileKey');
  return moved === undefined ? key : ((key + moved.offset) ^ moved.size) >>> 0;
}

/** Deciphers little-endian words; up to three bytes behind the last whole word are not enciphered. */
export function decrypt(bytes: Uint8Array, key: number): Uint8Array {
  // A copy: `slice` of a Buffer would be a view of it.
  const out = Uint8Array.from(bytes);
  const view = new DataView(out.buffer);
  let first = key | 0;
  let second = 0xeeeeeeee | 0;
  for (let at = 0; at + 4 <= out.length; at += 4) {
    second = (second + WORDS[4 * 256 + (first & 0xff)]!) | 0;
    const plain = view.getUint32(at, true) ^ (first + second);
    view.setUint32(at, plain, true);
    first = ((~first << 21) + 0x11111111) | (first >>> 11);
    second = (plain + second + (second << 5) + 3) | 0;
  }
  return out;
}
