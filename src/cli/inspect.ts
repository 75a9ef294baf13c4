/** `khala inspect FILE`: what is in a recording, a folder of recordings, a human replay, an import or a checkpoint. */
import { closeSync, existsSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { z } from 'zod';
import { KhalaError } from '../spec/errors.js';
import { defineCommand } from './command.js';
import { type CheckpointReport, inspectCheckpoint, renderCheckpoint } from './inspect/checkpoint.js';
import { type DatasetReport, inspectDataset, isDataset, renderDataset } from './inspect/dataset.js';
import { inspectRecordings, type RecordingsReport, renderRecordings } from './inspect/recordings.js';
import { inspectReplay, type ReplayReport, renderReplay } from './inspect/replay.js';
import { printable } from './printable.js';

const flags = z.strictObject({
  file: z
    .string()
    .min(1)
    .describe(
      'a recording, a folder of recordings, a .SC2Replay file, an import, a checkpoint or a training run',
    ),
});

type Report = RecordingsReport | CheckpointReport | ReplayReport | DatasetReport;

export const command = defineCommand({
  example: 'khala inspect data/3s5z-s1-e0000-0003.khr',
  flags,
  positional: 'file',
  run: async ({ file }) => inspect(file),
  render: (report) => render(printable(report)),
});

function render(report: Report): string {
  switch (report.kind) {
    case 'recordings':
      return renderRecordings(report);
    case 'checkpoint':
      return renderCheckpoint(report);
    case 'replay':
      return renderReplay(report);
    case 'khala-dataset':
      return renderDataset(report);
  }
}

function inspect(path: string): Report {
  if (!existsSync(path))
    throw new KhalaError(
      'FILE_NOT_FOUND',
      `inspect ${path}: there is no such file or folder; check the path`,
    );
  if (isReplay(path)) return inspectReplay(path);
  if (isDataset(path)) return inspectDataset(path);
  return isCheckpoint(path) ? inspectCheckpoint(path) : inspectRecordings(path);
}

const REPLAY = /\.SC2Replay$/i;

/** By its name, or by what it begins with: `khala import` takes replays whatever they are called, too. */
function isReplay(path: string): boolean {
  if (REPLAY.test(path)) return true;
  return statSync(path).isFile() && ['MPQ\x1a', 'MPQ\x1b'].includes(firstBytes(path));
}

/** The first four, as text. */
function firstBytes(path: string): string {
  const bytes = new Uint8Array(4);
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    throw unreadable(path, error);
  }
  try {
    return String.fromCharCode(...bytes.subarray(0, readSync(file, bytes)));
  } finally {
    closeSync(file);
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    throw unreadable(folder, error);
  }
}

function unreadable(path: string, error: unknown): KhalaError {
  return new KhalaError(
    'FILE_UNREADABLE',
    `inspect ${path}: ${error instanceof Error ? error.message : String(error)}; ask for the right to read it`,
    { cause: error },
  );
}

/** A folder with recordings in it holds recordings; any other is a checkpoint or a run. A file says by its name. */
function isCheckpoint(path: string): boolean {
  if (statSync(path).isDirectory()) {
    const names = namesIn(path);
    if (names.length === 0)
      throw new KhalaError(
        'NO_DATA',
        `inspect ${path}: the folder is empty; give one that "khala record", "khala import" or "khala train" wrote`,
      );
    if (names.every((name) => REPLAY.test(name)))
      throw new KhalaError(
        'NO_DATA',
        `inspect ${path}: only .SC2Replay files are in it; give one of them, or import the folder and inspect that`,
      );
    return !names.some((name) => name.endsWith('.khr'));
  }
  return /\.(safetensors|onnx|json)$/.test(basename(path));
}
