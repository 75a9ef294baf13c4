/**
 * Abilities have a general form: the game has an own id for burrowing each kind of unit, and one that stands for all. Commands
 * and observations of ours speak of the general one, which the game understands too.
 */
import type { AbilityData } from './schema/messages.js';

/** The largest id that a 16-bit column holds. */
const MAX_ID = 0xffff;

/** No ability has another form. */
export const NO_FORMS: Uint16Array = new Uint16Array(0);

/** For each ability id its general form; ids beyond the end stand for themselves. */
export function abilityForms(abilities: readonly AbilityData[]): Uint16Array {
  const known = abilities.filter(({ abilityId = 0 }) => abilityId <= MAX_ID);
  const forms = Uint16Array.from(
    { length: known.reduce((most, { abilityId = 0 }) => Math.max(most, abilityId + 1), 0) },
    (_, id) => id,
  );
  for (const { abilityId = 0, remapsToAbilityId: general = 0 } of known)
    if (general > 0 && general <= MAX_ID) forms[abilityId] = general;
  return forms;
}

/** @example generalForm(forms, 23) === 3674 */
export function generalForm(forms: Uint16Array, ability: number): number {
  return ability >= 0 && ability < forms.length ? forms[ability] : ability;
}
