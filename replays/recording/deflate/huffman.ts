/**
 * Huffman codes of limited length, in the canonical form of RFC 1951, section 3.2.2: their lengths alone tell them.
 */

/** Room for the largest alphabet, that of literals and lengths, and for the inner nodes of its tree. */
const MOST_SYMBOLS = 288;
const weights = new Float64Array(2 * MOST_SYMBOLS);
const parents = new Uint16Array(2 * MOST_SYMBOLS);
const depths = new Uint16Array(2 * MOST_SYMBOLS);
const MOST_BITS = 15;
const counts = new Uint16Array(MOST_SYMBOLS);
const nextCodes = new Uint16Array(MOST_BITS + 2);

/**
 * Lengths in bits that make a text shortest, none above `limit`; 0 for a symbol that does not occur. Two symbols have a
 * code in any case: not every decoder takes a code of one symbol.
 *
 * @param frequencies how often each symbol occurs
 * @param lengths written here, one a symbol
 * @param limit at most 15, and enough for that many symbols
 */
export function setCodeLengths(frequencies: Uint32Array, lengths: Uint8Array, limit: number): void {
  const symbols: number[] = [];
  for (let symbol = 0; symbol < frequencies.length; symbol++)
    if (frequencies[symbol] > 0) symbols.push(symbol);
  for (let symbol = 0; symbols.length < 2; symbol++) if (frequencies[symbol] === 0) symbols.push(symbol);
  // The rarest first; of two that are as rare the first, so that the same text always has the same code.
  symbols.sort((a, b) => frequencies[a] - frequencies[b] || a - b);
  countLengths(symbols, frequencies, limit);
  lengths.fill(0);
  let next = 0;
  for (let length = limit; length > 0; length--)
    for (let left = counts[length]; left > 0; left--) lengths[symbols[next++]] = length;
}

/** How many codes there are of each length, into `counts`. */
function countLengths(symbols: readonly number[], frequencies: Uint32Array, limit: number): void {
  const leaves = symbols.length;
  const root = joinRarest(symbols, frequencies);
  counts.fill(0);
  depths[root] = 0;
  for (let node = root - 1; node >= 0; node--) {
    depths[node] = depths[parents[node]] + 1;
    if (node < leaves) counts[Math.min(limit, depths[node])]++;
  }
  // Codes that were cut to the limit take more room than there is: shorter ones get longer for them.
  let taken = 0;
  for (let length = 1; length <= limit; length++) taken += counts[length] * 2 ** (limit - length);
  for (; taken > 2 ** limit; taken--) {
    let shorter = limit - 1;
    while (counts[shorter] === 0) shorter--;
    counts[limit]--;
    counts[shorter]--;
    counts[shorter + 1] += 2;
  }
}

/**
 * Builds the tree from two queues, leaves and inner nodes, both in the order of their weight (van Leeuwen, "On the
 * construction of Huffman trees", 1976). Nodes are numbered as they come: leaves, then inner ones. Returns the root.
 */
function joinRarest(symbols: readonly number[], frequencies: Uint32Array): number {
  const leaves = symbols.length;
  for (let i = 0; i < leaves; i++) weights[i] = frequencies[symbols[i]];
  let leaf = 0;
  let inner = leaves;
  for (let node = leaves; node < 2 * leaves - 1; node++) {
    let weight = 0;
    for (let child = 0; child < 2; child++) {
      const rarest = leaf < leaves && (inner === node || weights[leaf] <= weights[inner]) ? leaf++ : inner++;
      weight += weights[rarest];
      parents[rarest] = node;
    }
    weights[node] = weight;
  }
  return 2 * leaves - 2;
}

/** The codes of these lengths, their bits reversed: DEFLATE writes codes from their highest bit, all else from the lowest. */
export function setCodes(lengths: Uint8Array, codes: Uint16Array): void {
  counts.fill(0);
  for (const length of lengths) counts[length]++;
  counts[0] = 0;
  nextCodes[1] = 0;
  for (let length = 1; length <= MOST_BITS; length++)
    nextCodes[length + 1] = (nextCodes[length] + counts[length]) << 1;
  for (let symbol = 0; symbol < lengths.length; symbol++) {
    const length = lengths[symbol];
    if (length > 0) codes[symbol] = reversed(nextCodes[length]++, length);
  }
}

function reversed(code: number, length: number): number {
  let bits = 0;
  for (let i = 0; i < length; i++) bits |= ((code >>> i) & 1) << (length - 1 - i);
  return bits;
}
