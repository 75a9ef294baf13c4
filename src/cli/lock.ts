/**
 * One import or training run at a time in a folder: a file with the process that works there. A process that was killed leaves its file
 * behind; the next one on the same machine sees that it is gone and takes over.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { z } from 'zod';
import { KhalaError } from '../spec/errors.js';
import { writing } from '../spec/writing.js';

const holderSchema = z.strictObject({ pid: z.int().positive(), host: z.string() });
type Holder = z.infer<typeof holderSchema>;

/** Seconds after which a lock that says nothing is that of a process which died while it wrote it. */
const WRITTEN_SECONDS = 10;

/** Locks of this process: a process number is used again, in a container always. */
const held = new Set<string>();

/** The file's name, by custom. */
export const LOCK_FILE = 'lock';

/** What is done in a folder that nobody else may do there meanwhile. */
export type LockedWork = 'importing' | 'training';

/**
 * Takes the lock at `path`, whose folder is there. The function that is returned gives it back; it may be called twice.
 * @throws KhalaError FOLDER_IN_USE when another works there; NO_SPACE, BAD_ARGUMENT (not writable)
 */
export function takeLock(path: string, work: LockedWork): () => void {
  for (;;) {
    if (create(path)) {
      held.add(path);
      return () => {
        if (held.delete(path) && isOurs(path)) rmSync(path, { force: true });
      };
    }
    const holder = holderOf(path);
    if (holder === 'gone') continue;
    if (holder === 'unknown' ? isYoung(path) : isAlive(holder, path)) throw inUse(path, holder, work);
    bury(path, holder);
  }
}

/** As a recursive `mkdirSync`, which never ends in Node 20 where the system takes a new folder for missing (`/proc`). */
export function makeFolder(path: string): void {
  if (existsSync(path) && statSync(path).isDirectory()) return;
  if (dirname(path) !== path) makeFolder(dirname(path));
  mkdirSync(path);
}

/** False when a lock is there, or when another took ours for that of a dead process before it was written. */
function create(path: string): boolean {
  const holder: Holder = { pid: process.pid, host: hostname() };
  return writing(path, () => {
    let file: number;
    try {
      // `wx` fails where the file is there: only one of several processes makes it.
      file = openSync(path, 'wx');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    }
    try {
      writeFileSync(file, JSON.stringify(holder));
      fsyncSync(file);
      return isOurs(path);
    } catch (error) {
      rmSync(path, { force: true }); // Else a full disk would keep everybody out.
      throw error;
    } finally {
      closeSync(file);
    }
  });
}

/** Whether who made the file may still be writing it. */
function isYoung(path: string): boolean {
  const made = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  return made !== undefined && Date.now() - made < WRITTEN_SECONDS * 1000;
}

/** Unknown where the file does not say: it may just be written. */
function holderOf(path: string): Holder | 'gone' | 'unknown' {
  try {
    return holderSchema.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data ?? 'unknown';
  } catch (error) {
    if (error instanceof SyntaxError) return 'unknown';
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'gone';
    throw error;
  }
}

function isOurs(path: string): boolean {
  const holder = holderOf(path);
  return typeof holder === 'object' && holder.pid === process.pid && holder.host === hostname();
}

/** Of processes on other machines nothing is known: they count as alive. */
function isAlive({ pid, host }: Holder, path: string): boolean {
  if (host !== hostname()) return true;
  if (pid === process.pid) return held.has(path);
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Removes a dead process's lock. Two may try: the file is moved first, and moved back where it was another's by then. */
function bury(path: string, dead: Holder | 'unknown'): void {
  const grave = `${path}.${process.pid}`;
  try {
    renameSync(path, grave);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const moved = holderOf(grave);
  if (JSON.stringify(moved) === JSON.stringify(dead)) rmSync(grave);
  else renameSync(grave, path);
}

function inUse(path: string, holder: Holder | 'unknown', work: LockedWork): KhalaError {
  const who = holder === 'unknown' ? 'another process' : `process ${holder.pid} on ${holder.host}`;
  return new KhalaError(
    'FOLDER_IN_USE',
    `lock ${path}: ${who} is ${work} there; wait for its end, choose another folder, or remove this file if that process runs no more`,
  );
}
