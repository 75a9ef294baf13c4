/**
 * One served game, from CreateGame until its last client has left: who sits where, how its loops go by, how it ends.
 * Without real time it runs only when all clients have stepped, to the nearest loop at which one of them wants to look again.
 */
import type { MatchInfo, Outcome, PlayerId, Result } from '../../../src/spec/match.js';
import type { Command } from '../../../src/spec/observation.js';
import type { Clock } from '../../clock.js';
import type { Player } from '../../environment.js';
import { Pacer } from '../../pacer.js';
import type { GivenCommand } from '../../skirmish/index.js';
import type { Race } from '../schema/enums.js';
import type { PlayerSetup, ResponsePing } from '../schema/messages.js';
import type { ServedGame } from './catalog.js';
import {
  type Computer,
  ComputerFault,
  decideComputers,
  type OrderedGame,
  seatComputer,
  seersOf,
} from './computers.js';
import { STRETCH_LOOPS } from './limits.js';
import { MatchLogger } from './match-log.js';
import { type RecordedMatch, ReplayLog } from './replay-log.js';
import { type ApiSeat, resetSeat } from './seat.js';
import type { GameSetup } from './setup.js';
import type { Watched } from './watched.js';

export interface SessionOptions {
  readonly clock: Clock;
  /** Times 22.4 loops a second, in real time. */
  readonly speed: number;
  readonly decisionTimeoutMs: number;
  /** Makes the player for a computer's seat. */
  readonly computer: (setup: PlayerSetup) => Player;
  /** Whether recordings are kept. */
  readonly record: boolean;
  /** For the recordings. */
  readonly version: ResponsePing;
  /** Seeds of this game and its restarts. */
  readonly seedOf: (restart: number) => number;
  /** A match has its outcome. */
  readonly ended: (session: GameSession, outcome: Outcome) => void;
  /** Something broke that is nobody's fault. */
  readonly failed: (error: unknown) => void;
}

const NOTHING = new Map<PlayerId, readonly Command[]>();
const OPPOSITE = { win: 'loss', draw: 'draw', loss: 'win' } as const satisfies Record<Result, Result>;

export class GameSession implements Watched {
  loop = 0;
  outcome: Outcome | null = null;
  /** All seats are taken and the match runs, or has ended. */
  begun = false;
  readonly seats: ApiSeat[] = [];
  readonly game: ServedGame;
  private readonly log = new MatchLogger();
  private computers: Computer[] = [];
  /** Computers order through here, so that it is kept. */
  private readonly orders: OrderedGame = {
    observe: (player) => this.game.observe(player),
    give: (player, command) => this.give(player, command),
  };
  private restarts = 0;
  private running = false;
  private closed = false;
  private cancelPatience: () => void = () => undefined;
  private waiting: (() => void)[] = [];

  constructor(
    readonly setup: GameSetup,
    private readonly options: SessionOptions,
  ) {
    this.game = setup.map.game;
  }

  /** One client only: he may restart it, or create another game without leaving this one. */
  get single(): boolean {
    return (
      this.setup.observers + this.setup.players.filter(({ type }) => type === 'Participant').length === 1
    );
  }

  /** Ids of players for whom a client is still to come. */
  get openPlayers(): PlayerId[] {
    return this.setup.players
      .map((_, i) => i + 1)
      .filter(
        (id) =>
          this.setup.players[id - 1].type === 'Participant' &&
          !this.seats.some((seat) => seat.plays && seat.player === id),
      );
  }

  get openObservers(): number {
    return this.setup.observers - this.seats.filter(({ plays }) => !plays).length;
  }

  /** Takes a seat, which must be open; the match begins with the last. Resolves when it has. */
  async sit(seat: ApiSeat): Promise<void> {
    this.seats.push(seat);
    if (this.openPlayers.length > 0 || this.openObservers > 0) {
      await new Promise<void>((resolve) => {
        this.waiting.push(resolve);
      });
      return;
    }
    await this.begin();
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  /** Gives a seat up before the match. */
  stand(seat: ApiSeat): void {
    this.seats.splice(this.seats.indexOf(seat), 1);
  }

  /** Ends the wait of all who sit; the game will not be played. */
  cancel(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
    this.closed = true;
    this.game.close();
  }

  info(player: PlayerId): MatchInfo {
    return this.game.matchInfo(player);
  }

  /** The same players again, in a match with another seed that follows from the first. */
  async restart(): Promise<void> {
    this.restarts++;
    if (this.outcome === null) this.finish(this.decided('aborted', new Map()));
    await this.begin();
  }

  /** Runs until `count` loops have passed for this seat, or the match has ended. Resolves with the loop. */
  async step(seat: ApiSeat, count: number): Promise<number> {
    if (this.outcome !== null) return this.loop;
    if (seat.log) {
      if (!seat.log.has(this.loop)) seat.log.observed(this.game.observe(seat.player));
      seat.log.close(count);
    }
    seat.due = this.loop + count;
    const done = new Promise<void>((resolve) => {
      seat.wake = resolve;
    });
    this.advance();
    await done;
    return this.loop;
  }

  /** Real time: waits until this loop, or the end of the match. */
  async reach(seat: ApiSeat, gameLoop: number): Promise<void> {
    if (this.outcome !== null || seat.gone || gameLoop <= this.loop) return;
    seat.due = gameLoop;
    await new Promise<void>((resolve) => {
      seat.wake = resolve;
    });
  }

  /** Gives a command now. */
  give(player: PlayerId, command: Command): GivenCommand {
    const given = this.game.give(player, command);
    if (given.accepted && this.options.record) this.log.ordered(this.loop, player, command);
    return given;
  }

  /** Puts up units, as a test wants them. @throws BAD_ARGUMENT */
  create(
    owner: PlayerId,
    unitType: number,
    quantity: number,
    at: { readonly x: number; readonly y: number },
  ): void {
    this.game.create(owner, unitType, quantity, at);
    if (this.options.record) this.log.created(this.loop, owner, unitType, quantity, at.x, at.y);
  }

  /** Removes units, as a test wants it. */
  kill(tags: readonly bigint[]): void {
    this.game.kill(tags);
    if (this.options.record) this.log.killed(this.loop, tags);
  }

  /** A client leaves of its own will (`surrender`), or is gone. */
  leave(seat: ApiSeat, reason: 'surrender' | 'crash'): void {
    if (seat.gone) return;
    seat.gone = true;
    this.wake(seat);
    if (this.outcome === null && seat.plays) {
      const faults: Record<PlayerId, string> = reason === 'crash' ? { [seat.player]: 'CONNECTION_LOST' } : {};
      this.finish({ ...this.decided(reason, new Map([[seat.player, 'loss']])), faults });
    }
    this.advance();
    if (this.seats.every(({ gone }) => gone)) this.close();
    else this.beImpatient();
  }

  /** Ends the match with this result for one player, as a test wants it. */
  decide(player: PlayerId, result: Result): void {
    this.finish(this.decided(result === 'loss' ? 'surrender' : 'eliminated', new Map([[player, result]])));
  }

  /** What a seat's player saw and did; null where nothing is kept of it. */
  recording(seat: ApiSeat): RecordedMatch | null {
    if (!seat.log || seat.log.overflowed || this.log.overflowed) return null;
    const names = Object.fromEntries(this.setup.players.map((_, i) => [i + 1, this.nameOf(i + 1)]));
    const outcome = this.outcome ?? this.decided('aborted', new Map());
    return seat.log.take(names, outcome, this.log.take(this.described(seat.log.info), outcome));
  }

  /** What a replay says of the match beside its events. */
  private described({ seed, scenarioHash }: MatchInfo): Parameters<MatchLogger['take']>[0] {
    const { gameVersion = '', dataVersion = '', dataBuild = 0, baseBuild = 0 } = this.options.version;
    return {
      ...{ map: this.setup.path, scenarioHash, seed },
      version: { gameVersion, dataVersion, dataBuild, baseBuild },
      players: this.setup.players.map(({ type = 'Participant', difficulty, aiBuild }, i) => ({
        ...{ type, name: this.nameOf(i + 1), race: this.raceOf(i + 1) },
        ...(type === 'Computer' && {
          difficulty: difficulty ?? 'VeryEasy',
          aiBuild: aiBuild ?? 'RandomBuild',
        }),
      })),
    };
  }

  raceOf(player: PlayerId): Race {
    const seat = this.seats.find((other) => other.plays && other.player === player);
    return seat?.race ?? this.setup.players[player - 1].race ?? 'NoRace';
  }

  nameOf(player: PlayerId): string {
    const seat = this.seats.find((other) => other.plays && other.player === player);
    const computer = this.computers.find(({ info }) => info.player === player);
    return seat?.name ?? computer?.player.name ?? '';
  }

  private async begin(): Promise<void> {
    const { game, options } = this;
    game.reset(options.seedOf(this.restarts), seersOf(this.setup.players));
    this.loop = 0;
    this.outcome = null;
    this.begun = true;
    this.log.clear();
    for (const seat of this.seats) {
      resetSeat(seat);
      seat.log = options.record && seat.plays ? new ReplayLog(game.matchInfo(seat.player)) : null;
    }
    try {
      this.computers = [];
      for (const [i, setup] of this.setup.players.entries())
        if (setup.type === 'Computer')
          this.computers.push(await seatComputer(options.computer(setup), game.matchInfo(i + 1)));
    } catch (error) {
      this.fault(error);
    }
    if (this.setup.realtime) void this.runInRealTime();
  }

  /** Runs if all clients have stepped. */
  private advance(): void {
    if (this.running || this.setup.realtime || !this.begun || this.closed) return;
    this.running = true;
    this.cancelPatience();
    void this.runToNextLook()
      .catch((error: unknown) => this.fault(error))
      .finally(() => {
        this.running = false;
        // Who was woken may have stepped again already.
        if (this.allStepped) this.advance();
        else this.beImpatient();
      });
  }

  private get allStepped(): boolean {
    const present = this.seats.filter(({ gone }) => !gone);
    return this.outcome === null && present.length > 0 && present.every(({ due }) => due > this.loop);
  }

  private async runToNextLook(): Promise<void> {
    while (this.allStepped) {
      const thought = decideComputers(this.orders, this.computers, this.loop, () => this.outcome === null);
      if (thought) await thought;
      if (this.outcome !== null) return;
      const present = this.seats.filter(({ gone }) => !gone);
      const dues = [...present, ...this.computers].map(({ due }) => due);
      this.run(Math.min(...dues, this.loop + STRETCH_LOOPS));
      if (this.loop % STRETCH_LOOPS === 0) await new Promise(setImmediate);
    }
  }

  /** Runs to this loop and wakes those who waited for it. */
  private run(until: number): void {
    this.loop += this.game.step(NOTHING, until - this.loop);
    if (this.game.outcome) this.finish(this.game.outcome);
    for (const seat of this.seats) if (seat.due <= this.loop) this.wake(seat);
  }

  private async runInRealTime(): Promise<void> {
    const pacer = new Pacer(this.options.clock, this.options.speed);
    const match = this.restarts;
    const over = (): boolean => this.outcome !== null || this.restarts !== match;
    try {
      pacer.until(0);
      while (!over()) {
        const thought = decideComputers(this.orders, this.computers, this.loop, () => !over());
        if (thought) await thought;
        await pacer.wait(this.loop + 1);
        if (!over()) this.run(this.loop + 1);
      }
    } catch (error) {
      this.fault(error);
    }
  }

  /** Somebody has stepped and somebody has not: the latter may not take for ever. */
  private beImpatient(): void {
    this.cancelPatience();
    if (this.outcome !== null || !this.seats.some(({ wake }) => wake)) return;
    const { clock, decisionTimeoutMs } = this.options;
    this.cancelPatience = clock.after(decisionTimeoutMs, () => {
      const late = this.seats.filter(({ gone, due }) => !gone && due <= this.loop);
      const players = late.filter(({ plays }) => plays).map(({ player }) => player);
      for (const seat of late) if (!seat.plays) this.leave(seat, 'crash');
      if (players.length === 0) return;
      const faults = Object.fromEntries(players.map((player) => [player, 'TIMED_OUT']));
      this.finish({ ...this.decided('timeout', new Map(players.map((id) => [id, 'loss']))), faults });
    });
  }

  private wake(seat: ApiSeat): void {
    const { wake } = seat;
    seat.wake = null;
    wake?.();
  }

  /** An outcome in which these players have these results and the others what follows from it. */
  private decided(reason: Outcome['reason'], known: ReadonlyMap<PlayerId, Result>): Outcome {
    const [first] = known.values();
    const rest = first ? OPPOSITE[first] : 'draw';
    return {
      reason,
      results: Object.fromEntries(this.setup.players.map((_, i) => [i + 1, known.get(i + 1) ?? rest])),
      faults: {},
      loops: this.loop,
    };
  }

  /** A computer that failed loses; anything else breaks the game, for whoever runs the server. */
  private fault(error: unknown): void {
    if (error instanceof ComputerFault) {
      const outcome = this.decided(error.reason, new Map([[error.player, 'loss']]));
      this.finish({ ...outcome, faults: { [error.player]: error.code } });
      return;
    }
    if (this.closed) return;
    this.finish(this.decided('aborted', new Map()));
    this.options.failed(error);
  }

  private finish(outcome: Outcome): void {
    if (this.outcome !== null) return;
    this.outcome = outcome;
    this.cancelPatience();
    for (const seat of this.seats) this.wake(seat);
    for (const { player } of this.computers) void endPlayer(player, outcome);
    this.options.ended(this, outcome);
  }

  /** Ends the game for whoever is in it. */
  close(): void {
    if (this.closed) return;
    this.finish(this.decided('aborted', new Map()));
    this.closed = true;
    this.game.close();
  }
}

/** The match has its outcome: a computer that fails at hearing of it has not lost by that. */
async function endPlayer(player: Player, outcome: Outcome): Promise<void> {
  await Promise.resolve()
    .then(() => player.end(outcome))
    .catch(() => undefined);
}
