/** The game events by which a player acts: commands and selections, in all clients. Bit-packed: the order matters. */
import { I32, NULL, OPT_U4, OPT_U8, OPT_U32, POINT3_I32, U2, U3, U4, U5, U8, U16, U32 } from './common.js';
import { array, bitarray, byBuild, choice, int, optional, struct, type Type } from './language.js';

/** On the map, exact: 1/4096 of a cell. */
export const MAP_POINT = struct(['x', int(20)], ['y', int(20)], ['z', I32]);

/** How many units, subgroups or places of a selection. */
const COUNT = byBuild([0, U8], [21995, int(9)]);
/** A list with as many elements as a selection may have. */
const selected = (of: Type): Type => byBuild([0, array(8, of)], [21995, array(9, of)]);

export const SEQUENCE = int(32, 1);

const CMD_FLAGS = byBuild(
  [0, int(17)],
  [18468, int(18)],
  [21995, int(20)],
  [34784, int(23)],
  [38215, int(25)],
  [64469, int(26)],
  [80669, int(27)],
);
export const ABIL = optional(struct(['m_abilLink', U16], ['m_abilCmdIndex', U5], ['m_abilCmdData', OPT_U8]));

export const TARGET_UNIT = struct(
  ['m_targetUnitFlags', byBuild([0, U8], [34784, U16])],
  ['m_timer', U8],
  ['m_tag', U32],
  ['m_snapshotUnitLink', U16],
  ['m_snapshotPlayerId', OPT_U4, { before: 19458 }],
  ['m_snapshotControlPlayerId', OPT_U4, { since: 19458 }],
  ['m_snapshotUpkeepPlayerId', OPT_U4, { since: 19458 }],
  ['m_snapshotPoint', MAP_POINT],
);

/** The command of the first client, base build 15405: flat, with every field always there. */
export const LAUNCH_CMD = struct(
  ['m_cmdFlags', U32],
  ['m_abilLink', U16],
  ['m_abilCmdIndex', U8],
  ['m_abilCmdData', U8],
  ['m_targetUnitFlags', U8],
  ['m_targetUnitTimer', U8],
  ['m_otherUnit', U32],
  ['m_targetUnitTag', U32],
  ['m_targetUnitSnapshotUnitLink', U16],
  ['m_targetUnitSnapshotPlayerId', OPT_U4],
  ['m_targetPoint', POINT3_I32],
);

export const CMD = struct(
  ['m_cmdFlags', CMD_FLAGS],
  ['m_abil', ABIL],
  [
    'm_data',
    choice(2, {
      0: ['None', NULL],
      1: ['TargetPoint', MAP_POINT],
      2: ['TargetUnit', TARGET_UNIT],
      3: ['Data', U32],
    }),
  ],
  ['m_sequence', SEQUENCE, { since: 34784 }],
  ['m_otherUnit', OPT_U32],
  ['m_unitGroup', OPT_U32, { since: 34784 }],
);

/** In the first client only the bits themselves. */
const LAUNCH_MASK = bitarray(8);
/** Which of a list of units to take away or to keep. */
const SELECTION_MASK = choice(2, {
  0: ['None', NULL],
  1: ['Mask', byBuild([0, bitarray(8)], [21995, bitarray(9)])],
  2: ['OneIndices', selected(COUNT)],
  3: ['ZeroIndices', selected(COUNT)],
});

const selectionDelta = (mask: Type): Type =>
  struct(
    ['m_controlGroupId', U4],
    [
      'm_delta',
      struct(
        ['m_subgroupIndex', COUNT],
        ['m_removeMask', mask],
        [
          'm_addSubgroups',
          selected(
            struct(
              ['m_unitLink', U16],
              ['m_subgroupPriority', U8, { since: 23925 }],
              ['m_intraSubgroupPriority', U8],
              ['m_count', COUNT],
            ),
          ),
        ],
        ['m_addUnitTags', selected(U32)],
      ),
    ],
  );

export const LAUNCH_SELECTION_DELTA = selectionDelta(LAUNCH_MASK);
export const SELECTION_DELTA = selectionDelta(SELECTION_MASK);

const controlGroupUpdate = (mask: Type): Type =>
  struct(
    ['m_controlGroupIndex', U4],
    ['m_controlGroupUpdate', byBuild([0, U2], [36442, U3])],
    ['m_mask', mask],
  );

export const LAUNCH_CONTROL_GROUP_UPDATE = controlGroupUpdate(optional(LAUNCH_MASK));
export const CONTROL_GROUP_UPDATE = controlGroupUpdate(SELECTION_MASK);

export const SELECTION_SYNC_CHECK = struct(
  ['m_controlGroupId', U4],
  [
    'm_selectionSyncData',
    struct(
      ['m_count', COUNT],
      ['m_subgroupCount', COUNT],
      ['m_activeSubgroupIndex', COUNT],
      ['m_unitTagsChecksum', U32],
      ['m_subgroupIndicesChecksum', U32],
      ['m_subgroupsChecksum', U32],
    ),
  ],
);
