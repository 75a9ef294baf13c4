/**
 * SMAC's scenarios by their names (Samvelyan et al. 2019, table 1; limits: SMAC's `smac_maps.py`, 8 loops a step). Player 1 has
 * the army of SMAC's agents, player 2 that of its built-in AI. Both are players here.
 */
import type { ScenarioDefinition } from './schema.js';

type Definition = Omit<ScenarioDefinition, 'name'>;
type Army = Extract<ScenarioDefinition['armies'], { kind: 'fixed' }>['army'];

const both = (army: Army): Definition => ({ armies: { kind: 'fixed', army } });
const against = (army: Army, enemy: Army, more: Omit<Definition, 'armies'> = {}): Definition => ({
  armies: { kind: 'fixed', army, enemy },
  ...more,
});

/** SMAC's own limit of 400 steps, where it is longer than the usual one. */
const LONG = { maxLoops: 3200 } as const;

export const SMAC = {
  '3m': both({ marine: 3 }),
  '8m': both({ marine: 8 }),
  '25m': both({ marine: 25 }),
  '2s3z': both({ stalker: 2, zealot: 3 }),
  '3s5z': both({ stalker: 3, zealot: 5 }),
  '1c3s5z': both({ colossus: 1, stalker: 3, zealot: 5 }),
  MMM: both({ medivac: 1, marauder: 2, marine: 7 }),
  bane_vs_bane: both({ zergling: 20, baneling: 4 }),
  '5m_vs_6m': against({ marine: 5 }, { marine: 6 }),
  '8m_vs_9m': against({ marine: 8 }, { marine: 9 }),
  '10m_vs_11m': against({ marine: 10 }, { marine: 11 }),
  '27m_vs_30m': against({ marine: 27 }, { marine: 30 }),
  '3s5z_vs_3s6z': against({ stalker: 3, zealot: 5 }, { stalker: 3, zealot: 6 }),
  MMM2: against({ medivac: 1, marauder: 2, marine: 7 }, { medivac: 1, marauder: 3, marine: 8 }),
  '2m_vs_1z': against({ marine: 2 }, { zealot: 1 }),
  '2s_vs_1sc': against({ stalker: 2 }, { spine_crawler: 1 }),
  '3s_vs_3z': against({ stalker: 3 }, { zealot: 3 }),
  '3s_vs_4z': against({ stalker: 3 }, { zealot: 4 }),
  '3s_vs_5z': against({ stalker: 3 }, { zealot: 5 }),
  '6h_vs_8z': against({ hydralisk: 6 }, { zealot: 8 }),
  corridor: against({ zealot: 6 }, { zergling: 24 }, { map: 'corridor', ...LONG }),
  so_many_baneling: against({ zealot: 7 }, { baneling: 32 }),
  '2c_vs_64zg': against({ colossus: 2 }, { zergling: 64 }, { map: 'ledges', ...LONG }),
} as const satisfies Record<string, Definition>;
