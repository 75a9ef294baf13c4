/** Opens games of StarCraft II: connects to one that runs, or starts what is installed here. */
import { connectGame, type GameConnection } from '../../../env-bridge/sc2/client/connection.js';
import { createSc2Game, type GameSetup, type SeatSetup } from '../../../env-bridge/sc2/client/game.js';
import {
  findMap,
  gamePath,
  type Installation,
  needInstallation,
  pickVersion,
  workingFolder,
} from '../../../env-bridge/sc2/client/installation.js';
import { type LaunchedGame, launchGame } from '../../../env-bridge/sc2/client/launch.js';
import type { OpenedGame } from '../../../env-bridge/sc2/client/session.js';
import { builtinOpponent, isBuiltin, type Ports, portsFrom } from '../../../env-bridge/sc2/client/setup.js';
import type { Race } from '../../../env-bridge/sc2/schema/enums.js';
import type { PlayerSetup } from '../../../env-bridge/sc2/schema/messages.js';
import { usersOf } from '../../../replays/sc2replay/catalog/abilities.js';
import { unitByName } from '../../../replays/sc2replay/catalog/units.js';
import { compiledEntry } from '../../jobs/entry.js';
import { freePorts } from './ports.js';

/** Races by the names of flags, as the API calls them. */
export const RACES = { terran: 'Terran', zerg: 'Zerg', protoss: 'Protoss', random: 'Random' } as const;
export const RACE_NAMES = Object.keys(RACES) as (keyof typeof RACES)[];

/** Who the agent plays against. */
export type Opponent =
  | { readonly kind: 'builtin'; readonly setup: PlayerSetup }
  /** A second agent of ours. */
  | { readonly kind: 'agent'; readonly name: string }
  /** A person at the game's window. */
  | { readonly kind: 'human' }
  /** Somebody who sits elsewhere, in a game that somebody else created. */
  | { readonly kind: 'ladder' };

export interface MatchPlan {
  /** Null joins a game that was created by somebody else. */
  readonly map: string | null;
  readonly name: string;
  readonly race: Race;
  readonly opponent: Opponent;
  readonly opponentRace: Race;
  readonly realtime: boolean;
  readonly stepLoops?: number;
  readonly commandsPerSecond?: number;
  /** After so many game loops the match is left as a draw. */
  readonly maxLoops?: number;
  /** Of a ladder. */
  readonly ports?: Ports;
}

/** @throws UNKNOWN_AGENT */
export function opponentOf(name: string, race: Race): Opponent {
  if (name === 'human') return { kind: 'human' };
  return isBuiltin(name) ? { kind: 'builtin', setup: builtinOpponent(name, race) } : { kind: 'agent', name };
}

/** Seats of a match, in the order in which their connections are given. */
interface Seats {
  readonly seats: readonly SeatSetup[];
  readonly guests: readonly SeatSetup[];
}

function seatsOf(plan: MatchPlan, connections: readonly GameConnection[], ports: Ports): Seats {
  const [own, other] = connections;
  const seat = (connection: GameConnection, race: Race, playerName: string): SeatSetup => ({
    connection,
    join: { race, playerName, ...ports },
  });
  const first = seat(own, plan.race, plan.name);
  const { opponent, opponentRace } = plan;
  if (opponent.kind === 'agent')
    return { seats: [first, seat(other, opponentRace, opponent.name)], guests: [] };
  if (opponent.kind === 'human') return { seats: [first], guests: [seat(other, opponentRace, 'human')] };
  return { seats: [first], guests: [] };
}

function setupOf(
  plan: MatchPlan,
  mapPath: string | null,
  connections: readonly GameConnection[],
  ports: Ports,
): GameSetup {
  const { opponent, stepLoops, commandsPerSecond, maxLoops } = plan;
  const participant: PlayerSetup = { type: 'Participant' };
  return {
    ...seatsOf(plan, connections, ports),
    create:
      mapPath === null
        ? null
        : {
            localMap: { mapPath },
            playerSetup: [participant, opponent.kind === 'builtin' ? opponent.setup : participant],
          },
    realtime: plan.realtime,
    limits: {
      ...(stepLoops !== undefined && { stepLoops }),
      ...(commandsPerSecond !== undefined && { commandsPerSecond }),
      ...(maxLoops !== undefined && { maxLoops }),
    },
    usersOf: catalogUsers,
  };
}

/** Unit types that can use an ability, by the catalog. */
function catalogUsers({ ability }: { readonly ability: number }): number[] {
  return [...(usersOf(ability) ?? [])].flatMap((name) => unitByName(name)?.id ?? []);
}

/** A second seat is needed for whoever is not the game's own AI, where we create the game. */
const seatCount = ({ opponent, map }: MatchPlan): number =>
  opponent.kind === 'builtin' || map === null ? 1 : 2;

/**
 * Connects to a game that runs; a second seat of ours connects to the same address, as our own server has it.
 * @throws what connectGame throws
 */
export async function attachGame(url: string, plan: MatchPlan): Promise<OpenedGame> {
  const connections: GameConnection[] = [];
  const dispose = async (): Promise<void> => {
    await Promise.all(connections.map((connection) => connection.close()));
  };
  try {
    for (let i = 0; i < seatCount(plan); i++) connections.push(await connectGame(url));
  } catch (error) {
    await dispose();
    throw error;
  }
  const game = createSc2Game(setupOf(plan, plan.map, connections, plan.ports ?? {}));
  return { game, dispose };
}

export interface InstalledPlan extends MatchPlan {
  readonly map: string;
  /** Which of the installed versions; the newest where it is left out. */
  readonly baseBuild?: number;
}

/**
 * Starts the game that is installed here: one process a seat, as the real game has one player a process.
 * @throws GAME_NOT_FOUND (the game, the version, the map), GAME_CRASHED, TIMED_OUT
 */
export async function startInstalledGame(
  plan: InstalledPlan,
  installation: Installation = needInstallation(),
): Promise<OpenedGame> {
  const map = findMap(installation, plan.map);
  const count = seatCount(plan);
  const ports = count > 1 ? portsFrom(await freePorts()) : {};
  const processes: LaunchedGame[] = [];
  const dispose = async (): Promise<void> => {
    await Promise.all(processes.map((process) => process.stop()));
  };
  try {
    for (let i = 0; i < count; i++)
      processes.push(await startProcess(installation, plan, plan.opponent.kind === 'human' && i === 1));
  } catch (error) {
    await dispose();
    throw error;
  }
  const connections = processes.map(({ connection }) => connection);
  const game = createSc2Game(setupOf(plan, gamePath(installation.platform, map), connections, ports));
  return { game, dispose };
}

function startProcess(
  installation: Installation,
  { baseBuild }: Pick<InstalledPlan, 'baseBuild'>,
  window: boolean,
): Promise<LaunchedGame> {
  const version = pickVersion(installation, baseBuild === undefined ? {} : { baseBuild });
  return launchGame({
    guard: compiledEntry(import.meta.url, '../../../env-bridge/sc2/client/guard.js'),
    executable: version.executable,
    dataHash: version.dataHash,
    folder: workingFolder(installation),
    dataFolder: installation.path,
    platform: installation.platform,
    window,
  });
}
