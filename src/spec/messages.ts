/**
 * The messages of a match. The same records cross the wire and lie in recordings, so recording is a tee and playing
 * back needs no conversion.
 */
import type { MatchInfo, Outcome, PlayerId, TimeStep } from './match.js';
import type { Command } from './observation.js';

/** Opens a match for one player. */
export interface StartMessage {
  readonly type: 'start';
  readonly info: MatchInfo;
}

/** A time step for one player. */
export interface ObservationMessage {
  readonly type: 'observation';
  readonly player: PlayerId;
  readonly step: TimeStep;
}

/** The decision of a player upon the observation of this game loop. */
export interface CommandMessage {
  readonly type: 'command';
  readonly player: PlayerId;
  readonly gameLoop: number;
  readonly command: Command;
}

/** What a teacher would have done upon the observation of this game loop; only in recordings (DAgger). */
export interface LabelMessage {
  readonly type: 'label';
  readonly player: PlayerId;
  readonly gameLoop: number;
  /** Name of the teacher (`scripted:Champion`). */
  readonly teacher: string;
  readonly command: Command;
}

/** Ends a match. */
export interface OutcomeMessage {
  readonly type: 'outcome';
  readonly outcome: Outcome;
}

export type MatchMessage = StartMessage | ObservationMessage | CommandMessage | LabelMessage | OutcomeMessage;
