/**
 * Drives a player by the messages of one match, on the client's side. Messages may be repeated after a cut: a start
 * that was seen is passed over, an observation that was answered gets the same answer again, so a player decides
 * once an observation and a match that was cut ends like one that was not.
 */
import { KhalaError } from '../src/spec/errors.js';
import type { MatchInfo, Outcome } from '../src/spec/match.js';
import type { CommandMessage, MatchMessage, ObservationMessage } from '../src/spec/messages.js';
import type { Player } from './environment.js';
import type { Message } from './protocol.js';

export class PlayerDriver {
  /** Resolves with the outcome once the player was told; rejects with what the player threw, or as `stop` says. */
  readonly finished: Promise<Outcome>;
  private settle!: { resolve(outcome: Outcome): void; reject(error: unknown): void };
  private started = false;
  /** The player is starting or deciding. */
  private busy = false;
  /** The newest observation that was not decided upon; in real time a slow player passes over those between. */
  private newest: ObservationMessage | null = null;
  private answered: CommandMessage | null = null;
  private failure: { readonly error: unknown } | null = null;
  /** The match has ended. What the player still decides is of no match: sent now, it would answer the next one. */
  private over = false;

  constructor(
    private readonly player: Player,
    private readonly send: (message: Message) => void,
  ) {
    this.finished = new Promise((resolve, reject) => {
      this.settle = { resolve, reject };
    });
  }

  receive(message: MatchMessage): void {
    switch (message.type) {
      case 'start':
        if (!this.started) void this.start(message.info);
        return;
      case 'observation':
        if (this.failure) this.tellFailure(this.failure.error);
        else if (this.answered?.gameLoop === message.step.observation.gameLoop) this.send(this.answered);
        else {
          this.newest = message;
          if (!this.busy) void this.decide();
        }
        return;
      case 'outcome':
        this.over = true;
        void this.end(message.outcome);
        return;
      default:
        throw new KhalaError(
          'PROTOCOL_STATE',
          `play: the bridge sent ${message.type}, which is not for players`,
        );
    }
  }

  /** Ends without an outcome. */
  stop(error: KhalaError): void {
    this.over = true;
    this.settle.reject(this.failure ? this.failure.error : error);
  }

  private async start(info: MatchInfo): Promise<void> {
    this.started = true;
    this.busy = true;
    try {
      await this.player.start(info);
    } catch (error) {
      this.fail(error);
      return;
    }
    await this.decide();
  }

  /** Decides until no observation is left. A player that failed stays busy for ever. */
  private async decide(): Promise<void> {
    this.busy = true;
    try {
      for (let message = this.takeNewest(); message; message = this.takeNewest()) {
        const { player, step } = message;
        const { gameLoop } = step.observation;
        const decision = this.player.act(step);
        const command = decision instanceof Promise ? await decision : decision;
        if (this.over) return;
        this.answered = { type: 'command', player, gameLoop, command };
        this.send(this.answered);
      }
    } catch (error) {
      this.fail(error);
      return;
    }
    this.busy = false;
  }

  /** Leaves out an observation that was repeated while it was being decided upon. */
  private takeNewest(): ObservationMessage | null {
    const message = this.newest;
    this.newest = null;
    return message?.step.observation.gameLoop === this.answered?.gameLoop ? null : message;
  }

  /** The match goes on to its outcome without this player: its seat loses by crash. */
  private fail(error: unknown): void {
    if (this.over) return;
    this.failure = { error };
    this.tellFailure(error);
  }

  private tellFailure(error: unknown): void {
    const code = error instanceof KhalaError ? error.code : 'MATCH_FAILED';
    const message = error instanceof Error ? error.message : String(error);
    this.send({ type: 'failed', code, message: message.slice(0, 1000) });
  }

  private async end(outcome: Outcome): Promise<void> {
    try {
      await this.player.end(outcome);
    } catch (error) {
      this.failure ??= { error };
    }
    if (this.failure) this.settle.reject(this.failure.error);
    else this.settle.resolve(outcome);
  }
}
