import { describe, expect, it } from 'vitest';
import { createGivenCommands } from '../../../../env-bridge/sc2/client/given.js';
import { abilityForms } from '../../../../env-bridge/sc2/forms.js';
import type { Command } from '../../../../src/spec/observation.js';

const FORMS = abilityForms([{ abilityId: 23, remapsToAbilityId: 3674 }, { abilityId: 3674 }]);
const attack: Command = {
  ability: 3674,
  delay: 4,
  queued: false,
  units: [1n, 2n, 3n],
  target: { kind: 'entity', tag: 9n },
};
const error = (unitTag: bigint, result: 'NotEnoughEnergy' | 'CantTargetAirUnits', abilityId = 3674n) => ({
  ...{ unitTag, abilityId, result },
});

describe('createGivenCommands', () => {
  it('knows nothing at first', () => {
    const given = createGivenCommands(FORMS);
    expect(given.last).toBeNull();
    expect(given.refused([])).toEqual([]);
  });

  it('takes a yes, and an answer that is not there, as obeyed', () => {
    for (const results of [['Success'], []] as const) {
      const given = createGivenCommands(FORMS);
      given.sent([attack], results);
      expect(given.refused([])).toEqual([]);
      expect(given.last).toEqual(attack);
    }
  });

  it('tells a refusal once, and does not count it as the last command', () => {
    const given = createGivenCommands(FORMS);
    given.sent([{ ...attack, ability: 1 }], ['Success']);
    given.refused([]);
    given.sent([attack], ['CantTargetAirUnits']);
    expect(given.refused([])).toEqual([{ command: attack, result: 'CantTargetAirUnits' }]);
    expect(given.refused([])).toEqual([]);
    expect(given.last?.ability).toBe(1);
  });

  it('tells the units that could not, by reason, and remembers the command of those who could', () => {
    const given = createGivenCommands(FORMS);
    given.sent([attack], ['Success']);
    // The game speaks of the special form.
    expect(given.refused([error(3n, 'NotEnoughEnergy', 23n), error(1n, 'CantTargetAirUnits', 23n)])).toEqual([
      { command: { ...attack, units: [3n] }, result: 'NotEnoughEnergy' },
      { command: { ...attack, units: [1n] }, result: 'CantTargetAirUnits' },
    ]);
    expect(given.last).toEqual({ ...attack, units: [2n] });
  });

  it('tells every reason of a command that nobody obeyed', () => {
    const given = createGivenCommands(FORMS);
    given.sent([attack], ['NotEnoughEnergy']);
    const errors = [
      error(1n, 'NotEnoughEnergy'),
      error(2n, 'NotEnoughEnergy'),
      error(3n, 'CantTargetAirUnits'),
    ];
    expect(given.refused(errors)).toEqual([
      { command: { ...attack, units: [1n, 2n] }, result: 'NotEnoughEnergy' },
      { command: { ...attack, units: [3n] }, result: 'CantTargetAirUnits' },
    ]);
    expect(given.last).toBeNull();
  });

  it('gives an error that comes later to the newest command that it fits, and passes over those of nobody', () => {
    const given = createGivenCommands(FORMS);
    const later = { ...attack, units: [3n, 4n] };
    given.sent([attack], ['Success']);
    given.refused([]);
    given.sent([later], ['Success']);
    given.refused([]);
    expect(given.refused([error(3n, 'NotEnoughEnergy'), error(8n, 'NotEnoughEnergy')])).toEqual([
      { command: { ...later, units: [3n] }, result: 'NotEnoughEnergy' },
    ]);
    expect(given.refused([error(1n, 'NotEnoughEnergy')])).toEqual([
      { command: { ...attack, units: [1n] }, result: 'NotEnoughEnergy' },
    ]);
    expect(given.last).toEqual(later);
  });
});
