/** The fog of war as a map layer: a coarse grid over the whole map, as wide as an import needs it. */
import { VISIBILITY } from '../../../src/spec/observation.js';
import { bitsBetween, type View } from './sight.js';

/** Values on a side of the layer: about six cells each on most maps, less than a unit sees. A row is the bits of one number. */
export const LAYER_SIDE = 32;

/** The layer of a player who has not looked yet. */
export const createLayer = (): Uint8Array => new Uint8Array(LAYER_SIDE * LAYER_SIDE);

/** The layer after the view's last look: what is not in sight any more is fogged. The layer before is not changed. */
export function nextLayer(before: Uint8Array, view: View): Uint8Array {
  const seen = new Int32Array(LAYER_SIDE);
  const { count, x, y, sight } = view.squares;
  for (let i = 0; i < count; i++) paint(seen, view, x[i], y[i], sight[i]);
  const layer = new Uint8Array(before.length);
  for (let row = 0, i = 0; row < LAYER_SIDE; row++) {
    for (let bits = seen[row], end = i + LAYER_SIDE; i < end; i++, bits >>>= 1) {
      if ((bits & 1) === 1) layer[i] = VISIBILITY.visible;
      else layer[i] = before[i] === VISIBILITY.hidden ? VISIBILITY.hidden : VISIBILITY.fogged;
    }
  }
  return layer;
}

/** Marks every value whose middle lies in a circle (cells). `seen` has the bits of a row's values in one number. */
function paint(seen: Int32Array, view: View, x: number, y: number, range: number): void {
  const width = view.width / LAYER_SIDE;
  const height = view.height / LAYER_SIDE;
  const low = firstFrom((y - range) / height - 0.5);
  const high = lastUpTo((y + range) / height - 0.5);
  for (let row = low; row <= high; row++) {
    const dy = (row + 0.5) * height - y;
    const square = range * range - dy * dy;
    const half = square > 0 ? Math.sqrt(square) : 0;
    const left = firstFrom((x - half) / width - 0.5);
    const right = lastUpTo((x + half) / width - 0.5);
    if (left <= right) seen[row] |= bitsBetween(left, right);
  }
}

/** The first of a row's or column's values from a place on; LAYER_SIDE where there is none. */
function firstFrom(place: number): number {
  if (place <= 0) return 0;
  return place < LAYER_SIDE ? Math.ceil(place) : LAYER_SIDE;
}

/** The last of a row's or column's values up to a place; -1 where there is none. */
function lastUpTo(place: number): number {
  if (place >= LAYER_SIDE) return LAYER_SIDE - 1;
  return place >= 0 ? Math.min(LAYER_SIDE - 1, Math.floor(place)) : -1;
}
