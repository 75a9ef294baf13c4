/** `khala explain`: why a policy commands what it commands, as data and as a picture. */
import { existsSync } from 'node:fs';
import { z } from 'zod';
import { openPolicy } from '../../agent/exported.js';
import { DEFAULT_AGENT_OPTIONS, opponentName } from '../../agent/resolve.js';
import { policyPath } from '../../agent/shipped.js';
import { writeWhole } from '../../replays/recording/output-file.js';
import { createEngine } from '../engine/index.js';
import { checkWritable } from '../evaluation/result.js';
import { explain } from '../explanation/explain.js';
import type { Explanation } from '../explanation/explanation.js';
import type { Moment, Wanted } from '../explanation/moment.js';
import { explanationSvg } from '../explanation/picture/picture.js';
import { playedMoment } from '../explanation/played.js';
import { recordedMoment } from '../explanation/recorded.js';
import { KhalaError } from '../spec/errors.js';
import { defineCommand } from './command.js';
import { renderExplanation } from './explain/render.js';
import { flagName } from './flags.js';
import type { CommandIo } from './io.js';
import { POLICY_FLAGS } from './policy-flags.js';

/** What is played where no recording is given. */
const LOCAL = { scenario: '3s5z', opponent: 'scripted:Elite', seed: 1, player: 1 } as const;

const flags = z.strictObject({
  recording: z
    .string()
    .min(1)
    .optional()
    .describe('a recording (.khr) with the decision; without one, a match is played for it'),
  agent: z
    .string()
    .default('base')
    .describe("policy to explain: a run's or checkpoint's path, a file that was exported, or base"),
  scenario: z
    .string()
    .optional()
    .describe(
      `without a recording: scenario to play, a name or the path of a .json file (default ${LOCAL.scenario})`,
    ),
  opponent: z
    .string()
    .optional()
    .describe(`without a recording: who plays against it (default ${LOCAL.opponent})`),
  seed: z.int().min(0).optional().describe(`without a recording: seed of the match (default ${LOCAL.seed})`),
  episode: z
    .int()
    .min(0)
    .optional()
    .describe("recording: the match's place in the file (default: the player's first)"),
  player: z
    .int()
    .min(1)
    .optional()
    .describe(`whose view (default ${LOCAL.player}; of a recording, the first in it)`),
  decision: z
    .int()
    .min(0)
    .optional()
    .describe("place among the player's decisions, from 0 (default: the one in the middle)"),
  loop: z.int().min(0).optional().describe('instead of --decision: the last decision up to this game loop'),
  out: z.string().optional().describe('write the explanation to this JSON file'),
  picture: z.string().optional().describe('draw it into this SVG file'),
  engine: POLICY_FLAGS.engine,
});
type Options = z.output<typeof flags>;

/** Flags that have a meaning only without a recording, and only with one. */
const MATCH_FLAGS = ['scenario', 'opponent', 'seed'] as const satisfies readonly (keyof Options)[];
const RECORDING_FLAGS = ['episode'] as const satisfies readonly (keyof Options)[];

export const command = defineCommand({
  example: 'khala explain --agent base --scenario 3s5z --decision 40 --picture why.svg',
  flags,
  positional: 'recording',
  run: async (options, io): Promise<Explanation> => {
    checkPlace(options);
    for (const path of [options.out, options.picture]) if (path !== undefined) checkWritable(path);
    if (!existsSync(policyPath(options.agent)))
      throw new KhalaError(
        'UNKNOWN_AGENT',
        `--agent ${options.agent}: there is no such policy; give a run's or checkpoint's path, or base (scripts have no attention)`,
      );
    const checkpoint = openPolicy(options.agent);
    const { moment, source } = await findMoment(options, io);
    const engine = await createEngine(options.engine, { threads: DEFAULT_AGENT_OPTIONS.threads });
    try {
      const explanation = await explain(options.agent, checkpoint, engine, moment, source);
      if (options.out !== undefined) writeWhole(options.out, `${JSON.stringify(explanation)}\n`);
      if (options.picture !== undefined) writeWhole(options.picture, explanationSvg(explanation));
      return explanation;
    } finally {
      await engine.dispose();
    }
  },
  render: renderExplanation,
});

/** @throws BAD_ARGUMENT for a flag that has no meaning with the others */
function checkPlace(options: Options): void {
  const recorded = options.recording !== undefined;
  for (const key of recorded ? MATCH_FLAGS : RECORDING_FLAGS)
    if (options[key] !== undefined)
      throw new KhalaError(
        'BAD_ARGUMENT',
        `--${flagName(key)} has no meaning ${recorded ? 'for a recording, which was played' : 'without a recording'}; leave it out`,
      );
  if (options.loop !== undefined && options.decision !== undefined)
    throw new KhalaError('BAD_ARGUMENT', '--loop and --decision both say which decision; give one of them');
}

function wantedOf({ loop, decision }: Options): Wanted {
  if (loop !== undefined) return { kind: 'loop', loop };
  return decision === undefined ? { kind: 'middle' } : { kind: 'decision', decision };
}

async function findMoment(
  options: Options,
  io: CommandIo<Explanation>,
): Promise<{ moment: Moment; source: Explanation['source'] }> {
  const { recording: path, agent, episode = null, player, engine } = options;
  if (path !== undefined) {
    const moment = recordedMoment(path, { episode, player: player ?? null }, wantedOf(options));
    for (const line of moment.damaged) io.note(`khala explain: passed over: ${line}`);
    return { moment, source: { kind: 'recording', path, episode: moment.episode } };
  }
  const { scenario = LOCAL.scenario, seed = LOCAL.seed } = options;
  const opponent = opponentName(options.opponent ?? LOCAL.opponent, agent);
  const choice = { agent, opponent, scenario, seed, player: player ?? LOCAL.player, engine };
  return {
    moment: await playedMoment(choice, wantedOf(options), io.signal),
    source: { kind: 'match', opponent },
  };
}
