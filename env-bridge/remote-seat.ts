/**
 * A seat whose player sits at the other end of a socket. To the match it is a Player like any other; to the server it
 * is a place where connections come, go and come back.
 */
import { randomBytes } from 'node:crypto';
import { KhalaError } from '../src/spec/errors.js';
import type { MatchInfo, Outcome, PlayerId, TimeStep } from '../src/spec/match.js';
import type { CommandMessage } from '../src/spec/messages.js';
import { type Command, noOp } from '../src/spec/observation.js';
import type { Clock } from './clock.js';
import type { Player } from './environment.js';
import type { Pacer } from './pacer.js';
import { encodeMessage } from './protocol.js';
import type { MatchSettings } from './settings.js';

/** The sending half of a connection. */
export interface Link {
  send(bytes: Uint8Array): void;
  /** True when so much waits to be sent that only what somebody waits for should be added. */
  readonly congested: boolean;
}

export interface RemoteSeatOptions {
  readonly settings: MatchSettings;
  readonly clock: Clock;
  /** In real time, else null. */
  readonly pacer: Pacer | null;
  /** The seat was given up before the match began. */
  readonly vacated: () => void;
  /** The agent is gone for good and the settings say that nobody wins. */
  readonly abort: () => void;
}

/** An observation that waits for its command. */
interface Question {
  readonly gameLoop: number;
  readonly bytes: Uint8Array;
  readonly resolve: (command: Command) => void;
  readonly reject: (error: KhalaError) => void;
}

/** Delay of the commands that a seat gives while its agent is gone: a second of game time. */
const IDLE_LOOPS = 22;
/** Commands beyond one an observation that are forgiven: repeats after a resume. */
const SPARE_COMMANDS = 32;

export class RemoteSeat implements Player {
  readonly resumeToken = randomBytes(16).toString('hex');
  name = 'remote';
  private link: Link | null = null;
  /** An agent sits here, or was cut and may come back. */
  private reserved = false;
  private phase: 'lobby' | 'playing' | 'ended' = 'lobby';
  /** What the agent may need again after a cut; it passes over what it has had. */
  private startBytes: Uint8Array | null = null;
  private question: Question | null = null;
  private outcomeBytes: Uint8Array | null = null;
  /** Real time: loop of the newest observation that was not answered in time, and its command once it came. */
  private missed: number | null = null;
  private late: Command | null = null;
  private stepLoops = 1;
  private sent = 0;
  private received = 0;
  /** Why this seat makes no more decisions. */
  private fault: KhalaError | null = null;
  private idle = false;
  private cancelDeadline: () => void = () => undefined;
  private cancelAbsence: () => void = () => undefined;

  constructor(
    readonly id: PlayerId,
    private readonly options: RemoteSeatOptions,
  ) {}

  get occupied(): boolean {
    return this.reserved;
  }

  get ended(): boolean {
    return this.phase === 'ended';
  }

  /** An agent sits down, or comes back. */
  attach(link: Link, name: string): void {
    this.cancelAbsence();
    this.link = link;
    this.reserved = true;
    this.name = name;
    this.idle = false;
  }

  /** Sends what the agent may have missed. */
  resend(): void {
    if (this.startBytes) this.link?.send(this.startBytes);
    if (this.question) this.ask(this.question);
    if (this.outcomeBytes) this.link?.send(this.outcomeBytes);
  }

  /** The connection was cut; another one has resumeSeconds to come back. */
  detach(link: Link): void {
    if (this.link !== link) return; // It was replaced by a newer connection of the same agent.
    this.link = null;
    if (this.phase === 'ended') return;
    if (!this.options.pacer) this.cancelDeadline();
    const { resumeSeconds } = this.options.settings;
    this.cancelAbsence = this.options.clock.after(resumeSeconds * 1000, () =>
      this.giveUp(`did not come back within ${resumeSeconds} s`),
    );
  }

  /** The agent leaves of its own will. */
  leave(): void {
    this.link = null;
    this.cancelDeadline();
    this.giveUp('left the match');
  }

  /** The agent cannot go on: the seat loses by crash, or by timeout if that is the error's code. */
  fail(error: KhalaError): void {
    if (this.phase === 'lobby') {
      this.leave();
      return;
    }
    this.fault = error;
    this.cancelDeadline();
    this.question?.reject(error);
    this.question = null;
  }

  /** Ends the wait for a command; the match is being aborted. */
  interrupt(): void {
    if (this.question) this.answer(noOp(IDLE_LOOPS));
  }

  /**
   * A command arrived.
   * @throws KhalaError PROTOCOL_MESSAGE, PROTOCOL_STATE or PROTOCOL_LIMIT when it cannot be one of this seat's
   */
  receive(message: CommandMessage): void {
    if (message.player !== this.id)
      throw new KhalaError(
        'PROTOCOL_MESSAGE',
        `receive command: it is for player ${message.player}; this seat is player ${this.id}`,
      );
    if (++this.received > this.sent + SPARE_COMMANDS)
      throw new KhalaError(
        'PROTOCOL_LIMIT',
        `receive command: ${this.received} commands for ${this.sent} observations; send one an observation`,
      );
    const { question } = this;
    if (question && message.gameLoop === question.gameLoop) this.answer(message.command);
    else if (message.gameLoop === this.missed && this.options.settings.lateCommand === 'apply') {
      this.missed = null;
      if (question) this.answer(message.command);
      else this.late = message.command;
    } else if (message.gameLoop > (question?.gameLoop ?? Number.POSITIVE_INFINITY))
      throw new KhalaError(
        'PROTOCOL_STATE',
        `receive command: it answers game loop ${message.gameLoop}; the newest observation is of ${question?.gameLoop}`,
      );
  }

  start(info: MatchInfo): void {
    this.phase = 'playing';
    this.stepLoops = info.limits.stepLoops;
    this.startBytes = encodeMessage({ type: 'start', info });
    this.link?.send(this.startBytes);
  }

  act(step: TimeStep): Command | Promise<Command> {
    if (this.fault) throw this.fault;
    if (this.idle) return noOp(IDLE_LOOPS);
    if (this.late) {
      const command = this.late;
      this.late = null;
      return command;
    }
    const bytes = encodeMessage({ type: 'observation', player: this.id, step });
    return new Promise((resolve, reject) => {
      this.question = { gameLoop: step.observation.gameLoop, bytes, resolve, reject };
      this.ask(this.question);
    });
  }

  end(outcome: Outcome): void {
    this.phase = 'ended';
    this.cancelDeadline();
    this.cancelAbsence();
    this.question = null;
    this.outcomeBytes = encodeMessage({ type: 'outcome', outcome });
    this.link?.send(this.outcomeBytes);
  }

  /** Sends the open question and sets its deadline. */
  private ask(question: Question): void {
    const { clock, pacer, settings } = this.options;
    const { link } = this;
    if (link && !(pacer && link.congested)) {
      this.sent++;
      link.send(question.bytes);
    }
    this.cancelDeadline();
    if (pacer) {
      // The game never waits beyond the moment of its next step, however large the budget is.
      const untilNext = pacer.until(question.gameLoop + this.stepLoops);
      this.cancelDeadline = clock.after(Math.max(0, Math.min(settings.latencyBudgetMs, untilNext)), () => {
        this.missed = question.gameLoop;
        this.answer(noOp(this.stepLoops));
      });
    } else if (link)
      this.cancelDeadline = clock.after(settings.decisionTimeoutMs, () =>
        this.fail(
          new KhalaError(
            'TIMED_OUT',
            `await command: none from "${this.name}" within ${settings.decisionTimeoutMs} ms; see decisionTimeoutMs`,
          ),
        ),
      );
  }

  private answer(command: Command): void {
    const { question } = this;
    this.question = null;
    this.cancelDeadline();
    question?.resolve(command);
  }

  /** What happens when the agent is gone for good. */
  private giveUp(why: string): void {
    if (this.phase === 'lobby') {
      this.reserved = false;
      this.options.vacated();
      return;
    }
    switch (this.options.settings.absentAgent) {
      case 'forfeit':
        this.fail(
          new KhalaError('CONNECTION_LOST', `play match: agent "${this.name}" ${why}; its seat loses`),
        );
        return;
      case 'idle':
        this.idle = true;
        break;
      case 'abort':
        this.options.abort();
        break;
    }
    this.interrupt();
  }
}
