import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { takeLock } from '../../src/cli/lock.js';

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'khala-lock-'));
  path = join(folder, 'lock');
});
afterEach(() => rmSync(folder, { recursive: true }));

const heldBy = (pid: number, host = hostname()): void => writeFileSync(path, JSON.stringify({ pid, host }));
/** Number of a process that has ended. */
const deadPid = (): number => spawnSync(process.execPath, ['-e', '']).pid;

describe('a lock', () => {
  test('names its process, keeps others out, and leaves nothing behind when it is given back', () => {
    const unlock = takeLock(path, 'training');
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ pid: process.pid, host: hostname() });
    expect(() => takeLock(path, 'training')).toThrow(expect.objectContaining({ code: 'FOLDER_IN_USE' }));
    unlock();
    unlock();
    expect(readdirSync(folder)).toEqual([]);
    takeLock(path, 'training')();
  });

  test('of a process that lives is respected, and so are one of another machine and one just begun', () => {
    const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']);
    try {
      heldBy(child.pid as number);
      expect(() => takeLock(path, 'training')).toThrow(
        `process ${child.pid} on ${hostname()} is training there`,
      );
      heldBy(deadPid(), 'elsewhere');
      expect(() => takeLock(path, 'training')).toThrow(expect.objectContaining({ code: 'FOLDER_IN_USE' }));
      writeFileSync(path, '');
      expect(() => takeLock(path, 'training')).toThrow('another process');
      expect(existsSync(path)).toBe(true);
    } finally {
      child.kill();
    }
  });

  test('that says nothing is taken over when nobody can be writing it any more', () => {
    writeFileSync(path, '');
    const before = Date.now() / 1000 - 60;
    utimesSync(path, before, before);
    takeLock(path, 'training')();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('of a dead process is taken over, also where its number was ours', () => {
    for (const pid of [deadPid(), process.pid]) {
      heldBy(pid);
      const unlock = takeLock(path, 'training');
      expect(JSON.parse(readFileSync(path, 'utf8')).pid).toBe(process.pid);
      expect(readdirSync(folder)).toEqual(['lock']);
      unlock();
    }
  });

  test('that another has taken since is not given back by us', () => {
    const unlock = takeLock(path, 'training');
    heldBy(deadPid(), 'elsewhere');
    unlock();
    expect(existsSync(path)).toBe(true);
  });

  test('in a folder that cannot be written to says so', () => {
    expect(() => takeLock(join(folder, 'nowhere', 'lock'), 'importing')).toThrow(
      expect.objectContaining({ code: 'BAD_ARGUMENT' }),
    );
  });
});
