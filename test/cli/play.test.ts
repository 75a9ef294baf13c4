import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { KHALA, khala } from './run.js';

const servers: { stop(): void }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.stop();
});

/** Starts `khala serve --json` and resolves once it printed where it listens. */
function serve(...args: string[]): Promise<{ url: string; exit: Promise<number | null> }> {
  const child = spawn(process.execPath, [KHALA, 'serve', '--json', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  servers.push({ stop: () => child.kill('SIGKILL') });
  const exit = new Promise<number | null>((resolve) => child.on('close', resolve));
  return new Promise((resolve, reject) => {
    child.stdout.setEncoding('utf8').once('data', (text: string) => resolve({ ...JSON.parse(text), exit }));
    void exit.then((code) => reject(new Error(`serve ended with ${code} before it listened`)));
  });
}

describe('serve and play', () => {
  it('play a match to its end in two processes', async () => {
    const { url, exit } = await serve(
      '--scenario',
      '3m',
      '--opponent',
      'scripted:VeryEasy',
      '--matches',
      '1',
    );
    const { exitCode, stdout, stderr } = await khala([
      'play',
      '--agent',
      'scripted:Champion',
      '--url',
      url,
      '--json',
    ]);
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^connected; .*\n3m began; scripted:Champion is player 1$/m);
    expect(JSON.parse(stdout)).toMatchObject({
      agent: 'scripted:Champion',
      scenario: '3m',
      player: 1,
      result: 'win',
      outcome: { reason: 'eliminated', results: { 1: 'win', 2: 'loss' }, faults: {} },
    });
    expect(await exit).toBe(0);
  });

  it('play a match between two clients', async () => {
    const { url, exit } = await serve('--opponent', 'remote', '--matches', '1');
    const play = (agent: string) => khala(['play', '--agent', agent, '--url', url, '--json']);
    const ends = await Promise.all([play('scripted:Champion'), play('scripted:Easy')]);
    const [champion, easy] = ends.map(({ stdout }) => JSON.parse(stdout));
    expect(champion.outcome).toEqual(easy.outcome);
    expect([champion.player, easy.player].sort()).toEqual([1, 2]);
    expect(await exit).toBe(0);
  });

  it('refuse a wrong token', async () => {
    const { url } = await serve();
    const wrong = url.replace(/token=.*/, 'token=not-the-one');
    const { exitCode, stderr } = await khala(['play', '--agent', 'scripted:Easy', '--url', wrong]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^khala play: UNAUTHORIZED /m);
  });

  it('end by their own exit code when interrupted', async () => {
    const child = spawn(process.execPath, [KHALA, 'serve', '--json'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    child.stdout.once('data', () => child.kill('SIGINT'));
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(130);
  });
});

describe('serve', () => {
  it('says that the port is in use', async () => {
    const busy = createServer();
    const port = await new Promise<number>((resolve) =>
      busy.listen(0, '127.0.0.1', () => resolve((busy.address() as { port: number }).port)),
    );
    const { exitCode, stderr } = await khala(['serve', '--port', String(port)]);
    busy.close();
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^khala serve: PORT_IN_USE /m);
    expect(stderr).toContain(String(port));
  });

  it.each([
    [['--scenario', '3s6z'], /^khala serve: UNKNOWN_SCENARIO .*3s5z/m],
    [['--opponent', 'scripted:Elit'], /^khala serve: UNKNOWN_AGENT .*scripted:Elite/m],
    [['--port', 'http'], /^khala serve: BAD_ARGUMENT --port /m],
    [['--mode', 'realtime'], /^khala serve: BAD_ARGUMENT --mode realtime: .*real-time/m],
  ])('refuses %j', async (args, message) => {
    const { exitCode, stdout, stderr } = await khala(['serve', ...args]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });
});

describe('play', () => {
  it('plays the same match twice from the same seed', async () => {
    const args = [
      'play',
      '--agent',
      'scripted:Hard',
      '--opponent',
      'scripted:Medium',
      '--seed',
      '5',
      '--json',
    ];
    const [first, second] = await Promise.all([khala(args), khala(args)]);
    expect(first.exitCode).toBe(0);
    expect(second.stdout).toBe(first.stdout);
  });

  it('says that nobody listens', async () => {
    const { exitCode, stderr } = await khala([
      'play',
      '--agent',
      'scripted:Easy',
      '--url',
      'ws://127.0.0.1:1/',
    ]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^khala play: CONNECTION_REFUSED .*khala serve/m);
  });

  it('does not silently ignore what the bridge decides', async () => {
    const { exitCode, stderr } = await khala([
      ...['play', '--agent', 'scripted:Easy', '--url', 'ws://127.0.0.1:1/', '--scenario', '3m'],
    ]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--scenario');
  });
});
