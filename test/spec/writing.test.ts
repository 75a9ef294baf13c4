import { expect, test } from 'vitest';
import { KhalaError } from '../../src/spec/errors.js';
import { writing } from '../../src/spec/writing.js';

const failing = (error: unknown) => () =>
  writing('runs/a', () => {
    throw error;
  });
const system = (code: string): Error => Object.assign(new Error(`${code}: said the system`), { code });

test('gives what the work gives', () => {
  expect(writing('runs/a', () => 7)).toBe(7);
});

test.each([
  ['ENOSPC', 'NO_SPACE'],
  ['EDQUOT', 'NO_SPACE'],
  ['EACCES', 'BAD_ARGUMENT'],
  ['EROFS', 'BAD_ARGUMENT'],
])('%s of the system becomes %s, with the path and the cause', (said, code) => {
  const cause = system(said);
  expect(failing(cause)).toThrow(expect.objectContaining({ code, cause }));
  expect(failing(cause)).toThrow(`write runs/a: ${said}: said the system; `);
});

test('an error with a code of ours, and a fault of the work itself, pass as they are', () => {
  const ours = new KhalaError('FILE_EXISTS', 'write runs/a: it is there');
  expect(failing(ours)).toThrow(ours);
  const fault = new TypeError('x is not a function');
  expect(failing(fault)).toThrow(fault);
});
