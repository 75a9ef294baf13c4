/** `khala record`: plays matches and writes what the agent saw and did. */
import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { defineCommand } from './command.js';
import { type RecordSummary, recordEpisodes } from './record-episodes.js';

const flags = z.strictObject({
  scenario: z.string().default('3s5z').describe('scenario to play: a name, or the path of a .json file'),
  agent: z.string().default('scripted:Champion').describe('whose view is recorded: a script or a checkpoint'),
  opponent: z
    .array(z.string())
    .min(1)
    .default(['scripted:Elite'])
    .describe(
      'who plays against it, mirror being the agent itself; of several, each plays a pair of matches in turn',
    ),
  teacher: z.string().optional().describe('who labels every look of the agent (DAgger); nobody if not given'),
  episodes: z.int().min(1).default(40).describe('matches to record'),
  seed: z.int().default(1).describe('seed of the whole recording'),
  workers: z
    .int()
    .min(1)
    .optional()
    .describe('processes to use; as many as cores if not given; the files do not depend on it'),
  out: z.string().min(1).default('data').describe('folder for the files'),
  overwrite: z.boolean().default(false).describe('replace files that are there'),
});

export const command = defineCommand({
  example:
    'khala record --scenario 3s5z --agent scripted:Champion --opponent scripted:Elite --episodes 200 --out data',
  flags,
  run: async ({ opponent, teacher = null, workers = availableParallelism(), ...options }, io) => {
    const started = performance.now();
    const progress = io.progress({ label: 'record', total: options.episodes, unit: 'matches' });
    try {
      const settings = { ...options, opponents: opponent, teacher, workers };
      const summary = await recordEpisodes(settings, {
        signal: io.signal,
        onEpisodes: (episodes) => progress.update(episodes),
      });
      return { ...summary, seconds: (performance.now() - started) / 1000 };
    } finally {
      progress.stop();
    }
  },
  render: renderSummary,
});

function renderSummary(result: RecordSummary & { readonly seconds: number }): string {
  const { episodes, commands, files, wins, draws, losses, seconds } = result;
  const matches = `${episodes} matches (${wins} won, ${draws} drawn, ${losses} lost)`;
  const written =
    files.length === 1 ? files[0] : `${files.length} files, ${files[0]} to ${files[files.length - 1]}`;
  return `${matches} with ${commands} commands in ${seconds.toFixed(1)} s, written to ${written}`;
}
