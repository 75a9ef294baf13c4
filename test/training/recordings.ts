/** Recorded matches of the smallest scenario, for tests that learn from something. */
import { join } from 'node:path';
import { createScripted } from '../../agent/scripted/index.js';
import { playMatch } from '../../env-bridge/match.js';
import { createSkirmish } from '../../env-bridge/skirmish/index.js';
import {
  DEFAULT_DEMONSTRATION_OPTIONS,
  type Demonstrations,
  openDemonstrations,
} from '../../replays/demonstrations.js';
import { recordPlayer } from '../../replays/recording/record-player.js';
import { createRecordingWriter } from '../../replays/recording/writer.js';

/** Writes four files of two matches each into a folder and opens them. */
export async function recordMatches(folder: string): Promise<Demonstrations> {
  for (let file = 0; file < 4; file++) {
    const names = { 1: 'scripted:Champion', 2: 'scripted:VeryEasy' };
    const meta = { khala: '0', writer: 'test', settings: {} };
    const writer = createRecordingWriter(join(folder, `${file}.khr`), meta, { overwrite: false });
    const players = new Map([
      [1, createScripted('Champion')],
      [2, createScripted('VeryEasy')],
    ]);
    const observers = [recordPlayer(writer, { player: 1, names })];
    for (const seed of [2 * file, 2 * file + 1])
      await playMatch(createSkirmish('3m'), players, { seed, observers });
    writer.close();
  }
  return openDemonstrations([folder], DEFAULT_DEMONSTRATION_OPTIONS);
}
