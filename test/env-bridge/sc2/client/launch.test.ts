import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { createScripted } from '../../../../agent/scripted/index.js';
import { type LaunchOptions, launchGame } from '../../../../env-bridge/sc2/client/launch.js';
import { startApiServer } from '../../../../env-bridge/sc2/server/api-server.js';
import { compiledEntry } from '../../../../src/jobs/entry.js';
import { ended, type Installed, installProgram, PROGRAMS, runs } from './installed.js';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const guard = compiledEntry(import.meta.url, '../../../../env-bridge/sc2/client/guard.js');

function optionsFor(installed: Installed): LaunchOptions {
  closing.push(() => installed.remove());
  return {
    ...{ guard, executable: installed.executable, folder: installed.path, dataFolder: installed.path },
    ...{ platform: 'linux', dataHash: 'ABC', window: false },
  };
}

/** An installation whose game answers. */
async function installGame(): Promise<Installed> {
  const server = await startApiServer({ computer: () => createScripted('Easy') });
  closing.push(() => server.close());
  return installProgram(PROGRAMS.relay(server.port));
}

const tempFolderOf = (installed: Installed): string => {
  const [start] = installed.starts();
  return start[start.indexOf('-tempDir') + 1];
};

// The program is a script with a first line that names its interpreter, which Windows does not read.
describe.skipIf(process.platform === 'win32')('launchGame', () => {
  it('starts the game with the flags of the API, waits until it answers, and leaves nothing behind', async () => {
    const installed = await installGame();
    const game = await launchGame(optionsFor(installed));
    const [[pid, ...flags]] = installed.starts();
    expect(game.pid).toBe(Number(pid));
    expect(game.ping.baseBuild).toBeGreaterThan(0);
    const port = new URL(game.url).port;
    expect(flags.slice(0, 4)).toEqual(['-listen', '127.0.0.1', '-port', port]);
    expect(flags.join(' ')).toContain(`-dataDir ${installed.path} `);
    expect(flags.join(' ')).toContain('-dataVersion ABC');
    expect(existsSync(tempFolderOf(installed))).toBe(true);
    await game.stop();
    expect(runs(game.pid)).toBe(false);
    expect(existsSync(tempFolderOf(installed))).toBe(false);
    await game.stop();
  });

  it('says how a game ended that did not come up, with its last words', async () => {
    await expect(launchGame(optionsFor(installProgram(PROGRAMS.ends())))).rejects.toMatchObject({
      code: 'GAME_CRASHED',
      message: expect.stringMatching(/exit code 3: no display found/),
    });
  });

  it('gives up on a game that never answers, and ends it', async () => {
    const installed = installProgram(PROGRAMS.hangs());
    await expect(launchGame({ ...optionsFor(installed), startSeconds: 1 })).rejects.toMatchObject({
      code: 'TIMED_OUT',
    });
    expect(runs(Number(installed.starts()[0][0]))).toBe(false);
    expect(existsSync(tempFolderOf(installed))).toBe(false);
  });

  it('says that a program cannot be started', async () => {
    const installed = installProgram(PROGRAMS.hangs());
    await expect(
      launchGame({ ...optionsFor(installed), executable: `${installed.executable}-not` }),
    ).rejects.toMatchObject({ code: 'GAME_NOT_FOUND' });
  });

  it.each(['SIGKILL', 'SIGTERM', 'SIGINT', 'exception'] as const)(
    'leaves no game behind when the process that started it ends by %s',
    async (way) => {
      const options = optionsFor(await installGame());
      const launch = compiledEntry(import.meta.url, '../../../../env-bridge/sc2/client/launch.js');
      const source = `
        import { launchGame } from ${JSON.stringify(launch.href)};
        const options = ${JSON.stringify({ ...options, guard: guard.href })};
        const game = await launchGame({ ...options, guard: new URL(options.guard) });
        console.log(game.pid);
        ${way === 'exception' ? "setTimeout(() => { throw new Error('a fault of ours'); });" : ''}
        setInterval(() => undefined, 1000);`;
      const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      closing.push(() => child.kill('SIGKILL'));
      const pid = await new Promise<number>((resolve) =>
        createInterface({ input: child.stdout }).once('line', (line) => resolve(Number(line))),
      );
      if (way !== 'exception') {
        expect(runs(pid)).toBe(true);
        child.kill(way);
      }
      await ended(pid);
    },
  );

  it.runIf(process.platform === 'linux')('ends the game when its guard was killed', async () => {
    const installed = await installGame();
    const game = await launchGame(optionsFor(installed));
    const parent = Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${game.pid}/stat`, 'latin1'))?.[1]);
    expect(readFileSync(`/proc/${parent}/cmdline`, 'latin1')).toContain(fileURLToPath(guard));
    process.kill(parent, 'SIGKILL');
    await ended(game.pid);
    await game.stop();
  });
});
