/**
 * A file that appears whole or not at all: written under a temporary name in the same folder, flushed to the disk,
 * then renamed. Whatever was there before stays until that moment.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { KhalaError } from '../../src/spec/errors.js';
import { writing } from '../../src/spec/writing.js';

/** Writes a part of `bytes` and returns how many; `fs.writeSync`, or another in tests. */
export type WriteBytes = (file: number, bytes: Uint8Array, offset: number) => number;

export interface OutputOptions {
  /** Replace a file that is there. */
  readonly overwrite: boolean;
  readonly write?: WriteBytes;
  /** Wait until the content and the name are on the disk; true if not given. Without, a power cut may leave it empty. */
  readonly flush?: boolean;
}

export interface OutputFile {
  /** Bytes written so far. */
  readonly length: number;
  append(bytes: Uint8Array): void;
  /** Flushes and gives the file its name. */
  commit(): void;
  /** Leaves nothing behind; does nothing after `commit`. */
  abort(): void;
}

let opened = 0;

/**
 * Opens a file for writing; missing folders are made.
 * @throws KhalaError FILE_EXISTS (and `overwrite` is false), NO_SPACE, BAD_ARGUMENT (not writable).
 */
export function createOutputFile(path: string, options: OutputOptions): OutputFile {
  const { flush = true } = options;
  const write = options.write ?? ((file, bytes, offset) => writeSync(file, bytes, offset));
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}-${opened++}.tmp`);
  let length = 0;
  let file: number | null = null;

  const refuseExisting = (): void => {
    if (!existsSync(path)) return;
    const isFolder = statSync(path).isDirectory();
    if (isFolder || !options.overwrite)
      throw new KhalaError(
        'FILE_EXISTS',
        `write ${path}: a ${isFolder ? 'folder' : 'file'} is there; choose another name${isFolder ? '' : ' or ask to overwrite it'}`,
      );
  };
  const abort = (): void => {
    if (file === null) return;
    closeSync(file);
    file = null;
    rmSync(temporary, { force: true });
  };
  /** Runs one step; a failure removes the temporary file and says why. */
  const attempt = <T>(work: () => T): T => {
    try {
      return writing(path, work);
    } catch (error) {
      abort();
      throw error;
    }
  };

  attempt(() => {
    refuseExisting();
    mkdirSync(dirname(path), { recursive: true });
    file = openSync(temporary, 'wx');
  });
  return {
    get length() {
      return length;
    },
    append(bytes) {
      const target = file;
      if (target === null) throw new KhalaError('BAD_ARGUMENT', `write ${path}: the file is closed already`);
      attempt(() => {
        for (let done = 0; done < bytes.length; ) done += write(target, bytes, done);
      });
      length += bytes.length;
    },
    commit() {
      const target = file;
      if (target === null) throw new KhalaError('BAD_ARGUMENT', `write ${path}: the file is closed already`);
      attempt(() => {
        if (flush) fsyncSync(target);
        refuseExisting();
        renameSync(temporary, path);
      });
      closeSync(target);
      file = null;
      if (flush) syncFolder(dirname(path));
    },
    abort,
  };
}

/**
 * Writes a file whole or not at all, replacing what is there.
 * @throws KhalaError FILE_EXISTS (a folder), NO_SPACE, BAD_ARGUMENT (not writable)
 */
export function writeWhole(
  path: string,
  content: string | Uint8Array,
  options: Pick<OutputOptions, 'flush'> = {},
): void {
  const file = createOutputFile(path, { ...options, overwrite: true });
  file.append(typeof content === 'string' ? new TextEncoder().encode(content) : content);
  file.commit();
}

/** Makes the new name itself survive a power cut. Windows cannot open folders. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
