/** `replay.tracker.events`: what the game itself reports. Self-describing: a field's tag is its place in the list. */
import { I32, OPT_U4, OPT_U32, TEXT10, U4, U8, U32 } from './common.js';
import { array, byBuild, type EventRow, type Field, optional, struct } from './language.js';

const KINDS = ['Army', 'Economy', 'Technology'] as const;
const RESOURCES = ['Minerals', 'Vespene'] as const;

/** A statistic by resource and kind of spending: minerals first, army, economy, technology. */
const spending = (what: string): readonly string[] =>
  RESOURCES.flatMap((resource) => KINDS.map((kind) => `${resource}${what}${kind}`));

const STATISTICS = [
  'MineralsCurrent',
  'VespeneCurrent',
  'MineralsCollectionRate',
  'VespeneCollectionRate',
  'WorkersActiveCount',
  ...spending('UsedInProgress'),
  ...spending('UsedCurrent'),
  ...spending('Lost'),
  ...spending('Killed'),
  'FoodUsed',
  'FoodMade',
  'MineralsUsedActiveForces',
  'VespeneUsedActiveForces',
  ...spending('FriendlyFire'),
];

const UNIT: readonly Field[] = [
  ['m_unitTagIndex', U32],
  ['m_unitTagRecycle', U32],
];

const NEW_UNIT: readonly Field[] = [
  ...UNIT,
  ['m_unitTypeName', TEXT10],
  ['m_controlPlayerId', U4],
  ['m_upkeepPlayerId', U4],
  ['m_x', U8],
  ['m_y', U8],
];

/** Events by id. */
export const TRACKER_EVENTS: readonly EventRow[] = [
  [
    0,
    'SPlayerStatsEvent',
    struct(
      ['m_playerId', U4],
      ['m_stats', struct(...STATISTICS.map((name): Field => [`m_scoreValue${name}`, I32]))],
    ),
  ],
  [
    1,
    'SUnitBornEvent',
    byBuild(
      [0, struct(...NEW_UNIT)],
      [
        54724,
        struct(
          ...NEW_UNIT,
          ['m_creatorUnitTagIndex', OPT_U32],
          ['m_creatorUnitTagRecycle', OPT_U32],
          ['m_creatorAbilityName', optional(TEXT10)],
        ),
      ],
    ),
  ],
  [
    2,
    'SUnitDiedEvent',
    struct(
      ...UNIT,
      ['m_killerPlayerId', OPT_U4],
      ['m_x', U8],
      ['m_y', U8],
      ['m_killerUnitTagIndex', OPT_U32, { since: 27950 }],
      ['m_killerUnitTagRecycle', OPT_U32, { since: 27950 }],
    ),
  ],
  [3, 'SUnitOwnerChangeEvent', struct(...UNIT, ['m_controlPlayerId', U4], ['m_upkeepPlayerId', U4])],
  [4, 'SUnitTypeChangeEvent', struct(...UNIT, ['m_unitTypeName', TEXT10])],
  [5, 'SUpgradeEvent', struct(['m_playerId', U4], ['m_upgradeTypeName', TEXT10], ['m_count', I32])],
  [6, 'SUnitInitEvent', struct(...NEW_UNIT)],
  [7, 'SUnitDoneEvent', struct(...UNIT)],
  [8, 'SUnitPositionsEvent', struct(['m_firstUnitIndex', U32], ['m_items', array(10, I32)])],
  [
    9,
    'SPlayerSetupEvent',
    struct(['m_playerId', U4], ['m_type', U32], ['m_userId', OPT_U32], ['m_slotId', OPT_U32]),
  ],
];
