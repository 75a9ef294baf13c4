/**
 * SMACv2's scenarios (Ellis et al. 2023, section 4, and the configurations that its authors published): a race, five sizes.
 * Types are drawn anew for each match, and half of the matches begin with one side ringed by the other, half with both sides
 * anywhere, the one mirroring the other. Where player 2 has more units, these are drawn in addition to player 1's types.
 */
import type { ScenarioDefinition } from './schema.js';

type Definition = Omit<ScenarioDefinition, 'name'>;
type Drawn = Extract<ScenarioDefinition['armies'], { kind: 'drawn' }>;

/** Weights, and whom an army must not be made of alone: with such an army nobody could win. */
const RACES = {
  protoss: { weights: { stalker: 0.45, zealot: 0.45, colossus: 0.1 }, notAlone: [] },
  terran: { weights: { marine: 0.45, marauder: 0.45, medivac: 0.1 }, notAlone: ['medivac'] },
  zerg: { weights: { zergling: 0.45, hydralisk: 0.45, baneling: 0.1 }, notAlone: ['baneling'] },
} as const satisfies Record<string, { weights: Drawn['races'][number]; notAlone: Drawn['notAlone'] }>;

const SIZES = {
  '5_vs_5': [5, 5],
  '10_vs_10': [10, 10],
  '10_vs_11': [10, 11],
  '20_vs_20': [20, 20],
  '20_vs_23': [20, 23],
} as const;

/** So many units need more than SMACv2's 32 x 32 cells to stand out of each other's reach when one side is ringed. */
const LARGE = 10;

type Name = `${keyof typeof RACES}_${keyof typeof SIZES}`;

export const SMACV2 = Object.fromEntries(
  Object.entries(RACES).flatMap(([race, { weights, notAlone }]) =>
    Object.entries(SIZES).map(([size, [own, enemy]]): [string, Definition] => [
      `${race}_${size}`,
      {
        armies: {
          kind: 'drawn',
          size: own,
          enemySize: enemy,
          races: [weights],
          notAlone: [...notAlone],
        },
        start: { surround: 0.5, reflect: 0.5 },
        ...(own >= LARGE ? { width: 40, height: 40 } : {}),
      },
    ]),
  ),
) as Readonly<Record<Name, Definition>>;
