/**
 * Loss curves as charts: the whole loss, and one small chart a head with training and held-out data.
 */
import { lineChart, type Series } from './charts.js';
import type { LossPoint, TrainingCurves } from './metrics.js';
import type { Picture } from './svg.js';

/** Most points of a line; more cannot be told apart at the width of a page. */
const MOST_POINTS = 240;

/** Means over equal numbers of neighbouring points, at most MOST_POINTS of them; `width` is how many went into each. */
export function thin(points: readonly LossPoint[]): {
  readonly points: readonly LossPoint[];
  readonly width: number;
} {
  const width = Math.ceil(points.length / MOST_POINTS);
  if (width <= 1) return { points, width: 1 };
  const means: LossPoint[] = [];
  for (let at = 0; at < points.length; at += width) {
    const part = points.slice(at, at + width);
    means.push([
      part.reduce((sum, [step]) => sum + step, 0) / part.length,
      part.reduce((sum, [, loss]) => sum + loss, 0) / part.length,
    ]);
  }
  return { points: means, width };
}

/** The loss over all heads. */
export function lossChart(curves: TrainingCurves, width: number): Picture {
  return lineChart({
    title: 'Loss, all heads together',
    xLabel: 'training step',
    series: trainAndHeldOut(curves.train, curves.heldOut),
    width,
    height: 260,
  });
}

function trainAndHeldOut(train: readonly LossPoint[], heldOut: readonly LossPoint[]): Series[] {
  const series: Series[] = [
    { name: 'training', tone: 'first', points: thin(train).points },
    { name: 'held out', tone: 'second', points: heldOut, dots: true },
  ];
  return series.filter((one) => one.points.length > 0);
}

/** One chart a head; heads without any measurement have none. */
export function headCharts(curves: TrainingCurves, width: number): Picture[] {
  const heads = new Set([...curves.trainHeads.keys(), ...curves.heldOutHeads.keys()]);
  return [...heads].map((head) =>
    lineChart({
      title: head,
      xLabel: 'training step',
      series: trainAndHeldOut(curves.trainHeads.get(head) ?? [], curves.heldOutHeads.get(head) ?? []),
      width,
      height: 200,
    }),
  );
}
