/**
 * The tee: watches a match and writes what one player sees and orders into a recording.
 */
import type { MatchInfo, Outcome, PlayerId, TimeStep } from '../../src/spec/match.js';
import type { Command } from '../../src/spec/observation.js';
import type { PlayerNames, RecordingWriter } from './writer.js';

/** A teacher's word on the observation of one game loop, and whether the player himself decided there. */
export interface Label {
  /** Name of the teacher (`scripted:Champion`). */
  readonly teacher: string;
  readonly command: Command;
  /** False where the player was only asked to get this label and would have slept: his no_op is not written. */
  readonly decided: boolean;
}

export interface RecordOptions {
  /** Whose view is written. */
  readonly player: PlayerId;
  readonly names: PlayerNames;
  /** For labelled matches (DAgger, Ross et al. 2011): the label of the loop that the player was asked at last. */
  readonly labelAt?: (gameLoop: number) => Label | null;
}

/** The part of a match that a recording watches; fits the observers of any match loop. */
export interface RecordingObserver {
  start(info: MatchInfo): void;
  observation(player: PlayerId, step: TimeStep): void;
  command(player: PlayerId, gameLoop: number, command: Command): void;
  outcome(outcome: Outcome): void;
}

/**
 * An observer that writes one player's view as an episode, from `start` to `outcome`. It may watch one match after
 * another, not two at a time.
 * @example playMatch(environment, players, { seed, observers: [recordPlayer(writer, { player: 1, names })] })
 */
export function recordPlayer(writer: RecordingWriter, options: RecordOptions): RecordingObserver {
  let open = false;
  return {
    start(info) {
      if (info.player !== options.player) return;
      writer.beginEpisode(info, options.names);
      open = true;
    },
    observation(player, step) {
      if (player === options.player) writer.write({ type: 'observation', player, step: asRecorded(step) });
    },
    command(player, gameLoop, command) {
      if (player !== options.player) return;
      const label = options.labelAt?.(gameLoop) ?? null;
      if (label)
        writer.write({ type: 'label', player, gameLoop, teacher: label.teacher, command: label.command });
      if (!label || label.decided) writer.write({ type: 'command', player, gameLoop, command });
    },
    outcome(outcome) {
      // A match may end by another player's fault before this one has started: then there is nothing to write.
      if (open) writer.endEpisode(outcome);
      open = false;
    },
  };
}

/** Without cooldowns, which not every game tells: the same match is the same file, whichever way it is played. */
function asRecorded({ info, ...step }: TimeStep): TimeStep {
  const { cooling: _, ...rest } = info;
  return { ...step, info: rest };
}
