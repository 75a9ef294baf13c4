/** A part of the map as a field of a picture: cells to pixels, y upwards. */
import { extent, linearScale, type Scale } from './scale.js';

export interface Field {
  readonly x: Scale;
  readonly y: Scale;
  readonly pixelsPerCell: number;
  readonly width: number;
  readonly height: number;
}

/** Cells around the outermost places. */
const MARGIN = 1.5;

/** The part of the map that holds all places (cells), as large as the width and the range of heights (pixels) allow; it lies in the middle. */
export function fitField(
  xs: readonly number[],
  ys: readonly number[],
  width: number,
  heights: { readonly least: number; readonly most: number },
): Field {
  const [left, right] = widen(extent(xs));
  const [low, high] = widen(extent(ys));
  const fitting = (width * (high - low)) / (right - left);
  const height = Math.round(Math.min(heights.most, Math.max(heights.least, fitting)));
  const pixelsPerCell = Math.min(width / (right - left), height / (high - low));
  const centred = (from: number, to: number, size: number): readonly [number, number] => {
    const half = ((to - from) * pixelsPerCell) / 2;
    return [size / 2 - half, size / 2 + half];
  };
  const [top, bottom] = centred(low, high, height);
  return {
    x: linearScale([left, right], centred(left, right, width), 1),
    y: linearScale([low, high], [bottom, top], 1),
    pixelsPerCell,
    width,
    height,
  };
}

function widen([low, high]: readonly [number, number]): [number, number] {
  return [low - MARGIN, high + MARGIN];
}
