/** Plays the matches of one file and writes it. */

import { createLabelledPlayer } from '../../../agent/dagger.js';
import { type Crew, DEFAULT_AGENT_OPTIONS, openCrew, opponentName } from '../../../agent/resolve.js';
import type { Player } from '../../../env-bridge/environment.js';
import { type MatchObserver, playMatch } from '../../../env-bridge/match.js';
import { createSkirmish } from '../../../env-bridge/skirmish/index.js';
import { recordPlayer } from '../../../replays/recording/record-player.js';
import { createRecordingWriter, type RecordingWriter } from '../../../replays/recording/writer.js';
import { eventLoopTurn } from '../../jobs/lanes.js';
import { KhalaError } from '../../spec/errors.js';
import { type PlayerId, RESULTS, type Result } from '../../spec/match.js';
import { NO_OP_ABILITY } from '../../spec/observation.js';
import { readVersion } from '../../spec/version.js';
import type { EpisodePlan, RecordSettings, Shard } from './plan.js';

export interface ShardResult {
  readonly path: string;
  readonly episodes: number;
  /** Orders that the agent gave; waiting is none. */
  readonly commands: number;
  /** How the matches ended for the agent. */
  readonly results: Readonly<Record<Result, number>>;
}

/** Everybody who takes part in the matches of one file; its matches are played one after another. */
export interface Cast {
  readonly agent: Player;
  /** Of the agent's policy. */
  readonly weightsHash: string | null;
  /** By name. */
  readonly opponents: ReadonlyMap<string, Player>;
  readonly teacher: Player | null;
}

/** Casts for files that are written at the same time. */
export interface Casting {
  /** Whether anybody's decisions are made in batches. */
  readonly batches: boolean;
  cast(): Cast;
}

/** Loads all agents of a recording, each once. @throws what resolveAgent throws */
export async function openCasting({ agent, opponents: named, teacher }: RecordSettings): Promise<Casting> {
  const opponents = named.map((name) => opponentName(name, agent));
  const crews = new Map<string, Crew>();
  for (const name of [agent, ...opponents, ...(teacher === null ? [] : [teacher])])
    if (!crews.has(name)) crews.set(name, await openCrew(name, DEFAULT_AGENT_OPTIONS));
  const seat = (name: string): Player => (crews.get(name) as Crew).seat();
  return {
    batches: [...crews.values()].some((crew) => crew.batches),
    cast: () => ({
      agent: seat(agent),
      weightsHash: crews.get(agent)?.weightsHash ?? null,
      opponents: new Map([...new Set(opponents)].map((name) => [name, seat(name)])),
      teacher: teacher === null ? null : seat(teacher),
    }),
  };
}

/**
 * Writes one file. Nothing is left behind where it fails or is aborted.
 * @throws KhalaError MATCH_FAILED where a player crashed; FILE_EXISTS, NO_SPACE; the signal's reason
 */
export async function recordShard(
  shard: Shard,
  cast: Cast,
  { signal, update }: { readonly signal: AbortSignal; update(episodes: number): void },
): Promise<ShardResult> {
  const { settings, path } = shard;
  const writer = createRecordingWriter(path, fileMeta(shard, cast), { overwrite: settings.overwrite });
  const results: Record<Result, number> = { win: 0, draw: 0, loss: 0 };
  let commands = 0;
  try {
    const environment = createSkirmish(settings.scenario);
    for (const [i, plan] of shard.episodes.entries()) {
      const counter: MatchObserver = {
        command: (player, _, command) => {
          if (player === plan.side && command.ability !== NO_OP_ABILITY) commands++;
        },
      };
      const { seats, recorder } = seat(writer, plan, cast);
      const outcome = await playMatch(environment, seats, {
        seed: plan.seed,
        observers: [recorder, counter],
        signal,
      });
      signal.throwIfAborted();
      for (const [player, code] of Object.entries(outcome.faults))
        throw new KhalaError(
          'MATCH_FAILED',
          `record episode ${shard.first + i} (seed ${plan.seed}): player ${player} (${seats.get(Number(player))?.name}) failed with ${code}; a failed match is no demonstration, repair the agent`,
        );
      results[outcome.results[plan.side]]++;
      update(i + 1);
      await eventLoopTurn();
    }
    writer.close();
  } catch (error) {
    writer.abort();
    throw error;
  }
  return { path, episodes: shard.episodes.length, commands, results };
}

/** Sums of the results of several files. */
export function sumResults(shards: readonly ShardResult[]): Record<Result, number> {
  const sum = (result: Result): number => shards.reduce((total, shard) => total + shard.results[result], 0);
  return Object.fromEntries(RESULTS.map((result) => [result, sum(result)])) as Record<Result, number>;
}

/** Puts everybody in his seat, with the recorder behind the agent. */
function seat(
  writer: RecordingWriter,
  { side, opponent: name }: EpisodePlan,
  { agent, opponents, teacher }: Cast,
): { seats: ReadonlyMap<PlayerId, Player>; recorder: MatchObserver } {
  const labelled = teacher ? createLabelledPlayer(agent, teacher) : null;
  const other = side === 1 ? 2 : 1;
  const opponent = opponents.get(name) as Player;
  const names = { [side]: agent.name, [other]: opponent.name };
  return {
    seats: new Map([
      [side, labelled ?? agent],
      [other, opponent],
    ]),
    recorder: recordPlayer(writer, { player: side, names, ...(labelled && { labelAt: labelled.labelAt }) }),
  };
}

function fileMeta({ settings, first, episodes }: Shard, cast: Cast) {
  const { scenario, agent, opponents, teacher, seed } = settings;
  return {
    khala: readVersion(),
    writer: 'khala record',
    settings: {
      scenario,
      agent,
      opponents: opponents.join(', '),
      seed,
      firstEpisode: first,
      episodes: episodes.length,
      ...(teacher !== null && { teacher }),
      ...(cast.weightsHash !== null && { weightsHash: cast.weightsHash }),
    },
  };
}
