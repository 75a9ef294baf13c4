import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLabelledPlayer } from '../../../agent/dagger.js';
import { createScripted } from '../../../agent/scripted/index.js';
import type { Player } from '../../../env-bridge/environment.js';
import { playMatch } from '../../../env-bridge/match.js';
import { createSkirmish } from '../../../env-bridge/skirmish/index.js';
import { openRecording, type Recording } from '../../../replays/recording/reader.js';
import { type RecordOptions, recordPlayer } from '../../../replays/recording/record-player.js';
import { createRecordingWriter } from '../../../replays/recording/writer.js';
import type { MatchMessage } from '../../../src/spec/messages.js';
import { noOp } from '../../../src/spec/observation.js';
import { META, NAMES } from '../episodes.js';

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'khala-record-player-'));
  path = join(folder, 'a.khr');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Plays 3m with these two and records the view of `options.player`. */
async function record(first: Player, second: Player, options: Partial<RecordOptions>): Promise<Recording> {
  const writer = createRecordingWriter(path, META, { overwrite: false });
  const players = new Map([
    [1, first],
    [2, second],
  ]);
  const observers = [recordPlayer(writer, { player: 1, names: NAMES, ...options })];
  await playMatch(createSkirmish('3m'), players, { seed: 9, observers });
  writer.close();
  return openRecording(path);
}

function messagesOf(recording: Recording): MatchMessage[] {
  return recording.blocks.flatMap((_, i) => recording.readBlock(i));
}

/** Orders nothing and looks again after `delay` loops. */
function sleeper(delay: number): Player {
  return {
    name: 'sleeper',
    start: () => undefined,
    act: () => noOp(delay),
    end: () => undefined,
  };
}

test('only the view of the one player is written, with the map and the outcome', async () => {
  const recording = await record(createScripted('Hard'), createScripted('Easy'), { player: 2 });
  const [episode] = recording.episodes;
  expect(episode).toMatchObject({ player: 2, seed: 9, scenario: '3m', vocabulary: 'skirmish' });
  expect(recording.start(0).info.map.pathing.length).toBe(32 * 32);
  const messages = messagesOf(recording);
  expect(messages.every((message) => 'player' in message && message.player === 2)).toBe(true);
  const types = messages.map((message) => message.type);
  expect(types.slice(0, 4)).toEqual(['observation', 'command', 'observation', 'command']);
  expect(types.at(-1)).toBe('observation');
  const last = messages.at(-1);
  expect(last?.type === 'observation' && last.step.info.outcome).toEqual(episode.outcome);
});

test('with a teacher every look is labelled, and a command is written only where the learner decided', async () => {
  const learner = createLabelledPlayer(sleeper(6), createScripted('Hard'));
  const recording = await record(learner, createScripted('Easy'), { labelAt: learner.labelAt });
  const { track } = recording.episodes[0];
  const looks = track?.loop.slice(0, -1) ?? [];
  expect(looks).toEqual(looks.map((_, i) => i * 2));
  looks.forEach((loop, row) => {
    expect(track?.label[row]).toBeGreaterThanOrEqual(0);
    expect((track?.command[row] ?? -1) >= 0).toBe(loop % 6 === 0);
  });
});

test('a match that fails before the player has started leaves no episode', async () => {
  const broken: Player = {
    ...sleeper(2),
    start: () => {
      throw new Error('broken');
    },
  };
  const recording = await record(broken, sleeper(2), { player: 2 });
  expect(recording.episodes).toEqual([]);
  expect(recording.complete).toBe(true);
});
