/**
 * `khala play`: one match of an agent, on somebody's bridge, against another agent on a bridge of its own, or in StarCraft II.
 */
import { z } from 'zod';
import {
  DEFAULT_AGENT_OPTIONS,
  opponentName,
  type ResolvedAgent,
  resolveAgent,
} from '../../agent/resolve.js';
import { connectBridge, matchSettingsSchema, type Player, startBridge } from '../../env-bridge/index.js';
import { createSkirmish } from '../../env-bridge/skirmish/index.js';
import { KhalaError } from '../spec/errors.js';
import type { MatchInfo, Outcome, PlayerId, Result } from '../spec/match.js';
import { SKIRMISH_VOCABULARY } from '../spec/vocabulary.js';
import { defineCommand } from './command.js';
import { flagName } from './flags.js';
import { describeOutcome } from './outcome.js';
import { agentOptions, POLICY_FLAGS } from './policy-flags.js';
import {
  attachGame,
  type MatchPlan,
  opponentOf,
  RACE_NAMES,
  RACES,
  startInstalledGame,
} from './starcraft/open.js';
import { playStarcraft } from './starcraft/play.js';

/** What is played when no bridge is named. */
const LOCAL = { scenario: '3m', opponent: 'scripted:Elite', seed: 1 } as const;
/** What is played in StarCraft II where nothing else is said. The game's name for that AI is VeryHard. */
const STARCRAFT = { opponent: 'builtin:Elite', race: 'random', seed: 1, restarts: 2 } as const;
/** The path of the SC2 API's addresses, by which they are told from a bridge's. */
const API_PATH = '/sc2api';

const flags = z.strictObject({
  agent: z
    .string()
    .default('base')
    .describe(
      "who plays: a checkpoint's path, a script (scripted:Champion), or base, which comes with Khala",
    ),
  url: z
    .string()
    .optional()
    .describe(
      'bridge to connect to, as "khala serve" prints it, or a game of StarCraft II (ws://HOST:PORT/sc2api); without it, play here',
    ),
  sc2: z.boolean().optional().describe('start StarCraft II, which is installed here'),
  versus: z.enum(['human']).optional().describe('start StarCraft II for a person to play against'),
  scenario: z
    .string()
    .optional()
    .describe(
      `without --url: scenario to play, a name or the path of a .json file (default ${LOCAL.scenario})`,
    ),
  map: z
    .string()
    .optional()
    .describe(
      'StarCraft II: map to create a game on; with --url and without it, join the game that is there',
    ),
  opponent: z
    .string()
    .optional()
    .describe(
      `who plays against it: an agent (an older checkpoint by its path), or mirror, the agent itself (default ${LOCAL.opponent}); in StarCraft II also its own AI, builtin:DIFFICULTY or builtin:DIFFICULTY:BUILD (default ${STARCRAFT.opponent})`,
    ),
  race: z.enum(RACE_NAMES).optional().describe(`StarCraft II: race of the agent (default ${STARCRAFT.race})`),
  opponentRace: z
    .enum(RACE_NAMES)
    .optional()
    .describe(`StarCraft II: race of the opponent (default ${STARCRAFT.race})`),
  seed: z.int().min(0).optional().describe(`not on a bridge: seed of the match (default ${LOCAL.seed})`),
  speed: matchSettingsSchema.shape.speed
    .unwrap()
    .optional()
    .describe(
      'without --url: play in real time, times 22.4 game loops a second (default: as fast as it goes)',
    ),
  realtime: z
    .boolean()
    .optional()
    .describe('StarCraft II: do not wait for decisions (default: lockstep, but not against a person)'),
  stepLoops: z.int().min(1).optional().describe('StarCraft II: least game loops between two decisions'),
  commandsPerSecond: z
    .number()
    .positive()
    .optional()
    .describe('StarCraft II: most commands a second of game time'),
  baseBuild: z
    .int()
    .optional()
    .describe('StarCraft II: version to start, by its base build (default: the newest)'),
  restarts: z
    .int()
    .min(0)
    .optional()
    .describe(`StarCraft II: how often a game that crashed is opened again (default ${STARCRAFT.restarts})`),
  replay: z.string().optional().describe('StarCraft II: write the replay to this file'),
  ...POLICY_FLAGS,
});
type Options = z.output<typeof flags>;

/** Flags that say what is played, by where that is decided. */
const STARCRAFT_FLAGS = [
  ...(['map', 'opponent', 'race', 'opponentRace', 'seed', 'realtime'] as const),
  ...(['stepLoops', 'commandsPerSecond', 'restarts', 'replay'] as const),
] as const;
const PLACES = {
  here: { of: 'a match played here', flags: ['scenario', 'opponent', 'seed', 'speed'] },
  bridge: { of: "somebody's bridge, which decides what is played", flags: ['url'] },
  attached: { of: 'a game of StarCraft II that runs', flags: ['url', ...STARCRAFT_FLAGS] },
  installed: {
    of: 'StarCraft II started here',
    flags: ['sc2', 'versus', 'baseBuild', ...STARCRAFT_FLAGS],
  },
} as const satisfies Record<string, { of: string; flags: readonly (keyof Options)[] }>;
type Place = keyof typeof PLACES;

interface PlayResult {
  readonly agent: string;
  readonly scenario: string;
  readonly player: PlayerId;
  /** How it ended for this agent. */
  readonly result: Result;
  readonly outcome: Outcome;
  /** StarCraft II: games that crashed. */
  readonly crashes?: number;
  /** StarCraft II: the replay that was written. */
  readonly replay?: string | null;
}

export const command = defineCommand<typeof flags, PlayResult>({
  example: "khala play --agent scripted:Champion --url 'ws://127.0.0.1:7414/?token=TOKEN'",
  flags,
  async run(options, io) {
    const place = placeOf(options);
    const agent = await resolveAgent(options.agent, agentOptions(options));
    try {
      if (place === 'here') return await playHere(agent.player, options, io.signal);
      if (place === 'bridge') return await playAt(options.url as string, agent.player, io);
      return await playInStarcraft(agent, options, place, io);
    } finally {
      await agent.dispose();
    }
  },
  render: ({ agent, scenario, player, result, outcome }) =>
    `${agent} on ${scenario} as player ${player}: ${result}\n${describeOutcome(outcome)}`,
  failure: ({ crashes = 0, outcome }) =>
    crashes > 0 && outcome.reason === 'crash' && Object.keys(outcome.faults).length === 0
      ? 'khala play: GAME_CRASHED the game crashed in every attempt; nobody has lost by that'
      : null,
});

/** Where the flags say that is played. @throws BAD_ARGUMENT for a flag that has no meaning there */
function placeOf(options: Options): Place {
  const { url, sc2, versus } = options;
  const api = url !== undefined && URL.canParse(url) && new URL(url).pathname === API_PATH;
  const place = sc2 || versus ? 'installed' : api ? 'attached' : url === undefined ? 'here' : 'bridge';
  const meant: readonly string[] = PLACES[place].flags;
  const decided = new Set(Object.values(PLACES).flatMap((one): readonly (keyof Options)[] => one.flags));
  for (const key of decided)
    if (options[key] !== undefined && options[key] !== false && !meant.includes(key))
      throw new KhalaError(
        'BAD_ARGUMENT',
        `--${flagName(key)} has no meaning for ${PLACES[place].of}; leave it out`,
      );
  if (place === 'installed' && options.map === undefined)
    throw new KhalaError(
      'BAD_ARGUMENT',
      '--map is missing: a map out of the Maps folder of the installation; khala doctor lists them',
    );
  if (place === 'attached' && options.map === undefined && options.opponent !== undefined)
    throw new KhalaError(
      'BAD_ARGUMENT',
      `--opponent ${options.opponent}: whoever creates the game decides it; name a --map to create one`,
    );
  return place;
}

/** Plays in a game that runs, or in one that is started for it. */
async function playInStarcraft(
  agent: ResolvedAgent,
  options: Options,
  place: 'attached' | 'installed',
  io: { readonly signal: AbortSignal; note(line: string): void },
): Promise<PlayResult> {
  const { race = STARCRAFT.race, opponentRace = STARCRAFT.race } = options;
  const { seed = STARCRAFT.seed, restarts = STARCRAFT.restarts } = options;
  const { stepLoops, commandsPerSecond, baseBuild, map = null, url = '', replay } = options;
  const opponent = opponentOf(options.versus ?? options.opponent ?? STARCRAFT.opponent, RACES[opponentRace]);
  if (opponent.kind === 'human' && place === 'attached')
    throw new KhalaError(
      'BAD_ARGUMENT',
      '--opponent human: the game is started for a person; use --versus human without --url',
    );
  const plan: MatchPlan = {
    ...{ map, name: agent.player.name, race: RACES[race], opponent, opponentRace: RACES[opponentRace] },
    realtime: opponent.kind === 'human' || options.realtime === true,
    ...(stepLoops !== undefined && { stepLoops }),
    ...(commandsPerSecond !== undefined && { commandsPerSecond }),
  };
  const other =
    opponent.kind === 'agent'
      ? await resolveAgent(opponentName(opponent.name, options.agent), DEFAULT_AGENT_OPTIONS)
      : null;
  try {
    return await playStarcraft(
      () =>
        place === 'attached'
          ? attachGame(url, plan)
          : startInstalledGame({
              ...plan,
              map: map as string,
              ...(baseBuild !== undefined && { baseBuild }),
            }),
      other ? [agent, other] : [agent],
      { seed, restarts, ...(replay !== undefined && { replay }), signal: io.signal, note: io.note },
    );
  } finally {
    await other?.dispose();
  }
}

/** Opens a bridge on this machine, seats the opponent in it, and connects the agent. */
async function playHere(player: Player, options: Options, signal: AbortSignal): Promise<PlayResult> {
  const { scenario = LOCAL.scenario, opponent: name = LOCAL.opponent, seed = LOCAL.seed } = options;
  const environment = createSkirmish(scenario);
  const opponent = await resolveAgent(opponentName(name, options.agent), DEFAULT_AGENT_OPTIONS);
  const bridge = await startBridge({ vocabulary: SKIRMISH_VOCABULARY });
  try {
    const { finished } = bridge.open({
      environment,
      seed,
      players: new Map([[2, opponent.player]]),
      settings: options.speed === undefined ? {} : { mode: 'real-time', speed: options.speed },
    });
    const [result] = await Promise.all([
      playAt(bridge.url, player, { signal, note: () => undefined }),
      finished,
    ]);
    return result;
  } finally {
    await bridge.close();
    await opponent.dispose();
    environment.close();
  }
}

/** Plays one match on a bridge. An interruption leaves the match. A free seat may be long in coming, so the wait is noted. */
async function playAt(
  url: string,
  player: Player,
  { signal, note }: { readonly signal: AbortSignal; note(line: string): void },
): Promise<PlayResult> {
  const client = await connectBridge(url, { name: player.name });
  note('connected; the match begins when it has a free seat and all its players');
  const leave = (): void => void client.close();
  signal.addEventListener('abort', leave);
  let info: MatchInfo | undefined;
  try {
    const outcome = await client.play({
      name: player.name,
      start(started) {
        info = started;
        note(`${started.scenario} began; ${player.name} is player ${started.player}`);
        return player.start(started);
      },
      act: (step) => player.act(step),
      end: (ended) => player.end(ended),
    });
    if (!info) throw new KhalaError('PROTOCOL_STATE', `play on ${url}: the match ended before it began`);
    const { scenario, player: seat } = info;
    return { agent: player.name, scenario, player: seat, result: outcome.results[seat], outcome };
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener('abort', leave);
    await client.close();
  }
}
