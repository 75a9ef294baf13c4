/** The curve of a learning-rate range test as a picture. */
import { lineChart } from '../evaluation/report/charts.js';
import { writeSvg } from '../evaluation/report/report.js';
import type { RateFinding } from '../training/find-rate.js';

const SIZE = { width: 720, height: 340 } as const;
/** Losses are drawn up to so many times the highest smoothed one on the way down: where they break out they would flatten all others. */
const MOST = 1.5;

/** Writes the curve as an SVG file, replacing one that is there. @throws NO_SPACE, BAD_ARGUMENT (not writable) */
export function writeRatePicture(path: string, { curve, suggested, lowest }: RateFinding): void {
  const wayDown = curve.filter(({ rate }) => rate <= lowest).map(({ smoothed }) => smoothed);
  const most = MOST * Math.max(...wayDown);
  const drawn = (of: 'loss' | 'smoothed'): [x: number, y: number][] =>
    curve.map((point) => [Math.log10(point.rate), Math.min(point[of], most)]);
  const chart = lineChart({
    title: 'Loss at a rising learning rate',
    xLabel: 'learning rate',
    xText: (power) => (Number.isInteger(power) ? `1e${power}` : ''),
    ...(suggested !== null && {
      mark: { x: Math.log10(suggested), name: `suggested: ${suggested.toPrecision(2)}` },
    }),
    series: [
      { name: 'each step', tone: 'second', points: drawn('loss') },
      { name: 'smoothed', tone: 'first', points: drawn('smoothed') },
    ],
    ...SIZE,
  });
  writeSvg(path, 'A learning-rate range test', [chart]);
}
