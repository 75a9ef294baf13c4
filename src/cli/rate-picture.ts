/** The curve of a learning-rate range test as a picture. */
import { lineChart } from '../evaluation/report/charts.js';
import { writeSvg } from '../evaluation/report/report.js';
import type { RateFinding } from '../training/find-rate.js';

const SIZE = { width: 720, height: 340 } as const;
/** A loss so many times the highest smoothed one is drawn at that height: the last steps before the end would flatten all others. */
const MOST = 1.2;

/** Writes the curve as an SVG file, replacing one that is there. @throws NO_SPACE, BAD_ARGUMENT (not writable) */
export function writeRatePicture(path: string, { curve, suggested }: RateFinding): void {
  const most = MOST * Math.max(...curve.map(({ smoothed }) => smoothed));
  const chart = lineChart({
    title: 'Loss at a rising learning rate',
    xLabel: 'learning rate',
    xText: (power) => (Number.isInteger(power) ? `1e${power}` : ''),
    ...(suggested !== null && {
      mark: { x: Math.log10(suggested), name: `suggested: ${suggested.toPrecision(2)}` },
    }),
    series: [
      {
        name: 'each step',
        tone: 'second',
        points: curve.map(({ rate, loss }) => [Math.log10(rate), Math.min(loss, most)] as const),
      },
      {
        name: 'smoothed',
        tone: 'first',
        points: curve.map(({ rate, smoothed }) => [Math.log10(rate), smoothed] as const),
      },
    ],
    ...SIZE,
  });
  writeSvg(path, 'A learning-rate range test', [chart]);
}
