import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineCommand } from '../../src/cli/command.js';
import { parseArguments } from '../../src/cli/parse.js';

const command = defineCommand({
  example: 'khala look a.khr',
  flags: z.strictObject({
    files: z.array(z.string()).describe('files to look at'),
    maxLoops: z.int().optional().describe('stop here'),
    force: z.boolean().default(false).describe('look harder'),
  }),
  positional: 'files',
  run: async (options) => options,
  render: () => '',
});
const parse = (...args: string[]) => parseArguments('look', 'looks at files', command, args);

describe('parseArguments', () => {
  it('reads flags, positional arguments and --json', () => {
    expect(parse('a.khr', '--max-loops', '12', 'b.khr', '--json', '--force')).toEqual({
      kind: 'run',
      json: true,
      options: { files: ['a.khr', 'b.khr'], maxLoops: 12, force: true },
    });
  });

  it('leaves out what was not given, so that defaults stay in the schema', () => {
    expect(parse()).toEqual({ kind: 'run', json: false, options: {} });
  });

  it('reads a value behind an equals sign, and a negative number', () => {
    expect(parse('--max-loops=-3')).toMatchObject({ options: { maxLoops: -3 } });
  });

  it('gives the help text with every flag and the example', () => {
    const request = parse('--help');
    expect(request).toMatchObject({ kind: 'help' });
    for (const part of [
      'khala look',
      'files to look at',
      '--max-loops',
      '--force',
      '--json',
      'khala look a.khr',
    ])
      expect(request).toHaveProperty('text', expect.stringContaining(part));
  });

  it.each([
    [['--froce'], 'unknown flag --froce; the nearest is --force'],
    [['--max-lops=3'], 'unknown flag --max-lops; the nearest is --max-loops'],
    [['--max-loops'], /--max-loops.* argument missing; see --help$/],
  ])('refuses %j', (args, message) => {
    expect(() => parse(...args)).toThrow(message);
  });
});
