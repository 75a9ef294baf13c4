/** Contestants that take turns: what a busy neighbour does to one it does to all, so their ratios hold where their times do not. */

export interface Contestant<Name extends string = string> {
  readonly name: Name;
  /** Milliseconds of each of so many runs. */
  run(times: number): Promise<readonly number[]>;
}

export interface RaceOptions {
  /** Runs of each contestant a turn; the turn counts by their median. */
  readonly perTurn: number;
  /** About the time for each contestant. */
  readonly seconds: number;
  readonly signal: AbortSignal;
}

/** Turns that are the least for quartiles to mean something. */
const LEAST_TURNS = 7;

/** Milliseconds of each turn of each contestant, after a turn to warm up. Every other round goes backwards. */
export async function race<Name extends string>(
  contestants: readonly Contestant<Name>[],
  { perTurn, seconds, signal }: RaceOptions,
): Promise<Record<Name, number[]>> {
  const turns = new Map<Name, number[]>(contestants.map(({ name }) => [name, []]));
  for (const { run } of contestants) await run(perTurn);
  const enough = performance.now() + seconds * 1000 * contestants.length;
  for (let round = 0; round < LEAST_TURNS || performance.now() < enough; round++) {
    const order = round % 2 === 0 ? contestants : [...contestants].reverse();
    for (const { name, run } of order) {
      signal.throwIfAborted();
      turns.get(name)?.push(quantile(await run(perTurn), 0.5));
    }
  }
  return Object.fromEntries(turns) as Record<Name, number[]>;
}

/** A contestant that is timed here. */
export function timed<Name extends string>(name: Name, once: () => Promise<unknown>): Contestant<Name> {
  return {
    name,
    run: async (times) => {
      const took: number[] = [];
      for (let i = 0; i < times; i++) {
        const began = performance.now();
        await once();
        took.push(performance.now() - began);
      }
      return took;
    },
  };
}

/** The number below which this share of them lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

/** Turn by turn, how many times as long the first took. */
export function ratios(slow: readonly number[], quick: readonly number[]): number[] {
  return slow.map((ms, turn) => ms / quick[turn]);
}
