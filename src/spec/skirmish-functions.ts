/**
 * The simulator's action words: pysc2's name of the raw function, the ability's general id, what it points at, and the unit
 * types that can do it. The simulator's ability table (env-bridge/skirmish/abilities) has the rest.
 */
import { ABILITY, type AbilityName, UNIT_TYPE, type UnitName } from './game-ids.js';

export type FunctionRow = readonly [
  name: string,
  ability: AbilityName,
  target: 'none' | 'entity' | 'point',
  users: readonly UnitName[],
];

const NAMES = Object.keys(UNIT_TYPE) as UnitName[];
/** Never told anything: it is a piece of ground. */
const LIFELESS: ReadonlySet<UnitName> = new Set<UnitName>(['force_field']);
/** Units that stay where they are. */
const ROOTED: ReadonlySet<UnitName> = new Set<UnitName>([
  ...['siege_tank_sieged', 'widow_mine_burrowed', 'liberator_ag', 'auto_turret', 'missile_turret'],
  ...['photon_cannon', 'spine_crawler', 'spore_crawler', 'lurker_burrowed', 'force_field'],
  ...['zergling_burrowed', 'baneling_burrowed', 'hydralisk_burrowed', 'ravager_burrowed', 'queen_burrowed'],
  ...['swarm_host_burrowed', 'ultralisk_burrowed', 'drone_burrowed'],
] as UnitName[]);
/** Units that have nothing to attack with. The Baneling attacks by exploding. */
const UNARMED: ReadonlySet<UnitName> = new Set<UnitName>([
  ...[
    'medivac',
    'raven',
    'mule',
    'widow_mine',
    'adept_shade',
    'disruptor',
    'disruptor_nova',
    'observer',
    'force_field',
  ],
  ...['warp_prism', 'lurker', 'infestor', 'infestor_burrowed', 'swarm_host', 'swarm_host_burrowed', 'viper'],
  ...['overlord', 'overseer', 'zergling_burrowed', 'baneling_burrowed', 'roach_burrowed', 'ravager_burrowed'],
  ...['hydralisk_burrowed', 'queen_burrowed', 'ultralisk_burrowed', 'drone_burrowed', 'widow_mine_burrowed'],
] as UnitName[]);
/** Healers may be told to attack a point: they heal on the way. */
const SCANNERS: readonly UnitName[] = ['medivac'];

const ALIVE: readonly UnitName[] = NAMES.filter((name) => !LIFELESS.has(name));
const MOVERS: readonly UnitName[] = ALIVE.filter((name) => !ROOTED.has(name));
const ARMED: readonly UnitName[] = ALIVE.filter((name) => !UNARMED.has(name));

const WITH_CARGO: readonly UnitName[] = ['medivac', 'warp_prism'];
const BURROWERS: readonly UnitName[] = [
  ...(['zergling', 'baneling', 'roach', 'ravager', 'hydralisk', 'infestor'] as const),
  ...(['swarm_host', 'queen', 'ultralisk', 'drone', 'lurker', 'widow_mine'] as const),
];
const BURROWED: readonly UnitName[] = BURROWERS.map((name) => `${name}_burrowed` as UnitName);
const SWARM_HOSTS: readonly UnitName[] = ['swarm_host', 'swarm_host_burrowed'];

export const FUNCTION_ROWS: readonly FunctionRow[] = [
  ['no_op', 'no_op', 'none', []],
  ['Smart_unit', 'smart', 'entity', ALIVE],
  ['Smart_pt', 'smart', 'point', MOVERS],
  ['Move_pt', 'move', 'point', MOVERS],
  ['Move_unit', 'move', 'entity', MOVERS],
  ['Attack_unit', 'attack', 'entity', ARMED],
  ['Attack_pt', 'attack', 'point', [...ARMED, ...SCANNERS]],
  ['Stop_quick', 'stop', 'none', ALIVE],
  ['HoldPosition_quick', 'hold_position', 'none', MOVERS],
  ['Effect_Heal_unit', 'effect_heal', 'entity', ['medivac']],
  ['Effect_Stim_quick', 'effect_stim', 'none', ['marine', 'marauder']],
  ['Effect_Blink_pt', 'effect_blink', 'point', ['stalker', 'dark_templar']],
  ['Effect_Charge_unit', 'effect_charge', 'entity', ['zealot']],
  ['Morph_SiegeMode_quick', 'morph_siege_mode', 'none', ['siege_tank']],
  ['Morph_Unsiege_quick', 'morph_unsiege', 'none', ['siege_tank_sieged']],
  ['BurrowDown_quick', 'burrow_down', 'none', BURROWERS],
  ['BurrowUp_quick', 'burrow_up', 'none', BURROWED],
  ['Effect_PsiStorm_pt', 'effect_psi_storm', 'point', ['high_templar']],
  ['Effect_Feedback_unit', 'effect_feedback', 'entity', ['high_templar']],
  ['Effect_ForceField_pt', 'effect_force_field', 'point', ['sentry']],
  ['Effect_GuardianShield_quick', 'effect_guardian_shield', 'none', ['sentry']],
  ['Effect_FungalGrowth_pt', 'effect_fungal_growth', 'point', ['infestor']],
  ['Effect_Explode_quick', 'effect_explode', 'none', ['baneling', 'baneling_burrowed']],
  ['Effect_Transfusion_unit', 'effect_transfusion', 'entity', ['queen']],
  ['Load_unit', 'load', 'entity', WITH_CARGO],
  ['UnloadAllAt_pt', 'unload_all_at', 'point', WITH_CARGO],
  ['UnloadAllAt_unit', 'unload_all_at', 'entity', WITH_CARGO],
  ['Effect_MedivacIgniteAfterburners_quick', 'effect_ignite_afterburners', 'none', ['medivac']],
  ['Effect_AdeptPhaseShift_pt', 'effect_adept_phase_shift', 'point', ['adept']],
  ['Cancel_quick', 'cancel', 'none', ['adept_shade']],
  ['Behavior_CloakOn_quick', 'cloak_on', 'none', ['ghost', 'banshee']],
  ['Behavior_CloakOff_quick', 'cloak_off', 'none', ['ghost', 'banshee']],
  ['Effect_CorrosiveBile_pt', 'effect_corrosive_bile', 'point', ['ravager']],
  ['Effect_EMP_pt', 'effect_emp', 'point', ['ghost']],
  ['Effect_GhostSnipe_unit', 'effect_ghost_snipe', 'entity', ['ghost']],
  ['Effect_VoidRayPrismaticAlignment_quick', 'effect_prismatic_alignment', 'none', ['void_ray']],
  ['Effect_GravitonBeam_unit', 'effect_graviton_beam', 'entity', ['phoenix']],
  ['Morph_VikingAssaultMode_quick', 'morph_viking_assault', 'none', ['viking']],
  ['Morph_VikingFighterMode_quick', 'morph_viking_fighter', 'none', ['viking_assault']],
  ['Morph_Hellbat_quick', 'morph_hellbat', 'none', ['hellion']],
  ['Morph_Hellion_quick', 'morph_hellion', 'none', ['hellbat']],
  ['Morph_ThorHighImpactMode_quick', 'morph_thor_high_impact', 'none', ['thor']],
  ['Morph_ThorExplosiveMode_quick', 'morph_thor_explosive', 'none', ['thor_high_impact']],
  ['Morph_LiberatorAGMode_pt', 'morph_liberator_ag', 'point', ['liberator']],
  ['Morph_LiberatorAAMode_quick', 'morph_liberator_aa', 'none', ['liberator_ag']],
  ['Effect_WidowMineAttack_unit', 'effect_widow_mine_attack', 'entity', ['widow_mine_burrowed']],
  ['Effect_YamatoGun_unit', 'effect_yamato_gun', 'entity', ['battlecruiser']],
  ['Effect_KD8Charge_pt', 'effect_kd8_charge', 'point', ['reaper']],
  ['Effect_PurificationNova_pt', 'effect_purification_nova', 'point', ['disruptor']],
  ['Behavior_PulsarBeamOn_quick', 'pulsar_beam_on', 'none', ['oracle']],
  ['Behavior_PulsarBeamOff_quick', 'pulsar_beam_off', 'none', ['oracle']],
  ['Effect_OracleRevelation_pt', 'effect_revelation', 'point', ['oracle']],
  ['Effect_BlindingCloud_pt', 'effect_blinding_cloud', 'point', ['viper']],
  ['Effect_ParasiticBomb_unit', 'effect_parasitic_bomb', 'entity', ['viper']],
  ['Effect_Abduct_unit', 'effect_abduct', 'entity', ['viper']],
  ['Effect_SpawnLocusts_pt', 'effect_spawn_locusts', 'point', SWARM_HOSTS],
  ['Effect_AutoTurret_pt', 'effect_auto_turret', 'point', ['raven']],
  ['Effect_InterferenceMatrix_unit', 'effect_interference_matrix', 'entity', ['raven']],
  ['Effect_AntiArmorMissile_unit', 'effect_anti_armor_missile', 'entity', ['raven']],
];

/** Names of a row's ability and users as ids. */
export function idsOfRow([, ability, , users]: FunctionRow): { ability: number; users: number[] } {
  return { ability: ABILITY[ability], users: users.map((name) => UNIT_TYPE[name]) };
}
