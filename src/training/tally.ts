/**
 * What a run has measured so far: its last figures, and the sums since its last line of metrics. They lie in every
 * checkpoint, so that a resumed run writes the lines and ends with the figures of one that was never stopped.
 */
import { z } from 'zod';
import { KhalaError } from '../spec/errors.js';
import { LOSS_COLUMNS, LOSS_ROWS } from './loss.js';
import type { HeadTable } from './metrics.js';

const SUMS = LOSS_ROWS.length * LOSS_COLUMNS.length;

const headSchema = z.strictObject({ loss: z.number().nullable(), top1: z.number().nullable() });
const figuresSchema = z.object({
  /** Mean training loss of the last line; null before the first. */
  loss: z.number().nullable(),
  /** The last look at held-out files. */
  heldOut: z.record(z.enum(LOSS_ROWS), headSchema).nullable(),
  /** Steps since the last line, their summed loss, and their summed metrics (LOSS_ROWS, LOSS_COLUMNS). */
  tally: z.strictObject({ steps: z.int().min(0), loss: z.number(), sums: z.array(z.number()).length(SUMS) }),
});

export interface Figures {
  loss: number | null;
  heldOut: HeadTable | null;
  readonly tally: { steps: number; loss: number; readonly sums: number[] };
}

/** The figures of a run that has not begun. */
export function noFigures(): Figures {
  return { loss: null, heldOut: null, tally: { steps: 0, loss: 0, sums: new Array<number>(SUMS).fill(0) } };
}

/** The figures in a checkpoint's record of its training. @throws CHECKPOINT_MISMATCH where they are not there */
export function savedFigures(training: Readonly<Record<string, unknown>>, path: string): Figures {
  const parsed = figuresSchema.safeParse(training);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new KhalaError(
    'CHECKPOINT_MISMATCH',
    `resume ${path}: ${issue.path.join('.') || 'the record of its training'}: ${issue.message}; it was written by another version, give another --out`,
  );
}

/** Adds one step's loss and metrics (LOSS_ROWS, LOSS_COLUMNS). */
export function count(tally: Figures['tally'], loss: number, metrics: ArrayLike<number>): void {
  tally.steps++;
  tally.loss += loss;
  for (let i = 0; i < tally.sums.length; i++) tally.sums[i] += metrics[i];
}

/** Begins the next line. */
export function clear(tally: Figures['tally']): void {
  tally.steps = 0;
  tally.loss = 0;
  tally.sums.fill(0);
}

/** Mean loss over the steps since the last line, or that line's; NaN before the first step. */
export function meanLoss({ loss, tally }: Figures): number {
  return tally.steps > 0 ? tally.loss / tally.steps : (loss ?? Number.NaN);
}
