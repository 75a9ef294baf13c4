/**
 * Which catalog of abilities a game was played with. The header's base build alone does not tell: from 2019-11-21 on, tournament games of
 * base build 76811 ran with the abilities of the next patch, which maps can bring along, and later builds than those known here
 * have catalogs of their own. The commands of the game itself tell: who gave them and what they point at.
 */
import type { CmdEvent } from '../replay.js';
import { type AbilityTarget, abilityOfName } from './abilities.js';
import { catalogsNear } from './catalogs.js';
import { type UnitRace, unitByName } from './units.js';

type TargetForm = 'None' | 'TargetPoint' | 'TargetUnit';

/** What the client sends for each kind of target. */
const FORMS: { readonly [T in AbilityTarget]: readonly TargetForm[] } = {
  none: ['None'],
  point: ['TargetPoint'],
  unit: ['TargetUnit'],
  pointOrUnit: ['TargetPoint', 'TargetUnit'],
  pointOrNone: ['TargetPoint', 'None'],
};

/**
 * The base build whose catalog a game was played with, as its commands tell: pass it to `abilityOf`.
 * @param baseBuild `m_version.m_baseBuild` of the header; it is returned unless more commands make sense in the catalog before or
 *   after
 * @param commands every command of the game
 * @param raceOf race of a user, undefined for one who does not play
 */
export function playedBuild(
  baseBuild: number,
  commands: Iterable<CmdEvent>,
  raceOf: (userId: number) => UnitRace | undefined,
): number {
  const near = catalogsNear(baseBuild);
  const fits = near.map(() => 0);
  for (const command of commands) {
    const race = raceOf(command.userId);
    if (race === undefined || command.m_abil === null) continue;
    const { m_abilLink, m_abilCmdIndex } = command.m_abil;
    const names = near.map((catalog) => catalog.names.get(m_abilLink));
    if (names.every((name) => name === names[0])) continue;
    const [form] = Object.keys(command.m_data);
    names.forEach((name, i) => {
      if (name !== undefined && makesSense(name, m_abilCmdIndex, race, form)) fits[i]++;
    });
  }
  // The first of the best: the build's own catalog unless another explains more.
  const best = fits.indexOf(Math.max(...fits));
  return best > 0 ? near[best].baseBuild : baseBuild;
}

/** Whether a player of this race can have given this command with this form of target. */
function makesSense(name: string, cmdIndex: number, race: UnitRace, form: string): boolean {
  const ability = abilityOfName(name, cmdIndex);
  if (ability === undefined) return false;
  const forms: readonly string[] = FORMS[ability.target];
  if (!forms.includes(form)) return false;
  if (ability.users === null) return true;
  for (const user of ability.users) if (unitByName(user)?.race === race) return true;
  return false;
}
