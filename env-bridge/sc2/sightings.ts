/**
 * When each remembered entity was last seen. The API does not tell: it says of each entity only whether it is visible now
 * or a snapshot. Kept from one observation to the next, by tag, without an object an entity.
 */
import { DISPLAY_TYPE, type EntityTable } from '../../src/spec/columns.js';

export interface Sightings {
  /**
   * Fills `last_seen`: now for what is visible; for the rest the loop at which this tag was visible, or first came up.
   * @param count rows
   */
  update(table: EntityTable, count: number, gameLoop: number): void;
}

/** One a match and player. Observations must come in the order of their loops. */
export function createSightings(): Sightings {
  /** Rows of the last observation by tag: an open hash table of row + 1; tags are kept as two words. */
  let slots = new Int32Array(0);
  let tags = new Uint32Array(0);
  let seen = new Int32Array(0);

  const rowOf = (low: number, high: number): number => {
    const mask = slots.length - 1;
    for (let at = hash(low, high) & mask; slots[at] !== 0; at = (at + 1) & mask) {
      const row = slots[at] - 1;
      if (tags[row * 2] === low && tags[row * 2 + 1] === high) return row;
    }
    return -1;
  };

  return {
    update({ tag, display_type, last_seen }, count, gameLoop) {
      const now = new Uint32Array(tag.buffer, tag.byteOffset, count * 2);
      const known = slots.length > 0;
      for (let i = 0; i < count; i++) {
        last_seen[i] = gameLoop;
        if (display_type[i] === DISPLAY_TYPE.visible || !known) continue;
        const before = rowOf(now[i * 2], now[i * 2 + 1]);
        if (before >= 0) last_seen[i] = seen[before];
      }
      let size = 16;
      while (size < count * 2) size *= 2;
      if (slots.length === size) slots.fill(0);
      else slots = new Int32Array(size);
      // Copies: the table belongs to who was given it.
      tags = now.slice();
      seen = last_seen.slice();
      for (let i = 0; i < count; i++) {
        let at = hash(now[i * 2], now[i * 2 + 1]) & (size - 1);
        while (slots[at] !== 0) at = (at + 1) & (size - 1);
        slots[at] = i + 1;
      }
    },
  };
}

function hash(low: number, high: number): number {
  const mixed = Math.imul(low ^ Math.imul(high, 0x85eb_ca6b), 0xc2b2_ae35);
  return mixed ^ (mixed >>> 15);
}
