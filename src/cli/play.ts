/** `khala play`: one match of an agent, on somebody's bridge or against another agent on a bridge of its own. */
import { z } from 'zod';
import { DEFAULT_AGENT_OPTIONS, resolveAgent } from '../../agent/resolve.js';
import { connectBridge, matchSettingsSchema, type Player, startBridge } from '../../env-bridge/index.js';
import { createSkirmish } from '../../env-bridge/skirmish/index.js';
import { KhalaError } from '../spec/errors.js';
import type { MatchInfo, Outcome, PlayerId, Result } from '../spec/match.js';
import { SKIRMISH_VOCABULARY } from '../spec/vocabulary.js';
import { defineCommand } from './command.js';
import { describeOutcome } from './outcome.js';
import { agentOptions, POLICY_FLAGS } from './policy-flags.js';

/** What is played when no bridge is named. */
const LOCAL = { scenario: '3m', opponent: 'scripted:Elite', seed: 1 } as const;
/** Flags that mean nothing on somebody else's bridge. */
const LOCAL_FLAGS = ['scenario', 'opponent', 'seed', 'speed'] as const;

const flags = z.strictObject({
  agent: z.string().describe("who plays: a checkpoint's path or a script (scripted:Champion)"),
  url: z
    .string()
    .optional()
    .describe('bridge to connect to, as "khala serve" prints it; without it, play here'),
  scenario: z.string().optional().describe(`without --url: scenario to play (default ${LOCAL.scenario})`),
  opponent: z.string().optional().describe(`without --url: who plays against it (default ${LOCAL.opponent})`),
  seed: z.int().min(0).optional().describe(`without --url: seed of the match (default ${LOCAL.seed})`),
  speed: matchSettingsSchema.shape.speed
    .unwrap()
    .optional()
    .describe(
      'without --url: play in real time, times 22.4 game loops a second (default: as fast as it goes)',
    ),
  ...POLICY_FLAGS,
});
type Options = z.output<typeof flags>;

interface PlayResult {
  readonly agent: string;
  readonly scenario: string;
  readonly player: PlayerId;
  /** How it ended for this agent. */
  readonly result: Result;
  readonly outcome: Outcome;
}

export const command = defineCommand<typeof flags, PlayResult>({
  example: "khala play --agent scripted:Champion --url 'ws://127.0.0.1:7414/?token=TOKEN'",
  flags,
  async run(options, io) {
    const extra = LOCAL_FLAGS.find((flag) => options.url !== undefined && options[flag] !== undefined);
    if (extra)
      throw new KhalaError(
        'BAD_ARGUMENT',
        `--${extra} is for a match played here, with --url the bridge decides it; leave one of them out`,
      );
    const agent = await resolveAgent(options.agent, agentOptions(options));
    try {
      return options.url === undefined
        ? await playHere(agent.player, options, io.signal)
        : await playAt(options.url, agent.player, io);
    } finally {
      await agent.dispose();
    }
  },
  render: ({ agent, scenario, player, result, outcome }) =>
    `${agent} on ${scenario} as player ${player}: ${result}\n${describeOutcome(outcome)}`,
});

/** Opens a bridge on this machine, seats the opponent in it, and connects the agent. */
async function playHere(player: Player, options: Options, signal: AbortSignal): Promise<PlayResult> {
  const { scenario, opponent: name, seed } = { ...LOCAL, ...options };
  const environment = createSkirmish(scenario);
  const opponent = await resolveAgent(name, DEFAULT_AGENT_OPTIONS);
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
