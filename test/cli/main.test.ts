import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.js';
import { checkFlags } from '../../src/cli/flags.js';
import { parseArguments } from '../../src/cli/parse.js';
import { readVersion } from '../../src/spec/version.js';
import { khala } from './run.js';

describe('khala', () => {
  it('lists every command', async () => {
    const { exitCode, stdout } = await khala(['--help']);
    expect(exitCode).toBe(0);
    for (const [name, { summary }] of Object.entries(COMMANDS)) {
      expect(stdout).toContain(name);
      expect(stdout).toContain(summary);
    }
  });

  it('without a command shows the same on stderr and fails', async () => {
    const { exitCode, stdout, stderr } = await khala([]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain('Usage: khala <command>');
  });

  it('says its version', async () => {
    expect(await khala(['--version'])).toMatchObject({ exitCode: 0, stdout: `${readVersion()}\n` });
  });

  it('names the nearest command', async () => {
    const { exitCode, stdout, stderr } = await khala(['docter']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(
      /^khala docter: BAD_ARGUMENT there is no command "docter"; the nearest is doctor/m,
    );
  });

  it('does not take an inherited property for a command', async () => {
    expect(await khala(['constructor'])).toMatchObject({ exitCode: 2 });
  });

  it('names the nearest flag, under --json as an object too', async () => {
    const { exitCode, stdout, stderr } = await khala(['doctor', '--jason', '--json']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('khala doctor: BAD_ARGUMENT unknown flag --jason; the nearest is --json\n');
    expect(JSON.parse(stdout)).toEqual({
      error: { code: 'BAD_ARGUMENT', message: 'unknown flag --jason; the nearest is --json' },
    });
  });

  it('ends quietly when nobody reads on', async () => {
    const child = spawn(process.execPath, ['bin/khala.js', '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (text: Buffer) => {
      stderr += text.toString();
    });
    const exitCode = await new Promise((resolve) => child.on('close', resolve));
    expect(exitCode).toBe(0);
    expect(stderr).not.toContain('EPIPE');
  });
});

describe('every command', () => {
  it.each(Object.entries(COMMANDS))(
    '%s explains itself with an example that its own flags accept',
    async (name, entry) => {
      const { command } = await entry.load();
      const { exitCode, stdout } = await khala([name, '--help']);
      expect(exitCode).toBe(0);
      expect(stdout).toContain(`Usage: khala ${name}`);
      expect(stdout).toContain(entry.summary);
      expect(stdout).toContain(command.example);
      const [program, first, ...args] = command.example.split(' ');
      expect([program, first]).toEqual(['khala', name]);
      const request = parseArguments(name, entry.summary, command, args);
      if (request.kind === 'run') checkFlags(command.flags, request.options);
      expect(request.kind).toBe('run');
    },
  );
});
