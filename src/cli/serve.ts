/**
 * `khala serve`: the bridge before the simulator. Clients connect with their agents and play one match after another.
 * With `--sc2api` clients are bots written for StarCraft II, and choose scenario and opponent themselves.
 */
import { z } from 'zod';
import { DEFAULT_AGENT_OPTIONS, resolveAgent } from '../../agent/resolve.js';
import { type Bridge, matchSettingsSchema, type Player, startBridge } from '../../env-bridge/index.js';
import { createSkirmish, openScenario } from '../../env-bridge/skirmish/index.js';
import { KhalaError } from '../spec/errors.js';
import type { Outcome, PlayerId } from '../spec/match.js';
import { deriveSeed } from '../spec/random.js';
import { SKIRMISH_VOCABULARY } from '../spec/vocabulary.js';
import { defineCommand } from './command.js';
import type { CommandIo } from './io.js';
import { describeOutcome } from './outcome.js';
import { serveApi } from './serve/sc2-api.js';

/** The opponent's name when a second client is to sit there. */
const REMOTE = 'remote';
const settings = matchSettingsSchema.shape;

/** Flags for which clients of the SC2 API have requests of their own, or of which that API knows nothing. */
const BRIDGE_ONLY = [
  'scenario',
  'opponent',
  'token',
  'mode',
  'latencyBudgetMs',
  'commandsPerSecond',
] as const;
const DEFAULT_SCENARIO = '3m';
const DEFAULT_OPPONENT = 'scripted:Elite';

const flags = z.strictObject({
  sc2api: z
    .boolean()
    .default(false)
    .describe("speak StarCraft II's own API: for bots of python-sc2, node-sc2, pysc2 or the C++ API"),
  scenario: z
    .string()
    .optional()
    .describe(`scenario to play: a name, or the path of a .json file (default: ${DEFAULT_SCENARIO})`),
  opponent: z
    .string()
    .optional()
    .describe(
      `agent that sits in the server, or ${REMOTE} for a second client (default: ${DEFAULT_OPPONENT})`,
    ),
  matches: z.int().min(1).optional().describe('end after this many matches (default: when interrupted)'),
  seed: z.int().min(0).default(1).describe('seed of the first match; the others follow from it'),
  host: z.string().default('127.0.0.1').describe('address to listen at; 0.0.0.0 opens it to the network'),
  port: z.int().min(0).max(65_535).default(0).describe('port to listen at; 0 takes a free one'),
  token: z.string().min(8).optional().describe('what clients must know (default: random)'),
  mode: settings.mode.describe('whether the game waits for decisions'),
  speed: settings.speed.describe('real time: times 22.4 game loops a second'),
  latencyBudgetMs: settings.latencyBudgetMs.describe('real time: a later command is late'),
  lateCommand: settings.lateCommand.describe('real time: what happens to a late command'),
  decisionTimeoutMs: settings.decisionTimeoutMs.describe('lockstep: a seat that thinks longer loses'),
  absentAgent: settings.absentAgent.describe('what happens to the match when an agent is gone'),
  resumeSeconds: settings.resumeSeconds.describe('how long a cut agent may take to come back'),
  commandsPerSecond: z
    .number()
    .positive()
    .optional()
    .describe("most commands a second of game time (default: the scenario's)"),
});
type Options = z.output<typeof flags>;
const DEFAULTS = flags.parse({});
type BridgeOptions = Options & { readonly scenario: string; readonly opponent: string };

interface ServeResult {
  readonly url: string;
  /** Null with `--sc2api`: clients choose. */
  readonly scenario: string | null;
  readonly opponent: string | null;
  /** Null: until interrupted. */
  readonly matches: number | null;
}

export const command = defineCommand<typeof flags, ServeResult>({
  example: 'khala serve --scenario 3s5z --opponent scripted:Elite --matches 1',
  flags,
  run: (options, io) =>
    options.sc2api
      ? runApi(options, io)
      : runBridge(
          {
            ...options,
            scenario: options.scenario ?? DEFAULT_SCENARIO,
            opponent: options.opponent ?? DEFAULT_OPPONENT,
          },
          io,
        ),
  render: ({ url, scenario, opponent }) =>
    scenario === null
      ? `${url}\nthe SC2 API; docs/sc2-api.md says how bots connect`
      : `${url}\n${scenario} against ${opponent}; connect with: khala play --agent AGENT --url '${url}'`,
});

async function runApi(options: Options, io: CommandIo<ServeResult>): Promise<ServeResult> {
  const { host, port, seed, speed, decisionTimeoutMs, matches } = options;
  const foreign = BRIDGE_ONLY.find((flag) => options[flag] !== undefined && options[flag] !== DEFAULTS[flag]);
  if (foreign !== undefined)
    throw new KhalaError(
      'BAD_ARGUMENT',
      `serve --sc2api: ${foreign} is not for this API: its clients choose map, opponent and real time with create_game`,
    );
  let result: ServeResult | null = null;
  await serveApi({ host, port, seed, speed, decisionTimeoutMs, matches }, io, (url) => {
    result = { url, scenario: null, opponent: null, matches: matches ?? null };
    io.publish(result);
  });
  return result as unknown as ServeResult;
}

async function runBridge(options: BridgeOptions, io: CommandIo<ServeResult>): Promise<ServeResult> {
  openScenario(options.scenario);
  const opponent =
    options.opponent === REMOTE ? null : await resolveAgent(options.opponent, DEFAULT_AGENT_OPTIONS);
  const { host, port, token } = options;
  try {
    const bridge = await startBridge({
      vocabulary: SKIRMISH_VOCABULARY,
      host,
      port,
      ...(token && { token }),
    });
    const result: ServeResult = {
      url: bridge.url,
      scenario: options.scenario,
      opponent: options.opponent,
      matches: options.matches ?? null,
    };
    io.publish(result);
    try {
      for (let match = 0; match < (options.matches ?? Number.POSITIVE_INFINITY); match++) {
        const outcome = await playOne(bridge, options, opponent?.player ?? null, match, io.signal);
        if (io.signal.aborted) break;
        io.note(`match ${match + 1}: ${describeOutcome(outcome)}`);
      }
    } finally {
      await bridge.close();
    }
    return result;
  } finally {
    await opponent?.dispose();
  }
}

/** Opens a match, waits for its clients and its end. Sides are swapped from match to match; both of a pair share a seed. */
async function playOne(
  bridge: Bridge,
  options: BridgeOptions,
  opponent: Player | null,
  match: number,
  signal: AbortSignal,
): Promise<Outcome> {
  const { mode, speed, latencyBudgetMs, lateCommand, absentAgent, resumeSeconds, decisionTimeoutMs } =
    options;
  const { commandsPerSecond } = options;
  const environment = createSkirmish(
    options.scenario,
    commandsPerSecond === undefined ? {} : { commandsPerSecond },
  );
  const open = bridge.open({
    environment,
    seed: deriveSeed(options.seed, 'match', Math.floor(match / 2)),
    players: seatOpponent(opponent, match),
    settings: { mode, speed, latencyBudgetMs, lateCommand, absentAgent, resumeSeconds, decisionTimeoutMs },
  });
  const abort = (): void => open.abort();
  signal.addEventListener('abort', abort);
  if (signal.aborted) abort();
  try {
    return await open.finished;
  } finally {
    signal.removeEventListener('abort', abort);
    environment.close();
  }
}

/** The local opponent's seat: player 2 in even matches, player 1 in odd ones. */
function seatOpponent(opponent: Player | null, match: number): Map<PlayerId, Player> {
  return new Map(opponent ? [[match % 2 === 0 ? 2 : 1, opponent]] : []);
}
