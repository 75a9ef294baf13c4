/**
 * Abilities: who uses what, at which difficulty, and when. One row an ability. A unit that uses one does nothing else in that
 * decision; it is never told what it cannot do now (no upgrade, energy, time), nor what it is doing already.
 */
import { ABILITY, BUFF, type BuffName, UNIT_TYPE, type UnitName, UPGRADE } from '../../src/spec/game-ids.js';
import type { Aim } from './aims.js';
import * as aims from './aims.js';
import { isCooling, type View } from './view.js';
import { URGENCY, type Wishes, wishEntity, wishPlain, wishPoint } from './wishes.js';

/** How much of the table a difficulty uses; 0 nothing. */
export type Level = 0 | 1 | 2 | 3 | 4;

interface Use {
  readonly ability: keyof typeof ABILITY;
  readonly users: readonly UnitName[];
  readonly level: Exclude<Level, 0>;
  readonly energy?: number;
  readonly upgrade?: keyof typeof UPGRADE;
  /** It must wait for its cooldown. */
  readonly cools?: true;
  /** The user has it already while it has one of these buffs. */
  readonly buff?: readonly BuffName[];
  /** At whom it uses it now; null where it had better not. */
  readonly aim: (view: View, o: number) => Aim | null;
}

/**
 * Energies, upgrades and cooldowns are those of the simulator's table; test/agent/scripted/abilities.test.ts compares them.
 * @internal
 */
export const USES: readonly Use[] = [
  // Level 1: forms without which a unit cannot fight.
  { ability: 'burrow_down', users: ['lurker', 'widow_mine'], level: 1, aim: aims.dugIn },
  { ability: 'burrow_up', users: ['lurker_burrowed', 'widow_mine_burrowed'], level: 1, aim: aims.nobodyNear },
  { ability: 'effect_spawn_locusts', users: ['swarm_host'], level: 1, cools: true, aim: aims.farFoe },
  // Level 2: what makes an army stronger whatever the foe does.
  { ability: 'morph_siege_mode', users: ['siege_tank'], level: 2, aim: aims.siege },
  { ability: 'morph_unsiege', users: ['siege_tank_sieged'], level: 2, aim: aims.nobodyNear },
  {
    ...{ ability: 'effect_stim', users: ['marine', 'marauder'], level: 2, upgrade: 'stimpack' },
    ...{ buff: ['stimpack', 'stimpack_marauder'], aim: aims.stim },
  },
  { ability: 'effect_prismatic_alignment', users: ['void_ray'], level: 2, cools: true, aim: aims.engagedFoe },
  // Level 3: spells at whom they pay most.
  {
    ...{ ability: 'effect_psi_storm', users: ['high_templar'], level: 3, energy: 75 },
    ...{ upgrade: 'psionic_storm', cools: true, aim: aims.storm },
  },
  { ability: 'effect_fungal_growth', users: ['infestor'], level: 3, energy: 75, aim: aims.fungal },
  {
    ...{ ability: 'effect_guardian_shield', users: ['sentry'], level: 3, energy: 75 },
    ...{ cools: true, buff: ['guardian_shield'], aim: aims.guard },
  },
  {
    ...{ ability: 'effect_transfusion', users: ['queen'], level: 3, energy: 50 },
    ...{ cools: true, aim: aims.transfuse },
  },
  { ability: 'effect_emp', users: ['ghost'], level: 3, energy: 75, aim: aims.emp },
  { ability: 'effect_auto_turret', users: ['raven'], level: 3, energy: 50, aim: aims.turret },
  {
    ...{ ability: 'effect_yamato_gun', users: ['battlecruiser'], level: 3 },
    ...{ upgrade: 'weapon_refit', cools: true, aim: aims.yamato },
  },
  { ability: 'effect_corrosive_bile', users: ['ravager'], level: 3, cools: true, aim: aims.bile },
  // Level 4: what saves one's own and takes the foe's best.
  {
    ability: 'effect_blink',
    users: ['stalker'],
    level: 4,
    upgrade: 'blink',
    cools: true,
    aim: aims.blinkAway,
  },
  { ability: 'effect_feedback', users: ['high_templar'], level: 4, energy: 50, aim: aims.feedback },
  { ability: 'effect_force_field', users: ['sentry'], level: 4, energy: 50, aim: aims.forceField },
  { ability: 'effect_ghost_snipe', users: ['ghost'], level: 4, energy: 50, aim: aims.snipe },
];

/** The rows of each unit type that has some. */
const USES_OF = new Map<number, Use[]>();
for (const use of USES)
  for (const user of use.users) USES_OF.set(UNIT_TYPE[user], [...(USES_OF.get(UNIT_TYPE[user]) ?? []), use]);

/** Orders during which a unit is left alone: what it does takes time, and would be broken off or refused. */
const UNDISTURBED = new Set<number>([
  ...[ABILITY.morph_siege_mode, ABILITY.morph_unsiege, ABILITY.burrow_down, ABILITY.burrow_up],
  ...[ABILITY.effect_ghost_snipe, ABILITY.effect_yamato_gun],
]);

/** Writes the abilities that this level uses over what the policy wished; casters without a weapon go with the army. */
export function wishAbilities(view: View, wishes: Wishes, level: Level): void {
  if (level === 0) return;
  const { table, own } = view;
  const taken: Aim[] = [];
  const hurtful = level === 4 ? aims.hurtfulEffects(view) : [];
  for (let o = 0; o < own.length; o++) {
    const { caster, rooted } = view.ownFacts[o];
    if (caster && !rooted) {
      const { x, y } = view.centre;
      if (x !== 0 || y !== 0) wishPoint(wishes, o, ABILITY.move, x, y, URGENCY.later);
    }
    if (UNDISTURBED.has(table.order_0_ability[own[o]])) {
      wishes.ability[o] = ABILITY.no_op;
      continue;
    }
    // Who stands in a storm or under a bile walks out of it.
    const out = rooted ? null : aims.outOfEffects(view, o, hurtful);
    if (out !== null) wishPoint(wishes, o, ABILITY.move, out.x, out.y, URGENCY.flee);
    for (const use of USES_OF.get(table.unit_type[own[o]]) ?? NONE) {
      if (use.level > level || !canUse(view, o, use)) continue;
      const aim = use.aim(view, o);
      if (aim === null || isTaken(view, aim, taken)) continue;
      taken.push(aim);
      write(wishes, o, ABILITY[use.ability], aim);
      break;
    }
  }
}
const NONE: readonly Use[] = [];

/** Whether the unit's columns, the upgrades and the cooldowns allow it now. */
function canUse(view: View, o: number, { ability, energy, upgrade, cools, buff }: Use): boolean {
  const { table, own, observation } = view;
  const row = own[o];
  if (energy !== undefined && table.energy[row] < energy) return false;
  if (upgrade !== undefined && !UPGRADE[upgrade].some((id) => observation.upgrades.includes(id)))
    return false;
  if (cools && isCooling(view, o, ABILITY[ability])) return false;
  // Who is held or silenced may not cast.
  if (SILENCING.some((id) => table.buff_0[row] === id || table.buff_1[row] === id)) return false;
  return !buff?.some((name) => table.buff_0[row] === BUFF[name] || table.buff_1[row] === BUFF[name]);
}
const SILENCING: readonly number[] = [BUFF.graviton_beam, BUFF.interference_matrix];

/** Cells between two spells of one decision; two units never aim at one. */
const APART = 3;

function isTaken(view: View, aim: Aim, taken: readonly Aim[]): boolean {
  if (aim.kind === 'self') return false;
  const place = placeOf(view, aim);
  return taken.some((other) => {
    if (other.kind === 'self') return false;
    const { x, y } = placeOf(view, other);
    return Math.hypot(x - place.x, y - place.y) < APART;
  });
}

function placeOf(
  { table }: View,
  aim: Exclude<Aim, { kind: 'self' }>,
): { readonly x: number; readonly y: number } {
  return aim.kind === 'row' ? { x: table.x[aim.row], y: table.y[aim.row] } : aim;
}

function write(wishes: Wishes, o: number, ability: number, aim: Aim): void {
  if (aim.kind === 'self') wishPlain(wishes, o, ability, URGENCY.cast);
  else if (aim.kind === 'row') wishEntity(wishes, o, ability, aim.row, URGENCY.cast);
  else wishPoint(wishes, o, ability, aim.x, aim.y, URGENCY.cast);
}
