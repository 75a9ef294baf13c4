/** `khala train --find-rate`: a learning-rate range test in a process of its own. Nothing is written but the picture that is asked for. */
import { DEFAULT_DEMONSTRATION_OPTIONS, openDemonstrations } from '../../replays/demonstrations.js';
import type { EngineName } from '../engine/index.js';
import type { RateFinding } from '../training/find-rate.js';
import { trainingVocabulary } from '../training/vocabulary.js';
import { writeRatePicture } from './rate-picture.js';
import { renderTable } from './table.js';
import { findRateInProcess } from './train-process.js';
import { openStart, type TrainRun } from './train-run.js';

/** The keys of `--json`. */
export type RateSummary = RateFinding & {
  readonly engine: EngineName;
  /** Path of the picture; null where none was asked for. */
  readonly picture: string | null;
};

/** Points of the curve that are shown to a person. */
const SHOWN = 25;

/** @throws what reading recordings and policies throws, NOT_FINITE where the start's loss is not, and the signal's reason */
export async function runRateTest(
  run: TrainRun,
  steps: number,
  picture: string | null,
  events: { onStep(step: number, loss: number): void; readonly signal: AbortSignal },
): Promise<RateSummary> {
  const demonstrations = openDemonstrations(run.data, DEFAULT_DEMONSTRATION_OPTIONS);
  const start = openStart(run);
  const vocabulary = start?.policy.index.vocabulary ?? trainingVocabulary(demonstrations, run.config);
  const { config, data, out, from, engine, threads } = run;
  const { finding, engine: used } = await findRateInProcess(
    {
      ...{ config, vocabulary, data, out, from, engine, threads, replicas: 1 },
      until: steps,
      phase: { number: 0, from: 0 },
      forecast: false,
    },
    events,
    events.signal,
  );
  if (picture !== null) writeRatePicture(picture, finding);
  return { ...finding, engine: used, picture };
}

/** The curve in some of its points, and what it says. */
export function renderRates({ curve, suggested, lowest, brokeOut, picture }: RateSummary): string {
  const every = Math.ceil(curve.length / SHOWN);
  const rows = curve
    .filter((_, k) => k % every === 0)
    .map(({ rate, loss, smoothed }) => [rate.toExponential(1), loss.toFixed(3), smoothed.toFixed(3)]);
  const end = brokeOut === null ? 'the loss never broke out' : `it broke out at ${brokeOut.toPrecision(2)}`;
  const said =
    suggested === null
      ? 'the loss did not fall: no rate to suggest; give more steps or a larger batch'
      : `suggested learning rate ${suggested.toPrecision(2)}, where the loss falls fastest`;
  const drawn = picture === null ? '' : `\npicture ${picture}`;
  return `${renderTable(['learning rate', 'loss', 'smoothed'], rows)}\n${said}; lowest at ${lowest.toPrecision(2)}, ${end}${drawn}`;
}
