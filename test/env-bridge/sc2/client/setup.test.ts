import { describe, expect, it } from 'vitest';
import { builtinOpponent, isBuiltin, portsFrom } from '../../../../env-bridge/sc2/client/setup.js';

describe('builtinOpponent', () => {
  it.each([
    ['builtin:Hard', 'Hard', 'RandomBuild'],
    ['builtin:Elite', 'VeryHard', 'RandomBuild'],
    ['builtin:Cheater3:Rush', 'CheatInsane', 'Rush'],
  ])('%s', (name, difficulty, aiBuild) => {
    expect(isBuiltin(name)).toBe(true);
    expect(builtinOpponent(name, 'Zerg')).toEqual({ type: 'Computer', race: 'Zerg', difficulty, aiBuild });
  });

  it.each([
    ['builtin:Elit', /Elite/],
    ['builtin:', /no difficulty ""/],
    ['builtin:Hard:Rusch', /Rush/],
    ['builtin:Hard:Rush:more', /no build "Rush:more"/],
    ['builtin:constructor', /no difficulty "constructor"/],
  ])('refuses %s', (name, message) => {
    expect(() => builtinOpponent(name, 'Zerg')).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_AGENT', message: expect.stringMatching(message) }),
    );
  });
});

it('counts ports as ladders do', () => {
  expect(portsFrom(5690)).toEqual({
    sharedPort: 5691,
    serverPorts: { gamePort: 5692, basePort: 5693 },
    clientPorts: [{ gamePort: 5694, basePort: 5695 }],
  });
});
