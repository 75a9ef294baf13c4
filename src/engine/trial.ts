/** How engines are compared: by the time that one program takes on each. */
import type { Engine, ProgramSpec, TensorData } from './types.js';

export interface Trial {
  readonly spec: ProgramSpec;
  /** Values for the program's inputs. */
  readonly inputs: Readonly<Record<string, TensorData>>;
}

/** Runs that are timed, after one that compiles what is compiled late. */
const TIMED = 3;

/** Milliseconds of the fastest run. */
export async function timeTrial(engine: Engine, { spec, inputs }: Trial): Promise<number> {
  const runner = await engine.compile(spec);
  try {
    let least = Number.POSITIVE_INFINITY;
    for (let run = 0; run <= TIMED; run++) {
      const start = performance.now();
      await runner.run({ ...inputs });
      if (run > 0) least = Math.min(least, performance.now() - start);
    }
    return least;
  } finally {
    await runner.dispose();
  }
}
