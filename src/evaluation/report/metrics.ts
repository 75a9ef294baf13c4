/**
 * The metrics file of a training run, as the report needs it: losses over steps, for training and held-out data.
 */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { KhalaError } from '../../spec/errors.js';

/** Mean loss and share of right first choices of one head; null where no sample of the batch had this head. */
const headTable = z.record(
  z.string(),
  z.object({ loss: z.number().nullable(), top1: z.number().min(0).max(1).nullable() }),
);

/** One line. Further keys (rates, clocks) are the training's own matter. */
const MetricsLine = z.object({
  step: z.int().nonnegative(),
  loss: z.number().optional(),
  heads: headTable.optional(),
  heldOutLoss: z.number().optional(),
  heldOut: headTable.optional(),
});

/** A loss at a training step. */
export type LossPoint = readonly [step: number, loss: number];

interface HeldOutHead {
  readonly loss: number;
  /** How often the likeliest choice is the teacher's, in [0, 1]. */
  readonly top1: number;
}

export interface TrainingCurves {
  /** Loss of the training batches. */
  readonly train: readonly LossPoint[];
  /** Loss of the held-out data. */
  readonly heldOut: readonly LossPoint[];
  /** Per head: loss of the training batches. */
  readonly trainHeads: ReadonlyMap<string, readonly LossPoint[]>;
  /** Per head: loss of the held-out data. */
  readonly heldOutHeads: ReadonlyMap<string, readonly LossPoint[]>;
  /** Per head: the last measurement on held-out data. */
  readonly lastHeldOut: ReadonlyMap<string, HeldOutHead>;
  /** The step of the last held-out measurement; null when there is none. */
  readonly lastHeldOutStep: number | null;
}

/**
 * Reads a metrics file (JSON lines). A last line without its end, which a killed run leaves, is not a measurement and
 * is left out. Errors: FILE_NOT_FOUND, FILE_CORRUPT.
 */
export async function readMetrics(path: string): Promise<TrainingCurves> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new KhalaError(
      'FILE_NOT_FOUND',
      `read metrics: cannot read ${path}; give the metrics.jsonl of a training run`,
      {
        cause: error,
      },
    );
  }
  return parseMetrics(text, path);
}

/** `path` is for errors. */
function parseMetrics(text: string, path: string): TrainingCurves {
  const complete = text.slice(0, text.lastIndexOf('\n') + 1);
  // A resumed run writes the steps since its checkpoint again: the last line of a step counts.
  const train = new Map<number, number>();
  const whole = new Map<number, number>();
  const trainHeads = new Map<string, Map<number, number>>();
  const heldOutHeads = new Map<string, Map<number, number>>();
  let last: { step: number; heads: Map<string, HeldOutHead> } | null = null;
  for (const [i, written] of complete.split('\n').entries()) {
    if (written.trim() === '') continue;
    const { step, loss, heads, heldOutLoss, heldOut } = parseLine(written, i + 1, path);
    if (loss !== undefined) train.set(step, loss);
    if (heldOutLoss !== undefined) whole.set(step, heldOutLoss);
    collect(trainHeads, step, heads);
    collect(heldOutHeads, step, heldOut);
    if (heldOut) last = { step, heads: measured(heldOut) };
  }
  return {
    train: inOrder(train),
    heldOut: inOrder(whole),
    trainHeads: new Map([...trainHeads].map(([head, points]) => [head, inOrder(points)])),
    heldOutHeads: new Map([...heldOutHeads].map(([head, points]) => [head, inOrder(points)])),
    lastHeldOut: last?.heads ?? new Map(),
    lastHeldOutStep: last?.step ?? null,
  };
}

function parseLine(written: string, number: number, path: string): z.infer<typeof MetricsLine> {
  let data: unknown;
  try {
    data = JSON.parse(written);
  } catch (error) {
    throw new KhalaError(
      'FILE_CORRUPT',
      `read metrics: line ${number} of ${path} is not JSON; remove the line`,
      {
        cause: error,
      },
    );
  }
  const parsed = MetricsLine.safeParse(data);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new KhalaError(
    'FILE_CORRUPT',
    `read metrics: line ${number} of ${path}: ${issue.path.join('.')} ${issue.message}; remove the line`,
  );
}

type HeadTable = z.infer<typeof headTable>;

function collect(table: Map<string, Map<number, number>>, step: number, heads: HeadTable | undefined): void {
  for (const [head, { loss }] of Object.entries(heads ?? {})) {
    if (loss === null) continue;
    const points = table.get(head) ?? new Map<number, number>();
    table.set(head, points.set(step, loss));
  }
}

/** The heads that some sample had. */
function measured(heads: HeadTable): Map<string, HeldOutHead> {
  return new Map(
    Object.entries(heads).flatMap(([head, { loss, top1 }]) =>
      loss === null || top1 === null ? [] : [[head, { loss, top1 }] as const],
    ),
  );
}

function inOrder(points: ReadonlyMap<number, number>): LossPoint[] {
  return [...points].sort(([a], [b]) => a - b);
}
