/**
 * What one player saw and ordered in the running match, as the messages of a recording. The API has steps and any number of
 * actions between them; a recording has decisions: an observation, its commands, and how long the player then waited.
 */
import { encodeMatchMessage } from '../../../src/spec/codec/index.js';
import type { MatchInfo, Outcome, TimeStep } from '../../../src/spec/match.js';
import type { MatchMessage } from '../../../src/spec/messages.js';
import { type Command, noOp } from '../../../src/spec/observation.js';
import { MOST_RECORDED } from './limits.js';
import type { MatchFile } from './match-log.js';

/** A match as one player saw it, complete or as far as it has come. */
export interface RecordedMatch {
  readonly info: MatchInfo;
  /** Names by player id. */
  readonly names: Readonly<Record<number, string>>;
  /** Observations and commands, each as `decodeMatchMessage` reads it. */
  readonly messages: readonly Uint8Array[];
  /** `aborted` for a match that still runs. */
  readonly outcome: Outcome;
  /** What decided the match, for who plays it back. */
  readonly match: MatchFile;
}

export class ReplayLog {
  private messages: Uint8Array[] = [];
  private bytes = 0;
  private step: TimeStep | null = null;
  private commands: Command[] = [];
  /** Delay of the last command, which is known only when the player steps. */
  private lastDelay = 1;

  constructor(readonly info: MatchInfo) {}

  /** True when the match was too long to be kept. */
  get overflowed(): boolean {
    return this.bytes > MOST_RECORDED;
  }

  /** Whether an observation of this loop is there. */
  has(gameLoop: number): boolean {
    return this.step?.observation.gameLoop === gameLoop;
  }

  /** The player looked. Of several looks at one loop the first counts. */
  observed(step: TimeStep): void {
    if (this.has(step.observation.gameLoop)) return;
    if (this.step) this.close(step.observation.gameLoop - this.step.observation.gameLoop);
    const { observation } = step;
    const { lastCommand } = observation;
    if (lastCommand === null) this.step = step;
    else {
      const delayed = { ...lastCommand, delay: this.lastDelay };
      this.step = { ...step, observation: { ...observation, lastCommand: delayed } };
    }
  }

  /** The player ordered. */
  ordered(command: Command): void {
    this.commands.push(command);
  }

  /** The player waits this many loops from the observation that he has: the decision is complete. */
  close(loops: number): void {
    const { step } = this;
    if (!step) return;
    this.step = null;
    const { player } = this.info;
    const { gameLoop } = step.observation;
    this.keep({ type: 'observation', player, step });
    const delay = Math.max(1, loops);
    const commands = this.commands.length > 0 ? this.commands : [noOp(delay)];
    if (this.commands.length > 0) this.lastDelay = delay;
    for (const [i, command] of commands.entries())
      this.keep({
        ...{ type: 'command', player, gameLoop },
        command: { ...command, delay: i + 1 < commands.length ? 1 : delay },
      });
    this.commands = [];
  }

  /** What there is so far; the last observation counts, though nothing was decided upon it. */
  take(names: Readonly<Record<number, string>>, outcome: Outcome, match: MatchFile): RecordedMatch {
    const { info, step } = this;
    const last = step ? [encodeMatchMessage({ type: 'observation', player: info.player, step })] : [];
    return { info, names, messages: [...this.messages, ...last], outcome, match };
  }

  private keep(message: MatchMessage): void {
    if (this.overflowed) return;
    const bytes = encodeMatchMessage(message);
    this.bytes += bytes.length;
    if (this.overflowed) this.messages = [];
    else this.messages.push(bytes);
  }
}
