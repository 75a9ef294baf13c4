/** `khala ladder`: plays one match as a bot of AI Arena is asked to, or packs an agent into a zip that does. */
import { z } from 'zod';
import { resolveAgent } from '../../agent/resolve.js';
import { portsFrom } from '../../env-bridge/sc2/client/setup.js';
import { KhalaError } from '../spec/errors.js';
import type { Outcome, PlayerId, Result } from '../spec/match.js';
import { defineCommand } from './command.js';
import { packBot } from './ladder/pack.js';
import { describeOutcome } from './outcome.js';
import { agentOptions, POLICY_FLAGS } from './policy-flags.js';
import { attachGame, RACE_NAMES, RACES } from './starcraft/open.js';
import { playStarcraft } from './starcraft/play.js';

const MEBIBYTE = 2 ** 20;
/** The ladder says when a game is over; ours would be a surrender. A day at speed "faster". */
const LADDER_MAX_LOOPS = 1_935_360;
const port = (): z.ZodOptional<z.ZodInt> => z.int().min(1).max(65_530).optional();

const flags = z.strictObject({
  agent: z
    .string()
    .default('base')
    .describe(
      "who plays: a checkpoint's path, a script (scripted:Champion), or base, which comes with Khala",
    ),
  GamePort: port().describe('port at which the game (or the ladder before it) listens'),
  StartPort: port().describe('first of the ports over which the games speak to each other'),
  LadderServer: z.string().min(1).default('127.0.0.1').describe('host of the game'),
  OpponentId: z.string().optional().describe("the opponent's id on the ladder; told in the result"),
  race: z.enum(RACE_NAMES).default('random').describe('race of the bot, as it is registered'),
  realtime: z.boolean().default(false).describe('the ladder plays in real time'),
  pack: z
    .string()
    .optional()
    .describe('write a zip for AI Arena to this file, instead of playing; its name is that of the bot'),
  ...POLICY_FLAGS,
});
type Options = z.output<typeof flags>;

interface MatchResult {
  readonly agent: string;
  readonly scenario: string;
  readonly player: PlayerId;
  readonly result: Result;
  readonly outcome: Outcome;
  readonly opponentId: string | null;
}

interface PackResult {
  /** The zip. */
  readonly file: string;
  readonly bytes: number;
  /** What the ladder starts, inside. */
  readonly entry: string;
  readonly files: number;
}

export const command = defineCommand<typeof flags, MatchResult | PackResult>({
  example:
    'khala ladder --agent runs/base --GamePort 5677 --StartPort 5690 --LadderServer 127.0.0.1 --OpponentId abc',
  flags,
  run: async (options, io) =>
    options.pack === undefined
      ? playLadder(options, io)
      : packBot(options.pack, options.agent, {
          race: options.race,
          temperature: options.temperature,
          policySeed: options.policySeed,
        }),
  render: (result) =>
    'file' in result
      ? `${result.file}: ${(result.bytes / MEBIBYTE).toFixed(1)} MiB, ${result.files} files, starts with "node ${result.entry}"`
      : `${result.agent} on ${result.scenario} as player ${result.player}: ${result.result}\n${describeOutcome(result.outcome)}`,
  failure: (result) =>
    'outcome' in result && result.outcome.reason === 'crash'
      ? `khala ladder: MATCH_FAILED the match ended by crash (${Object.values(result.outcome.faults).join(', ') || 'of the game'})`
      : null,
});

/** Joins the game that the ladder has created, plays it to its end, and leaves. */
async function playLadder(
  options: Options,
  io: { readonly signal: AbortSignal; note(line: string): void },
): Promise<MatchResult> {
  const { GamePort, StartPort, LadderServer, OpponentId = null, race, realtime } = options;
  if (GamePort === undefined || StartPort === undefined)
    throw new KhalaError(
      'BAD_ARGUMENT',
      `--${GamePort === undefined ? 'GamePort' : 'StartPort'} is missing: the ladder gives both; --pack FILE writes a zip instead`,
    );
  const agent = await resolveAgent(options.agent, agentOptions(options));
  try {
    const {
      agent: name,
      scenario,
      player,
      result,
      outcome,
    } = await playStarcraft(
      () =>
        attachGame(
          `ws://${LadderServer.includes(':') ? `[${LadderServer}]` : LadderServer}:${GamePort}/sc2api`,
          {
            map: null,
            name: agent.player.name,
            race: RACES[race],
            opponent: { kind: 'ladder' },
            opponentRace: 'Random',
            realtime,
            maxLoops: LADDER_MAX_LOOPS,
            ports: portsFrom(StartPort),
          },
        ),
      [agent],
      { seed: 0, restarts: 0, signal: io.signal, note: io.note },
    );
    return { agent: name, scenario, player, result, outcome, opponentId: OpponentId };
  } finally {
    await agent.dispose();
  }
}
