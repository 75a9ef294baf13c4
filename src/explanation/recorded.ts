/** Decisions out of a recording. */
import { existsSync, statSync } from 'node:fs';
import {
  DEFAULT_DEMONSTRATION_OPTIONS,
  type Demonstrations,
  decoded,
  openDemonstrations,
} from '../../replays/demonstrations.js';
import { KhalaError } from '../spec/errors.js';
import type { PlayerId } from '../spec/match.js';
import { type Moment, placeOf, type Wanted } from './moment.js';

/** Whose view of which match in the file; without a choice the first. */
export interface EpisodeChoice {
  readonly episode: number | null;
  readonly player: PlayerId | null;
}

export interface RecordedMoment extends Moment {
  readonly episode: number;
  /** One line for each damaged part of the file that was passed over. */
  readonly damaged: readonly string[];
}

/**
 * A decision of a recording, as training would read it.
 * @throws BAD_ARGUMENT (no such episode, player, decision or loop), NO_DATA, and what openRecording throws
 */
export function recordedMoment(path: string, choice: EpisodeChoice, wanted: Wanted): RecordedMoment {
  if (existsSync(path) && statSync(path).isDirectory())
    throw new KhalaError('FILE_FOREIGN', `explain ${path}: it is a folder; give one recording (.khr) of it`);
  const recordings = openDemonstrations([path], { ...DEFAULT_DEMONSTRATION_OPTIONS, onDamage: 'skip' });
  const episode = chooseEpisode(path, recordings, choice);
  const info = recordings.info(0, episode);
  const samples = recordings.files[0].blocks
    .flatMap((block, number) => (block.episode === episode ? [number] : []))
    .flatMap((block) => recordings.readBlock(0, block));
  const loops = samples.map(({ source }) => source.gameLoop);
  const decision = placeOf(wanted, loops, `episode ${episode} of ${path}`);
  const { observation, command, past } = decoded(samples[decision]);
  // Those before are decoded when they are read.
  const before = samples.slice(0, decision);
  return { info, observation, past, before, command, decision, episode, damaged: recordings.damaged };
}

function chooseEpisode(path: string, recordings: Demonstrations, { episode, player }: EpisodeChoice): number {
  const { episodes } = recordings.files[0];
  if (episode !== null) {
    if (episode >= episodes)
      throw new KhalaError(
        'BAD_ARGUMENT',
        `--episode ${episode}: ${path} has ${episodes}; give one of 0 to ${episodes - 1}`,
      );
    const seen = recordings.info(0, episode).player;
    if (player === null || player === seen) return episode;
    throw new KhalaError(
      'BAD_ARGUMENT',
      `--player ${player}: episode ${episode} of ${path} is what player ${seen} saw; give --player ${seen} or another --episode`,
    );
  }
  if (player === null) return 0;
  const players = new Set<PlayerId>();
  for (let e = 0; e < episodes; e++) {
    const seen = recordings.info(0, e).player;
    if (seen === player) return e;
    players.add(seen);
  }
  throw new KhalaError(
    'BAD_ARGUMENT',
    `--player ${player}: ${path} has what player ${[...players].sort((a, b) => a - b).join(' and ')} saw; give one of these`,
  );
}
