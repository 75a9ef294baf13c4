/**
 * The bridge's client: connects, then plays or watches one match after another. A connection that is cut within a
 * match is made again, and the match goes on where it was.
 */
import { KhalaError } from '../src/spec/errors.js';
import type { Outcome, PlayerId } from '../src/spec/match.js';
import type { MatchMessage } from '../src/spec/messages.js';
import type { Vocabulary } from '../src/spec/vocabulary.js';
import { vocabularyHash } from '../src/spec/vocabulary-hash.js';
import { ClientSocket } from './client-socket.js';
import { type Clock, systemClock } from './clock.js';
import type { Player } from './environment.js';
import type { MatchObserver } from './match.js';
import { PlayerDriver } from './player-driver.js';
import { type Message, type MessageOf, PROTOCOL_VERSION } from './protocol.js';
import { type ClientLimits, type ClientLimitsInput, clientLimitsSchema, parseSettings } from './settings.js';

export interface ConnectOptions {
  /** Who plays, for the server's reports: `scripted:Elite`, a checkpoint's path. */
  readonly name: string;
  /** The vocabulary that the agent knows; left out when it takes any. A bridge that speaks another one refuses. */
  readonly vocabulary?: Vocabulary;
  /** When it does not stand in the URL. */
  readonly token?: string;
  readonly limits?: ClientLimitsInput;
  readonly clock?: Clock;
}

/** Which match and seat; what is left out is the server's choice. */
export interface SeatWish {
  readonly match?: string;
  readonly seat?: PlayerId;
}

export interface BridgeClient {
  /**
   * Joins a match, waiting until one has a free seat, and plays it to its outcome. What the player throws is told to
   * the server, where its seat loses by crash, and then thrown here.
   * @throws KhalaError SEAT_TAKEN, TIMED_OUT (no match came), CONNECTION_LOST, PROTOCOL_*
   */
  play(player: Player, wish?: SeatWish): Promise<Outcome>;
  /**
   * Watches a seat of a match, with that seat's fog, until the outcome.
   * @throws KhalaError SEAT_TAKEN (there is no such match), CONNECTION_LOST, PROTOCOL_*
   */
  watch(observer: MatchObserver, wish?: SeatWish): Promise<Outcome>;
  /** Ends the connection; a match that is being played is left. */
  close(): Promise<void>;
}

/**
 * Connects to a bridge and resolves when it welcomes the client.
 *
 * @example
 * const client = await connectBridge('ws://127.0.0.1:7414/?token=...', { name: 'scripted:Elite' });
 * const outcome = await client.play(createScripted('Elite'));
 * await client.close();
 * @throws KhalaError CONNECTION_REFUSED, TIMED_OUT, UNAUTHORIZED, PROTOCOL_VERSION, PROTOCOL_LIMIT,
 *   CHECKPOINT_MISMATCH (another vocabulary), BAD_ARGUMENT (no URL of a bridge)
 */
export async function connectBridge(url: string, options: ConnectOptions): Promise<BridgeClient> {
  const limits = parseSettings(clientLimitsSchema, options.limits ?? {}, 'connect bridge: limits');
  const client = new Client(url, options, limits);
  await client.connect(null);
  return client;
}

/** What the client is doing for its caller. */
interface Task {
  /** What to say first. */
  readonly request: MessageOf<'join'> | MessageOf<'spectate'>;
  receive(message: MatchMessage): void;
  stop(error: KhalaError): void;
  readonly finished: Promise<Outcome>;
}

class Client implements BridgeClient {
  private socket: ClientSocket | null = null;
  private task: Task | null = null;
  /** The seat of the match that is being played; whoever has one may come back after a cut. */
  private seat: MessageOf<'joined'> | null = null;
  /** The server has let the task in; what comes before that is left over from the task before. */
  private admitted = false;
  private closing = false;
  private readonly clock: Clock;
  private readonly vocabulary: { readonly name: string; readonly hash: string } | null;

  constructor(
    private readonly url: string,
    private readonly options: ConnectOptions,
    private readonly limits: ClientLimits,
  ) {
    this.clock = options.clock ?? systemClock;
    const { vocabulary } = options;
    this.vocabulary = vocabulary ? { name: vocabulary.name, hash: vocabularyHash(vocabulary) } : null;
  }

  /** Connects and is welcomed; with a resume token, back to that seat. */
  async connect(resume: string | null): Promise<void> {
    const hello: MessageOf<'hello'> = {
      type: 'hello',
      version: PROTOCOL_VERSION,
      name: this.options.name,
      token: this.options.token ?? null,
      vocabulary: this.vocabulary,
      resume,
    };
    // Known before the welcome: what follows it may come in the same turn of the event loop.
    const socket = new ClientSocket(this.url, hello, this.limits.welcomeSeconds, this.clock, {
      message: (message) => this.receive(message),
      closed: (error, cut) => {
        if (this.socket === socket) this.lost(error, cut);
      },
    });
    this.socket = socket;
    try {
      await socket.welcome;
    } catch (error) {
      this.socket = null;
      throw error;
    }
  }

  play(player: Player, wish: SeatWish = {}): Promise<Outcome> {
    const driver = new PlayerDriver(player, (message) => this.socket?.send(message));
    return this.run({
      request: { type: 'join', match: wish.match ?? null, seat: wish.seat ?? null },
      receive: (message) => driver.receive(message),
      stop: (error) => driver.stop(error),
      finished: driver.finished,
    });
  }

  watch(observer: MatchObserver, wish: SeatWish = {}): Promise<Outcome> {
    const ended = deferred<Outcome>();
    return this.run({
      request: { type: 'spectate', match: wish.match ?? null, seat: wish.seat ?? null },
      receive: (message) => {
        try {
          show(observer, message);
        } catch (error) {
          ended.reject(error); // The observer's own failure is for whoever watches.
        }
        if (message.type === 'outcome') ended.resolve(message.outcome);
      },
      stop: ended.reject,
      finished: ended.promise,
    });
  }

  async close(): Promise<void> {
    this.closing = true;
    if (this.task) this.socket?.send({ type: 'leave' });
    this.task?.stop(new KhalaError('CONNECTION_LOST', 'close client: the match was left before its end'));
    await this.socket?.close();
  }

  private async run(task: Task): Promise<Outcome> {
    if (this.task)
      throw new KhalaError('PROTOCOL_STATE', 'play: this client is in a match already; connect another one');
    this.task = task;
    try {
      if (this.closing) throw new KhalaError('CONNECTION_LOST', 'play: this client was closed');
      if (!this.socket) await this.connect(null); // It was cut between two matches.
      this.socket?.send(task.request);
      return await task.finished;
    } catch (error) {
      this.socket?.send({ type: 'leave' });
      throw error;
    } finally {
      this.task = null;
      this.seat = null;
      this.admitted = false;
    }
  }

  private receive(message: Message): void {
    const { task } = this;
    switch (message.type) {
      case 'joined':
        this.seat = message;
        this.admitted = true;
        return;
      case 'watching':
        this.admitted = true;
        return;
      case 'start':
      case 'observation':
      case 'command':
      case 'outcome':
        if (this.admitted) task?.receive(message);
        return;
      case 'error':
        task?.stop(new KhalaError(message.code, message.message));
        return;
      default:
        throw new KhalaError(
          'PROTOCOL_STATE',
          `receive message: the bridge sent ${message.type}, which is for clients`,
        );
    }
  }

  /** The connection ended after the welcome: it was cut, or the server ended it and said why. */
  private lost(error: KhalaError, cut: boolean): void {
    this.socket = null;
    if (!this.task) return;
    if (this.seat && cut && !this.closing) void this.comeBack(this.seat, error);
    else this.task.stop(error);
  }

  /** Tries to resume a seat until its time is over. */
  private async comeBack(seat: MessageOf<'joined'>, cut: KhalaError): Promise<void> {
    const { task } = this;
    const deadline = this.clock.now() + seat.settings.resumeSeconds * 1000;
    let wait = this.limits.retryFirstMs;
    for (;;) {
      await new Promise<void>((resolve) => {
        this.clock.after(wait, resolve);
      });
      if (this.closing || this.task !== task) return;
      try {
        await this.connect(seat.resume);
        return;
      } catch (error) {
        if (!(error instanceof KhalaError)) throw error;
        const hopeless = error.code !== 'CONNECTION_REFUSED' && error.code !== 'TIMED_OUT';
        if (hopeless || this.clock.now() + wait > deadline) {
          task?.stop(
            new KhalaError('CONNECTION_LOST', `${cut.message}; coming back failed: ${error.message}`, {
              cause: error,
            }),
          );
          return;
        }
      }
      wait = Math.min(wait * 2, this.limits.retryMostMs);
    }
  }
}

function show(observer: MatchObserver, message: MatchMessage): void {
  switch (message.type) {
    case 'start':
      observer.start?.(message.info);
      return;
    case 'observation':
      observer.observation?.(message.player, message.step);
      return;
    case 'command':
      observer.command?.(message.player, message.gameLoop, message.command);
      return;
    case 'outcome':
      observer.outcome?.(message.outcome);
  }
}

function deferred<T>() {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((resolveIt, rejectIt) => {
    resolve = resolveIt;
    reject = rejectIt;
  });
  return { promise, resolve, reject };
}
