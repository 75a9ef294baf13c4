/** The first things that each player made. */
import { unitByName } from '../catalog/units.js';
import { isCosmetic, upgradeByName } from '../catalog/upgrades.js';
import { blobText } from '../game/text.js';
import type { TrackerEvent } from '../replay.js';
import type { Statistics } from './statistics.js';

export interface BuildStep {
  /** Game loop at which it was begun: units are told when they are born, so their time to build is taken off. */
  readonly loop: number;
  /** Supply used by then, as the last statistics before say. */
  readonly supply: number;
  readonly name: string;
}

/** Steps of each player. */
const STEPS = 20;

interface Made {
  readonly playerId: number;
  readonly name: string;
  readonly loop: number;
}

/** The first structures, fighting units and upgrades by player id. */
export function buildOrders(
  events: readonly TrackerEvent[],
  statistics: ReadonlyMap<number, Statistics>,
): Map<number, BuildStep[]> {
  const builds = new Map<number, BuildStep[]>();
  const made = events.flatMap(madeBy).sort((a, b) => a.loop - b.loop);
  for (const { playerId, name, loop } of made) {
    const build = builds.get(playerId) ?? [];
    builds.set(playerId, build);
    if (build.length < STEPS) build.push({ loop, supply: supplyAt(statistics.get(playerId), loop), name });
  }
  return builds;
}

/** What an event says was begun by a player, if it is a step of a build order. */
function madeBy(event: TrackerEvent): Made[] {
  switch (event.event) {
    case 'SUnitInitEvent':
    case 'SUnitBornEvent': {
      const name = blobText(event.m_unitTypeName);
      const facts = unitByName(name);
      if (event.loop === 0 || !facts || facts.base !== null) return [];
      if (facts.kind !== 'structure' && facts.kind !== 'army') return [];
      const taken = event.event === 'SUnitBornEvent' ? facts.buildLoops : 0;
      return [{ playerId: event.m_controlPlayerId, name, loop: Math.max(0, event.loop - taken) }];
    }
    case 'SUpgradeEvent': {
      const name = blobText(event.m_upgradeTypeName);
      if (event.loop === 0 || isCosmetic(name)) return [];
      const taken = upgradeByName(name)?.researchLoops ?? 0;
      return [{ playerId: event.m_playerId, name, loop: Math.max(0, event.loop - taken) }];
    }
    default:
      return [];
  }
}

function supplyAt(statistics: Statistics | undefined, loop: number): number {
  if (!statistics) return 0;
  const at = statistics.loop.findLastIndex((time) => time <= loop);
  return at < 0 ? 0 : Math.round(statistics.supply[at]);
}
