/** One match of an agent in StarCraft II, or in what looks like it. */
import type { ResolvedAgent } from '../../../agent/resolve.js';
import type { Player } from '../../../env-bridge/environment.js';
import type { Sc2Game } from '../../../env-bridge/sc2/client/game.js';
import { type OpenedGame, playSession } from '../../../env-bridge/sc2/client/session.js';
import { writeWhole } from '../../../replays/recording/output-file.js';
import { KhalaError } from '../../spec/errors.js';
import type { MatchInfo, Outcome, PlayerId, Result } from '../../spec/match.js';

export interface StarcraftResult {
  readonly agent: string;
  /** The map. */
  readonly scenario: string;
  readonly player: PlayerId;
  /** How it ended for this agent. */
  readonly result: Result;
  readonly outcome: Outcome;
  /** Games that crashed and were opened again. */
  readonly crashes: number;
  /** The replay that was written; null where none was asked for. */
  readonly replay: string | null;
}

export interface StarcraftOptions {
  readonly seed: number;
  readonly restarts: number;
  /** Where the `.SC2Replay` goes. */
  readonly replay?: string;
  readonly signal: AbortSignal;
  note(line: string): void;
}

/**
 * @param agents who plays the seats from here, the one whose result counts first
 * @throws what opening the game throws; the signal's reason
 */
export async function playStarcraft(
  open: () => Promise<OpenedGame>,
  agents: readonly [ResolvedAgent, ...ResolvedAgent[]],
  { seed, restarts, replay, signal, note }: StarcraftOptions,
): Promise<StarcraftResult> {
  const [{ player: own }] = agents;
  let info: MatchInfo | undefined;
  const told: Player = {
    name: own.name,
    start(started) {
      info = started;
      note(`${started.scenario} began; ${own.name} is player ${started.player}`);
      return own.start(started);
    },
    act: (step) => own.act(step),
    end: (outcome) => own.end(outcome),
  };
  const players = [told, ...agents.slice(1).map(({ player }) => player)];
  const { outcome, crashes } = await playSession(open, (seat) => players[seat], {
    ...{ seed, restarts, signal },
    crashed: (words, again) =>
      note(
        `the game crashed (${words}); ${again ? 'it is started again' : 'the limit of restarts is reached'}`,
      ),
    ended: async (game) => {
      if (replay !== undefined) await writeReplay(game, replay);
    },
  });
  if (!info) throw new KhalaError('PROTOCOL_STATE', 'play StarCraft II: the match ended before it began');
  const { scenario, player } = info;
  return {
    ...{ agent: own.name, scenario, player, result: outcome.results[player], outcome, crashes },
    replay: replay ?? null,
  };
}

async function writeReplay(game: Sc2Game, path: string): Promise<void> {
  writeWhole(path, await game.saveReplay());
}
