/** The track of any episode, also of one whose end was never written. */
import type { KhalaError } from '../../src/spec/errors.js';
import { isDamage, type RecordedEpisode, type Recording } from './reader.js';
import { createTrackBuilder, type Track } from './track.js';

export interface EpisodeTrack {
  readonly track: Track;
  /** Length of the match, or of what is left of it. */
  readonly loops: number;
}

/**
 * The episode's own track, or one made from its messages. `onDamage` is told of blocks that cannot be read; unless it
 * throws, they are passed over.
 */
export function episodeTrack(
  recording: Recording,
  episode: RecordedEpisode,
  onDamage: (error: KhalaError) => void,
): EpisodeTrack {
  if (episode.track && episode.outcome) return { track: episode.track, loops: episode.outcome.loops };
  const builder = createTrackBuilder();
  for (const place of episode.blocks) {
    try {
      const { number } = recording.blocks[place];
      for (const [i, message] of recording.readBlock(place).entries())
        if (message.type !== 'start' && message.type !== 'outcome') builder.add(message, number, i);
    } catch (error) {
      if (!isDamage(error)) throw error;
      onDamage(error);
    }
  }
  return { track: builder.track, loops: builder.track.loop.at(-1) ?? 0 };
}
