/**
 * Upgrades by the name that a replay's tracker gives them, and what they do to the speed of units.
 */
import { ownId } from './own-ids.js';
import { rowsOf } from './rows.js';
import { unitByName } from './units.js';
import { SPEED_ROWS, UPGRADE_ROWS } from './upgrade-rows.js';

/** What is known about an upgrade. */
export interface UpgradeFacts {
  /** Upgrade id of the SC2 API. */
  readonly id: number;
  readonly name: string;
  readonly minerals: number;
  readonly vespene: number;
  /** Game loops to research it; 0 where it is not known. */
  readonly researchLoops: number;
}

/**
 * Every upgrade that is known here.
 * @internal
 */
export const UPGRADES: readonly UpgradeFacts[] = rowsOf(UPGRADE_ROWS).map(
  ([id, name, minerals, vespene, loops]) => ({
    id: Number(id),
    name,
    minerals: Number(minerals),
    vespene: Number(vespene),
    researchLoops: Number(loops),
  }),
);

const BY_NAME: ReadonlyMap<string, UpgradeFacts> = new Map(
  UPGRADES.map((upgrade) => [upgrade.name, upgrade]),
);

/** The upgrade with this name, or undefined when the tables do not have it. */
export const upgradeByName = (name: string): UpgradeFacts | undefined => BY_NAME.get(name);

/** The upgrade id of a tracker's name: the API's, or a stable id of our own when the tables do not have the name. */
export const upgradeId = (name: string): number => BY_NAME.get(name)?.id ?? ownId(name);

/**
 * The tracker lists as upgrades, mostly at loop 0, what a player's collection lets his units wear, dance and spray, and
 * the mark of tournament maps.
 */
const COSMETIC = /^(RewardDance|Spray)|(Skin|Tal)$|^(GameHeartActive|GhostAlternate)$/;

/** True for an upgrade that changes looks only. */
export const isCosmetic = (name: string): boolean => COSMETIC.test(name);

interface SpeedEffect {
  readonly upgrade: string;
  readonly factor: number;
  readonly onCreep: boolean;
}

/** By the unit type that gets faster. */
const SPEED_EFFECTS = new Map<string, SpeedEffect[]>();
for (const [upgrade, unit, factor, where] of rowsOf(SPEED_ROWS)) {
  const effects = SPEED_EFFECTS.get(unit) ?? [];
  effects.push({ upgrade, factor: Number(factor), onCreep: where === 'everywhere' });
  SPEED_EFFECTS.set(unit, effects);
}

/**
 * Cells a game loop that a unit walks or flies; 0 for a type that the tables do not have.
 * @param unit catalog name of its type
 * @param upgrades names of what its owner has researched
 */
export function speedOf(unit: string, upgrades: ReadonlySet<string>, onCreep: boolean): number {
  const facts = unitByName(unit);
  if (facts === undefined) return 0;
  let speed = facts.speed * (onCreep ? facts.creepFactor : 1);
  for (const effect of SPEED_EFFECTS.get(unit) ?? [])
    if (upgrades.has(effect.upgrade) && (effect.onCreep || !onCreep)) speed *= effect.factor;
  return speed;
}
