/** Where games are created, joined and left. Any number of them may run at the same time. */
import { KhalaError } from '../../../src/spec/errors.js';
import type { Outcome, PlayerId } from '../../../src/spec/match.js';
import type { Clock } from '../../clock.js';
import type { Player } from '../../environment.js';
import type { ResponseJoinGameError } from '../schema/enums.js';
import type {
  PlayerSetup,
  PortSet,
  RequestCreateGame,
  RequestJoinGame,
  RequestStartReplay,
  ResponseCreateGame,
  ResponseJoinGame,
  ResponseStartReplay,
} from '../schema/messages.js';
import type { GameCatalog } from './catalog.js';
import type { ApiClient } from './client.js';
import type { ApiServerLimits } from './limits.js';
import type { RecordedMatch } from './replay-log.js';
import { startReplay } from './replay-session.js';
import { createSeat } from './seat.js';
import { GameSession } from './session.js';
import { checkCreateGame, checkJoinGame } from './setup.js';

export interface LobbyOptions {
  readonly catalog: GameCatalog;
  readonly computer: (setup: PlayerSetup) => Player;
  /** Bytes of a recording for SaveReplay; null where none are kept. */
  readonly writeReplay: ((match: RecordedMatch) => Uint8Array) | null;
  /** What a replay says of its match, out of its bytes; null where replays are not played back. */
  readonly readReplay: ((bytes: Uint8Array) => unknown) | null;
  /** Seed of the n-th game, for those who name none. */
  readonly seed: (game: number) => number;
  /** Seed of a restart: restart 0 has the game's own. */
  readonly restartSeed: (seed: number, restart: number) => number;
  readonly limits: ApiServerLimits;
  readonly clock: Clock;
  readonly ended: (map: string, outcome: Outcome) => void;
  /** Nobody is in any game any more. */
  readonly emptied: () => void;
  readonly failed: (error: unknown) => void;
}

export class Lobby {
  /** Created, and not begun. */
  private readonly open = new Set<GameSession>();
  private readonly ports = new Map<GameSession, string>();
  private readonly hosts = new Map<GameSession, ApiClient>();
  /** Begun, and somebody is still there. */
  private readonly played = new Set<GameSession>();
  /** Clients that wait for a game to be created. */
  private readonly waiting = new Set<() => void>();
  private created = 0;

  constructor(readonly options: LobbyOptions) {}

  /** Nobody is in any game. */
  get empty(): boolean {
    return this.open.size === 0 && this.played.size === 0;
  }

  create(client: ApiClient, request: RequestCreateGame): ResponseCreateGame {
    const { options } = this;
    const setup = checkCreateGame(request, options.catalog);
    if ('error' in setup) return setup;
    this.depart(client, 'surrender');
    const seed = setup.seed ?? options.seed(this.created);
    this.created++;
    const session: GameSession = new GameSession(setup, {
      clock: options.clock,
      speed: options.limits.speed,
      decisionTimeoutMs: options.limits.decisionTimeoutMs,
      computer: options.computer,
      record: options.writeReplay !== null,
      version: options.catalog.version,
      seedOf: (restart) => options.restartSeed(seed, restart),
      ended: (_, outcome) => options.ended(setup.path, outcome),
      failed: options.failed,
    });
    this.open.add(session);
    this.hosts.set(session, client);
    client.session = session;
    client.host = true;
    for (const look of [...this.waiting]) look();
    return {};
  }

  /** Takes a seat and waits until all are taken. @throws PROTOCOL_STATE when there is nothing to join */
  async join(client: ApiClient, request: RequestJoinGame): Promise<ResponseJoinGame> {
    const refused = checkJoinGame(request);
    if (refused) return refused;
    const session = client.session ?? (await this.findGame(client, request));
    if (!(session instanceof GameSession)) return session;
    if (client.gone) return full();
    const { race, observedPlayerId, options = {}, playerName } = request;
    const player = observedPlayerId ?? this.seatFor(session, client);
    if (player === null || (observedPlayerId !== undefined && session.openObservers < 1)) return full();
    const plays = observedPlayerId === undefined;
    const name = (playerName ?? '').slice(0, 100) || (plays ? `player ${player}` : 'observer');
    const seat = createSeat({ player, plays, name, race: race ?? 'NoRace', options });
    client.session = session;
    client.seat = seat;
    const ports = portsOf(request.serverPorts);
    if (client.host && ports) this.ports.set(session, ports);
    const seated = session.sit(seat);
    if (session.openPlayers.length === 0 && session.openObservers === 0) {
      this.open.delete(session);
      this.played.add(session);
    }
    await seated;
    if (!session.begun) {
      // Its host has gone.
      forget(client);
      return { error: 'NetworkError', errorDetails: 'the host left before the game began' };
    }
    return plays ? { playerId: player } : {};
  }

  /** Lets a client watch a replay; it leaves the game that it was in. */
  watch(client: ApiClient, request: RequestStartReplay): ResponseStartReplay {
    const started = startReplay(this.options, request);
    if ('error' in started) return started;
    this.depart(client, 'surrender');
    client.replay = started;
    return {};
  }

  /** Takes a client out of where it is. */
  depart(client: ApiClient, reason: 'surrender' | 'crash'): void {
    const { session, seat, host, replay } = client;
    forget(client);
    replay?.close();
    if (!session) return;
    if (session.begun) {
      if (seat) session.leave(seat, reason);
      if (session.seats.every(({ gone }) => gone)) this.drop(session);
      return;
    }
    if (host) {
      this.drop(session);
      session.cancel();
    } else if (seat) session.stand(seat);
  }

  /** Ends all games. */
  close(): void {
    for (const session of this.open) session.cancel();
    for (const session of this.played) session.close();
    for (const look of [...this.waiting]) look();
  }

  private drop(session: GameSession): void {
    this.open.delete(session);
    this.played.delete(session);
    this.ports.delete(session);
    this.hosts.delete(session);
    if (this.empty) this.options.emptied();
  }

  /** The host has the first seat, whoever comes first; others have what is left. */
  private seatFor(session: GameSession, client: ApiClient): PlayerId | null {
    const seats = session.openPlayers;
    if (client.host) return seats[0] ?? null;
    const hostIsDue = this.hosts.get(session)?.seat === null;
    return seats[hostIsDue ? 1 : 0] ?? null;
  }

  /** A game with a place for somebody who did not create it. */
  private async findGame(
    client: ApiClient,
    request: RequestJoinGame,
  ): Promise<GameSession | ResponseJoinGame> {
    const ports = portsOf(request.serverPorts);
    const look = (): GameSession | undefined =>
      [...this.open].find((session) => {
        const known = this.ports.get(session);
        if (ports !== null && known !== undefined && ports !== known) return false;
        return request.observedPlayerId === undefined
          ? this.seatFor(session, client) !== null
          : session.openObservers > 0;
      });
    const found = look();
    if (found) return found;
    if (!this.empty && ports === null) return full();
    if (ports === null)
      throw new KhalaError(
        'PROTOCOL_STATE',
        'join_game: nobody has created a game; send create_game first, or server_ports to wait for a host',
      );
    const { joinSeconds } = this.options.limits;
    const late = await new Promise<GameSession | undefined>((resolve) => {
      const settle = (session: GameSession | undefined): void => {
        cancel();
        this.waiting.delete(again);
        resolve(session);
      };
      const again = (): void => {
        const session = look();
        if (session || client.gone) settle(session);
      };
      const cancel = this.options.clock.after(joinSeconds * 1000, () => settle(undefined));
      this.waiting.add(again);
    });
    return (
      late ?? {
        error: 'NetworkError',
        errorDetails: `no host created a game within ${joinSeconds} s`,
      }
    );
  }
}

function full(): { error: ResponseJoinGameError; errorDetails: string } {
  return {
    error: 'GameFull',
    errorDetails: 'no seat is open; create_game makes a game of your own',
  };
}

function forget(client: ApiClient): void {
  client.session = null;
  client.seat = null;
  client.host = false;
  client.replay = null;
}

/** Both ports as one word; null where there are none. */
function portsOf(ports: PortSet | undefined): string | null {
  return ports ? `${ports.gamePort ?? 0} ${ports.basePort ?? 0}` : null;
}
