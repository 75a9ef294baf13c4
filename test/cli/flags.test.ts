import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { checkFlags, listFlags, parseValue, unknownFlag } from '../../src/cli/flags.js';

const flags = z.strictObject({
  scenario: z.string().default('3m').describe('scenario to play'),
  matches: z.int().min(1).max(500).describe('matches to play'),
  heldOut: z.number().positive().optional().describe('share that is held out'),
  size: z.enum(['nano', 'base']).default('base').describe('size of the policy'),
  force: z.boolean().default(false).describe('replace what is there'),
  data: z.array(z.string()).optional().describe('files or folders'),
  only: z.array(z.string()).default([]).describe('rows (default: all)'),
});

describe('listFlags', () => {
  it('says name, kind, default and choices of every flag', () => {
    expect(listFlags(flags)).toEqual([
      {
        key: 'scenario',
        name: 'scenario',
        kind: 'string',
        doc: 'scenario to play (default 3m)',
        required: false,
      },
      { key: 'matches', name: 'matches', kind: 'number', doc: 'matches to play', required: true },
      { key: 'heldOut', name: 'held-out', kind: 'number', doc: 'share that is held out', required: false },
      {
        key: 'size',
        name: 'size',
        kind: 'string',
        doc: 'size of the policy (one of nano, base; default base)',
        required: false,
      },
      { key: 'force', name: 'force', kind: 'boolean', doc: 'replace what is there', required: false },
      { key: 'data', name: 'data', kind: 'array', doc: 'files or folders', required: false },
      { key: 'only', name: 'only', kind: 'array', doc: 'rows (default: all)', required: false },
    ]);
  });

  it('refuses a flag without a description', () => {
    expect(() => listFlags(z.strictObject({ seed: z.int() }))).toThrow(/description/);
  });
});

describe('checkFlags', () => {
  const failure = (options: Record<string, unknown>): string => {
    try {
      checkFlags(flags, options);
    } catch (error) {
      expect(error).toMatchObject({ code: 'BAD_ARGUMENT' });
      return (error as Error).message;
    }
    throw new Error('nothing was thrown');
  };

  it('fills in defaults', () => {
    expect(checkFlags(flags, { matches: 3 })).toEqual({
      scenario: '3m',
      matches: 3,
      size: 'base',
      force: false,
      only: [],
    });
  });

  it('names the flag, the value and the rule', () => {
    expect(failure({ matches: 0 })).toMatch(/^--matches 0: .*>=1; matches to play$/);
    expect(failure({ matches: 501 })).toMatch(/^--matches 501: .*<=500/);
    expect(failure({ matches: 2.5 })).toMatch(/^--matches 2.5: .*int/);
    expect(failure({ matches: 'ten' })).toBe('--matches ten: expected number; matches to play');
    expect(failure({ matches: 2, size: 'huge' })).toBe(
      '--size huge: it is not among the choices; size of the policy (one of nano, base; default base)',
    );
  });

  it('names a flag that is missing', () => {
    expect(failure({})).toBe('--matches is missing: matches to play');
  });
});

describe('parseValue', () => {
  it.each([
    ['12', 12],
    ['-0.5', -0.5],
    ['1e3', 1000],
  ])('reads the number %s', (text, value) => {
    expect(parseValue('number', text)).toBe(value);
  });

  it.each(['', ' ', 'ten', '3m', '1,5'])('does not take "%s" for a number', (text) => {
    expect(parseValue('number', text)).toBe(text);
  });

  it('leaves text alone', () => {
    expect(parseValue('string', '007')).toBe('007');
  });
});

describe('unknownFlag', () => {
  it.each([
    ['--scenaro', '--scenario'],
    ['--heldout', '--held-out'],
    ['--jsn', '--json'],
    ['--halp', '--help'],
  ])('%s suggests %s', (wrong, right) => {
    expect(unknownFlag(wrong, listFlags(flags)).message).toBe(
      `unknown flag ${wrong}; the nearest is ${right}`,
    );
  });
});
