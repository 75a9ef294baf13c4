/** Starts StarCraft II and waits until it answers. Its end is ours: a guard (guard.ts) sees to it that no game outlives us. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { hasCode, KhalaError } from '../../../src/spec/errors.js';
import { type Clock, systemClock } from '../../clock.js';
import type { ResponsePing } from '../schema/messages.js';
import { connectGame, type GameConnection, type GameLimitsInput } from './connection.js';
import { type GamePlatform, gamePath } from './installation.js';

/** This machine alone may speak to the game. */
const HOST = '127.0.0.1';
/** A cold start from a slow disk takes over a minute. */
export const START_SECONDS = 180;
/** How long a game may take to say goodbye. */
const QUIT_MS = 2000;
/** Between two attempts to connect to a game that starts. */
const RETRY_MS = 250;

export interface LaunchOptions {
  /** The compiled guard.js. */
  readonly guard: URL;
  readonly executable: string;
  /** Where it is started. */
  readonly folder: string;
  /** The installation. */
  readonly dataFolder: string;
  readonly platform: GamePlatform;
  /** For `-dataVersion`. */
  readonly dataHash: string | null;
  /** Show the game in a window, for a person; without it, small and out of the way. */
  readonly window: boolean;
  readonly startSeconds?: number;
  readonly limits?: GameLimitsInput;
  readonly clock?: Clock;
}

export interface LaunchedGame {
  readonly connection: GameConnection;
  readonly url: string;
  /** What the game says of its version. */
  readonly ping: ResponsePing;
  /** Of the game. */
  readonly pid: number;
  /** Asks it to quit, and kills it where it does not. Resolves when it is gone; may be called twice. */
  stop(): Promise<void>;
}

interface Guarded {
  readonly pid: Promise<number>;
  /** Resolves with how the game ended. */
  readonly ended: Promise<string>;
  readonly process: ChildProcess;
}

/**
 * @throws GAME_CRASHED when it ends before it answers; TIMED_OUT when it does not answer; GAME_NOT_FOUND when the program cannot
 * be started
 */
export async function launchGame(options: LaunchOptions): Promise<LaunchedGame> {
  const { clock = systemClock, startSeconds = START_SECONDS } = options;
  const port = await freePort();
  const guarded = startGuarded(options, port);
  const url = `ws://${HOST}:${port}/sc2api`;
  const halt = async (): Promise<void> => {
    guarded.process.stdin?.end();
    await guarded.ended;
  };
  try {
    const pid = await guarded.pid;
    const connection = await connectWhenReady(url, options, guarded.ended, clock, startSeconds);
    const { ping = {} } = await connection.request({ ping: {} });
    return {
      ...{ connection, url, ping, pid },
      async stop() {
        await askToQuit(connection, clock);
        await connection.close();
        await halt();
      },
    };
  } catch (error) {
    await halt();
    throw error;
  }
}

/** A game that hangs or is gone does not answer; it is killed in any case. */
async function askToQuit(connection: GameConnection, clock: Clock): Promise<void> {
  const answered = connection.request({ quit: {} }).catch((error: unknown) => {
    if (!(error instanceof KhalaError)) throw error;
  });
  await Promise.race([answered, new Promise<void>((resolve) => clock.after(QUIT_MS, resolve))]);
}

function startGuarded(
  { guard, executable, folder, dataFolder, platform, dataHash, window }: LaunchOptions,
  port: number,
): Guarded {
  const temp = mkdtempSync(join(tmpdir(), 'khala-sc2-'));
  const gameArguments = [
    ...['-listen', HOST, '-port', String(port)],
    ...['-displayMode', '0', ...(window ? [] : ['-windowwidth', '640', '-windowheight', '480'])],
    ...['-dataDir', gamePath(platform, dataFolder)],
    // Below WSL, the game cannot write where we are; it then uses its own folder.
    ...(platform === 'wsl' ? [] : ['-tempDir', `${temp}/`]),
    ...(dataHash === null ? [] : ['-dataVersion', dataHash]),
  ];
  const child = spawn(
    process.execPath,
    [fileURLToPath(guard), temp, folder, executable, ...gameArguments],
    // A group of its own: the terminal's Ctrl+C is for us, and we decide.
    { stdio: ['pipe', 'pipe', 'inherit'], detached: true },
  );
  let pidOfGame: number | null = null;
  let ending: string | null = null;
  let gotPid: (pid: number) => void = () => undefined;
  let failed: (error: KhalaError) => void = () => undefined;
  const pid = new Promise<number>((resolve, reject) => {
    gotPid = resolve;
    failed = reject;
  });
  pid.catch(() => undefined); // Who waits for it hears of it; nobody may wait yet.
  createInterface({ input: child.stdout }).on('line', (line) => {
    const said = JSON.parse(line) as { pid?: number; ended?: string; words?: string };
    if (said.pid !== undefined) {
      pidOfGame = said.pid;
      gotPid(said.pid);
    }
    if (said.ended !== undefined) {
      const words = (said.words ?? '').replaceAll(/\p{Cc}+/gu, ' ').trim();
      ending = words === '' ? said.ended : `${said.ended}: ${words.slice(-MOST_QUOTED)}`;
    }
  });
  child.stdin.on('error', () => undefined); // The guard is gone, which 'close' tells.
  const ended = new Promise<string>((resolve) => {
    child.on('close', () => {
      if (ending === null && pidOfGame !== null) killGame(pidOfGame); // Somebody killed the guard.
      failed(
        new KhalaError(
          'GAME_NOT_FOUND',
          `start ${executable}: ${ending ?? 'its guard was killed'}; is it the program of an installation?`,
        ),
      );
      resolve(ending ?? 'its guard was killed');
    });
  });
  return { pid, ended, process: child };
}

/** Characters of the game's last words in an error of ours. */
const MOST_QUOTED = 300;

function killGame(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // It has ended already.
  }
}

/** Connects again and again: the game has no other way to say that it listens. */
async function connectWhenReady(
  url: string,
  { executable, limits = {} }: LaunchOptions,
  ended: Promise<string>,
  clock: Clock,
  startSeconds: number,
): Promise<GameConnection> {
  let over: string | null = null;
  void ended.then((how) => {
    over = how;
  });
  const deadline = clock.now() + startSeconds * 1000;
  for (;;) {
    try {
      return await connectGame(url, limits, clock);
    } catch (error) {
      if (over !== null)
        throw new KhalaError('GAME_CRASHED', `start ${executable}: it ended before it answered (${over})`);
      if (!hasCode(error, 'CONNECTION_REFUSED') && !hasCode(error, 'TIMED_OUT')) throw error;
      if (clock.now() > deadline)
        throw new KhalaError(
          'TIMED_OUT',
          `start ${executable}: it does not answer at ${url} after ${startSeconds} s`,
          { cause: error },
        );
    }
    await new Promise<void>((resolve) => {
      clock.after(RETRY_MS, resolve);
    });
  }
}

/** A port that is free now. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, HOST, () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
