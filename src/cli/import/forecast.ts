/** What a long import will cost, told before it begins. */
import type { Sample } from './jobs.js';

/** Games from which on a forecast is worth its second. */
export const FORECAST_GAMES = 20;

export interface Forecast {
  /** Replays that will be read; some of them will turn out to be no games to learn from. */
  readonly games: number;
  readonly seconds: number;
  /** Of all recordings. */
  readonly bytes: number;
  /** Of each process. */
  readonly memory: number;
}

/** Scales the cost of one game to all, by their length: an upper limit, since not every replay is used. */
export function forecast(
  sample: Sample,
  games: readonly { readonly loops: number }[],
  workers: number,
): Forecast {
  const scale = games.reduce((sum, { loops }) => sum + loops, 0) / Math.max(1, sample.loops);
  return {
    games: games.length,
    seconds: (sample.seconds * scale) / Math.max(1, Math.min(workers, games.length)),
    bytes: sample.bytes * scale,
    memory: sample.memory,
  };
}

export function describeForecast({ games, seconds, bytes, memory }: Forecast): string {
  const time = seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
  return `forecast: at most ${games} games, ${time}, ${mebibytes(bytes)} of recordings, ${mebibytes(memory)} of memory a process`;
}

export const mebibytes = (bytes: number): string =>
  bytes < 1024 ** 3 ? `${Math.ceil(bytes / 1024 ** 2)} MiB` : `${(bytes / 1024 ** 3).toFixed(1)} GiB`;
