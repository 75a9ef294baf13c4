/** `khala evaluate`: how often an agent wins, with the uncertainty that a number of matches leaves. */
import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { opponentName } from '../../agent/resolve.js';
import { type EvaluateResult, evaluate } from '../evaluation/evaluate.js';
import { readMetrics } from '../evaluation/report/metrics.js';
import { writeMatchPicture, writeReport } from '../evaluation/report/report.js';
import { checkWritable, type Evaluation, readEvaluation, writeEvaluation } from '../evaluation/result.js';
import { defineCommand } from './command.js';
import { agentOptions, POLICY_FLAGS } from './policy-flags.js';
import { renderTable } from './table.js';

const MOST_WORKERS = 64;

const flags = z.strictObject({
  agent: z
    .string()
    .default('base')
    .describe(
      "who is judged: a checkpoint's path, a script (scripted:Champion), or base, which comes with Khala",
    ),
  opponent: z
    .string()
    .default('scripted:Elite')
    .describe(
      'who plays against it: a script, a checkpoint (an older one by its path), or mirror, the agent itself',
    ),
  scenario: z.string().default('3s5z').describe('scenario to play: a name, or the path of a .json file'),
  // 200 matches tell 87 % from 80 %: the interval is about 10 points wide there.
  matches: z.int().min(1).max(100_000).default(200).describe('matches to play, sides swapped in pairs'),
  seed: z.int().default(1).describe('seed from which the seeds of the matches derive'),
  workers: z
    .int()
    .min(1)
    .max(MOST_WORKERS)
    .default(Math.min(MOST_WORKERS, availableParallelism()))
    .describe('processes that play at the same time; the result does not depend on it'),
  direct: z
    .boolean()
    .default(false)
    .describe('play inside the process, without the bridge; many matches at a time, a policy in batches'),
  ...POLICY_FLAGS,
  out: z.string().optional().describe('write the result to this JSON file'),
  picture: z.string().optional().describe('draw the first match into this SVG file'),
  report: z.string().optional().describe('write a report with pictures to this HTML file'),
  also: z.array(z.string()).optional().describe('earlier result files to show in the report too'),
  metrics: z.string().optional().describe('metrics.jsonl of the training run, for the report'),
});

export const command = defineCommand({
  example: 'khala evaluate --agent runs/demo --opponent scripted:Elite --scenario 3s5z --matches 200',
  flags,
  run: async (options, io): Promise<Evaluation> => {
    for (const path of [options.out, options.report, options.picture])
      if (path !== undefined) checkWritable(path);
    const training = options.metrics === undefined ? null : await readMetrics(options.metrics);
    const earlier = await Promise.all((options.also ?? []).map(readEvaluation));
    const progress = io.progress({ label: 'evaluate', total: options.matches, unit: 'matches' });
    let result: EvaluateResult;
    try {
      result = await evaluate({
        agent: options.agent,
        opponent: opponentName(options.opponent, options.agent),
        agentOptions: agentOptions(options),
        scenario: options.scenario,
        transport: options.direct ? 'direct' : 'bridge',
        matches: options.matches,
        seed: options.seed,
        workers: options.workers,
        film: options.report !== undefined || options.picture !== undefined,
        signal: io.signal,
        onProgress: (played) => progress.update(played),
      });
    } finally {
      progress.stop();
    }
    const { evaluation, film } = result;
    if (options.out !== undefined) writeEvaluation(options.out, evaluation);
    const names = { 1: evaluation.agent, 2: evaluation.opponent.name };
    if (options.picture !== undefined && film) writeMatchPicture(options.picture, film, names);
    if (options.report !== undefined)
      writeReport(options.report, {
        title: `${evaluation.agent} against ${evaluation.opponent.name}`,
        facts: [],
        evaluations: [evaluation, ...earlier],
        training,
        match: film && { film, names },
      });
    return evaluation;
  },
  render: renderEvaluation,
});

/** The result as a table for people. */
function renderEvaluation(evaluation: Evaluation): string {
  const percent = (rate: number): string => `${(rate * 100).toFixed(1)} %`;
  const { ci, decisionMs, matches, wins, draws, losses, crashes, timeouts } = evaluation;
  return renderTable(
    [evaluation.agent, `against ${evaluation.opponent.name} on ${evaluation.scenario.name}`],
    [
      ['win rate', `${percent(evaluation.winRate)}, 95 % interval ${percent(ci[0])} to ${percent(ci[1])}`],
      ['matches', `${matches}: ${wins} wins, ${draws} draws, ${losses} losses`],
      ['failures', `${crashes} crashes, ${timeouts} time-outs`],
      ['mean length', `${evaluation.meanSeconds.toFixed(1)} s of game time`],
      ['decision', `${decisionMs.p50.toFixed(2)} ms median, ${decisionMs.p99.toFixed(2)} ms at 99 %`],
      ['measured in', `${evaluation.wallSeconds.toFixed(1)} s`],
    ],
  );
}
