/** `replay.game.events`: what the clients sent to one another. Bit-packed: the order matters. */

import {
  ABIL,
  CMD,
  CONTROL_GROUP_UPDATE,
  LAUNCH_CMD,
  LAUNCH_CONTROL_GROUP_UPDATE,
  LAUNCH_SELECTION_DELTA,
  MAP_POINT,
  SELECTION_DELTA,
  SELECTION_SYNC_CHECK,
  SEQUENCE,
  TARGET_UNIT,
} from './commands.js';
import {
  BOOL,
  CACHE_HANDLE,
  I8,
  I16,
  I32,
  LINK_NAME,
  NULL,
  OPT_U4,
  OPT_U16,
  POINT_I32,
  POINT3_I32,
  TEXT8,
  TEXT10,
  TEXT11,
  TEXT12,
  TOON_HANDLE,
  U1,
  U2,
  U3,
  U4,
  U5,
  U8,
  U16,
  U32,
} from './common.js';
import { array, blob, byBuild, choice, type EventRow, int, optional, struct } from './language.js';

/** Names of bank sections and keys. */
const TEXT6 = blob(6);
const TEXT7 = blob(7);
const OPT_TEXT8 = optional(TEXT8);

/** On the map, for the camera: 1/256 of a cell. */
const POINT_U16 = struct(['x', U16], ['y', U16]);
/** On the screen, in pixels. */
const POINT_UI = struct(['x', int(11)], ['y', int(11)]);
const RESOURCES = array(3, I32);

const CAMERA_UPDATE = struct(
  ['m_target', byBuild([0, POINT_U16], [23925, optional(POINT_U16)])],
  ['m_distance', OPT_U16],
  ['m_pitch', OPT_U16],
  ['m_yaw', OPT_U16],
  ['m_reason', optional(I8), { since: 27950 }],
  ['m_follow', BOOL, { since: 34784 }],
);

const USER_OPTIONS = struct(
  ['m_gameFullyDownloaded', BOOL, { since: 21995 }],
  ['m_developmentCheatsEnabled', BOOL],
  ['m_testCheatsEnabled', BOOL, { since: 34784 }],
  ['m_multiplayerCheatsEnabled', BOOL],
  ['m_syncChecksummingEnabled', BOOL],
  ['m_isMapToMapTransition', BOOL],
  ['m_useAIBeacons', BOOL, { since: 21995, before: 24247 }],
  ['m_startingRally', BOOL, { since: 23925, before: 38215 }],
  ['m_debugPauseEnabled', BOOL, { since: 26490 }],
  ['m_useGalaxyAsserts', BOOL, { since: 34784 }],
  ['m_platformMac', BOOL, { since: 34784 }],
  ['m_cameraFollow', BOOL, { since: 34784 }],
  ['m_baseBuildNum', U32, { since: 23925 }],
  ['m_buildNum', U32, { since: 34784 }],
  ['m_versionFlags', U32, { since: 34784 }],
  ['m_hotkeyProfile', LINK_NAME, { since: 34784 }],
);

const CHEAT = struct(['m_point', POINT_I32], ['m_time', I32], ['m_verb', TEXT10], ['m_arguments', TEXT10]);

const SNAPSHOT_PLAYER = byBuild([0, OPT_U4], [21995, I8]);
const AI_COMMUNICATE = struct(
  ['m_beacon', I8],
  ['m_ally', I8],
  ['m_autocast', I8, { before: 21995 }],
  ['m_flags', I8, { since: 21995 }],
  ['m_build', I8, { since: 21995 }],
  ['m_targetUnitTag', U32],
  ['m_targetUnitSnapshotUnitLink', U16],
  ['m_targetUnitSnapshotPlayerId', OPT_U4, { before: 19458 }],
  ['m_targetUnitSnapshotUpkeepPlayerId', SNAPSHOT_PLAYER, { since: 19458 }],
  ['m_targetUnitSnapshotControlPlayerId', SNAPSHOT_PLAYER, { since: 19458 }],
  ['m_targetPoint', POINT3_I32],
);

const TRIGGER_PING = struct(
  ['m_point', POINT_I32],
  ['m_unit', U32],
  ['m_unitLink', U16, { since: 38749 }],
  ['m_unitControlPlayerId', OPT_U4, { since: 38749 }],
  ['m_unitUpkeepPlayerId', OPT_U4, { since: 38749 }],
  ['m_unitPosition', MAP_POINT, { since: 38749 }],
  ['m_unitIsUnderConstruction', BOOL, { since: 38996 }],
  ['m_pingedMinimap', BOOL],
  ['m_option', I32, { since: 34784 }],
);

/** Someone continues a game from its replay: who takes which place. */
const HIJACK_REPLAY_GAME = struct(
  [
    'm_userInfos',
    array(
      5,
      struct(
        ['m_gameUserId', U4],
        ['m_observe', U2, { since: 24944 }],
        ['m_name', TEXT8],
        ['m_toonHandle', optional(TOON_HANDLE)],
        ['m_clanTag', OPT_TEXT8],
        ['m_clanLogo', optional(CACHE_HANDLE), { since: 27950 }],
      ),
    ),
  ],
  ['m_method', U1, { since: 24944 }],
);

const USER_JOIN = struct(
  ['m_observe', U2],
  ['m_name', TEXT8],
  ['m_toonHandle', optional(TOON_HANDLE)],
  ['m_clanTag', OPT_TEXT8, { since: 24944 }],
  ['m_clanLogo', optional(CACHE_HANDLE), { since: 27950 }],
  ['m_hijack', BOOL, { since: 34784 }],
  ['m_hijackCloneGameUserId', OPT_U4, { since: 34784 }],
);

const DIALOG_CONTROL = struct(
  ['m_controlId', I32],
  ['m_eventType', I32],
  [
    'm_eventData',
    choice(3, {
      0: ['None', NULL],
      1: ['Checked', BOOL],
      2: ['ValueChanged', U32],
      3: ['SelectionChanged', I32],
      4: ['TextChanged', TEXT11],
      // Since base build 24764; no older client writes a 5.
      5: ['MouseButton', U32],
    }),
  ],
);

const SOUNDS = byBuild([0, array(8, U32)], [23260, array(7, U32)]);
const SOUND_LENGTH_SYNC = struct(['m_syncInfo', struct(['m_soundHash', SOUNDS], ['m_length', SOUNDS])]);

/** Until base build 17266, with wider numbers than any screen or map needs. */
const EARLY_MOUSE_CLICKED = struct(
  ['m_button', U32],
  ['m_down', BOOL],
  ['m_posXUI', U32],
  ['m_posYUI', U32],
  ['m_posXWorld', I32],
  ['m_posYWorld', I32],
  ['m_posZWorld', I32],
);
const MOUSE_CLICKED = struct(
  ['m_button', U32],
  ['m_down', BOOL],
  ['m_posUI', POINT_UI],
  ['m_posWorld', MAP_POINT],
  ['m_flags', I8, { since: 26490 }],
);

const NOTHING = struct();
const BANK_FILE = struct(['m_name', TEXT7]);
const BANK_SECTION = struct(['m_name', TEXT6]);
const BANK_KEY = struct(['m_name', TEXT6], ['m_type', U32], ['m_data', TEXT7]);
const BANK_VALUE = struct(['m_type', U32], ['m_name', TEXT6], ['m_data', TEXT12]);
const BANK_SIGNATURE = struct(['m_signature', array(5, U8)], ['m_toonHandle', TOON_HANDLE, { since: 24247 }]);
const SAVE_GAME = struct(
  ['m_fileName', TEXT11],
  ['m_automatic', BOOL],
  ['m_overwrite', BOOL],
  ['m_name', TEXT8],
  ['m_description', TEXT10],
);
const DIFFICULTY_LEVEL = struct(['m_difficultyLevel', I32]);
const PURCHASE_ITEM = struct(['m_purchaseItemId', I32]);
const BATTLE_REPORT = struct(['m_battleReportId', I32]);
const SYNC_TIME = struct(['m_syncTime', U32]);

/** Events by id. Most of them are of campaign missions and arcade maps. */
export const GAME_EVENTS: readonly EventRow[] = [
  [5, 'SUserFinishedLoadingSyncEvent', NOTHING],
  [7, 'SUserOptionsEvent', USER_OPTIONS, { since: 24247 }],
  [11, 'SUserOptionsEvent', USER_OPTIONS, { before: 17266 }],
  [12, 'SUserOptionsEvent', USER_OPTIONS, { since: 17266, before: 24247 }],
  [7, 'SBankFileEvent', BANK_FILE, { before: 24247 }],
  [8, 'SBankSectionEvent', BANK_SECTION, { before: 24247 }],
  [9, 'SBankKeyEvent', BANK_KEY, { before: 24247 }],
  [10, 'SBankValueEvent', BANK_VALUE, { before: 24247 }],
  [11, 'SBankSignatureEvent', BANK_SIGNATURE, { since: 17266, before: 24247 }],
  [9, 'SBankFileEvent', BANK_FILE, { since: 24247 }],
  [10, 'SBankSectionEvent', BANK_SECTION, { since: 24247 }],
  [11, 'SBankKeyEvent', BANK_KEY, { since: 24247 }],
  [12, 'SBankValueEvent', BANK_VALUE, { since: 24247 }],
  [13, 'SBankSignatureEvent', BANK_SIGNATURE, { since: 24247 }],
  [14, 'SCameraSaveEvent', struct(['m_which', U3], ['m_target', POINT_U16]), { since: 24944 }],
  [21, 'SSaveGameEvent', SAVE_GAME, { since: 24247 }],
  [22, 'SSaveGameEvent', SAVE_GAME, { before: 24247 }],
  [22, 'SSaveGameDoneEvent', NOTHING, { since: 24247 }],
  [23, 'SSaveGameDoneEvent', NOTHING, { before: 24247 }],
  [23, 'SLoadGameDoneEvent', NOTHING, { since: 24247 }],
  [25, 'SPlayerLeaveEvent', NOTHING, { before: 24247 }],
  [25, 'SCommandManagerResetEvent', struct(['m_sequence', U32]), { since: 34784 }],
  [26, 'SGameCheatEvent', struct(['m_data', CHEAT])],
  [27, 'SCmdEvent', LAUNCH_CMD, { before: 16561, early: true }],
  [27, 'SCmdEvent', CMD, { since: 16561 }],
  [28, 'SSelectionDeltaEvent', LAUNCH_SELECTION_DELTA, { before: 16561, early: true }],
  [28, 'SSelectionDeltaEvent', SELECTION_DELTA, { since: 16561 }],
  [29, 'SControlGroupUpdateEvent', LAUNCH_CONTROL_GROUP_UPDATE, { before: 16561, early: true }],
  [29, 'SControlGroupUpdateEvent', CONTROL_GROUP_UPDATE, { since: 16561 }],
  [30, 'SSelectionSyncCheckEvent', SELECTION_SYNC_CHECK],
  [31, 'SResourceTradeEvent', struct(['m_recipientId', U4], ['m_resources', RESOURCES])],
  [32, 'STriggerChatMessageEvent', struct(['m_chatMessage', TEXT10])],
  [33, 'SAICommunicateEvent', AI_COMMUNICATE],
  [34, 'SSetAbsoluteGameSpeedEvent', struct(['m_speed', U3])],
  [35, 'SAddAbsoluteGameSpeedEvent', struct(['m_delta', I8])],
  [36, 'STriggerPingEvent', TRIGGER_PING, { since: 21995 }],
  [37, 'SBroadcastCheatEvent', struct(['m_verb', TEXT10], ['m_arguments', TEXT10])],
  [38, 'SAllianceEvent', struct(['m_alliance', U32], ['m_control', U32])],
  [39, 'SUnitClickEvent', struct(['m_unitTag', U32])],
  [40, 'SUnitHighlightEvent', struct(['m_unitTag', U32], ['m_flags', U8])],
  [41, 'STriggerReplySelectedEvent', struct(['m_conversationId', I32], ['m_replyId', I32])],
  [43, 'SHijackReplayGameEvent', HIJACK_REPLAY_GAME, { since: 24247 }],
  [44, 'STriggerSkippedEvent', NOTHING],
  [45, 'STriggerSoundLengthQueryEvent', struct(['m_soundHash', U32], ['m_length', U32])],
  [46, 'STriggerSoundOffsetEvent', struct(['m_sound', U32])],
  [
    47,
    'STriggerTransmissionOffsetEvent',
    struct(['m_transmissionId', I32], ['m_thread', U32, { since: 21995 }]),
  ],
  [48, 'STriggerTransmissionCompleteEvent', struct(['m_transmissionId', I32])],
  [49, 'SCameraUpdateEvent', CAMERA_UPDATE],
  [50, 'STriggerAbortMissionEvent', NOTHING],
  [51, 'STriggerPurchaseMadeEvent', PURCHASE_ITEM],
  [52, 'STriggerPurchaseExitEvent', NOTHING],
  [53, 'STriggerPlanetMissionLaunchedEvent', DIFFICULTY_LEVEL],
  [54, 'STriggerPlanetPanelCanceledEvent', NOTHING],
  [55, 'STriggerDialogControlEvent', DIALOG_CONTROL],
  [56, 'STriggerSoundLengthSyncEvent', SOUND_LENGTH_SYNC],
  [57, 'STriggerConversationSkippedEvent', struct(['m_skipType', U1])],
  [58, 'STriggerMouseClickedEvent', byBuild([0, EARLY_MOUSE_CLICKED], [17266, MOUSE_CLICKED])],
  [
    59,
    'STriggerMouseMovedEvent',
    struct(['m_posUI', POINT_UI], ['m_posWorld', MAP_POINT], ['m_flags', I8, { since: 26490 }]),
    { since: 17266 },
  ],
  [60, 'SAchievementAwardedEvent', struct(['m_achievementLink', U16]), { since: 21995 }],
  [61, 'STriggerHotkeyPressedEvent', struct(['m_hotkey', U32], ['m_down', BOOL]), { since: 34784 }],
  [
    62,
    'STriggerTargetModeUpdateEvent',
    struct(['m_abilLink', U16], ['m_abilCmdIndex', U5], ['m_state', I8]),
    { since: 24247 },
  ],
  [63, 'STriggerPlanetPanelReplayEvent', NOTHING],
  [64, 'STriggerSoundtrackDoneEvent', struct(['m_soundtrack', U32])],
  [65, 'STriggerPlanetMissionSelectedEvent', struct(['m_planetId', I32])],
  [66, 'STriggerKeyPressedEvent', struct(['m_key', I8], ['m_flags', I8])],
  [67, 'STriggerMovieFunctionEvent', struct(['m_functionName', TEXT7])],
  [68, 'STriggerPlanetPanelBirthCompleteEvent', NOTHING],
  [69, 'STriggerPlanetPanelDeathCompleteEvent', NOTHING],
  [70, 'SResourceRequestEvent', struct(['m_resources', RESOURCES])],
  [71, 'SResourceRequestFulfillEvent', struct(['m_fulfillRequestId', I32])],
  [72, 'SResourceRequestCancelEvent', struct(['m_cancelRequestId', I32])],
  [73, 'STriggerResearchPanelExitEvent', NOTHING],
  [74, 'STriggerResearchPanelPurchaseEvent', NOTHING],
  [75, 'STriggerResearchPanelSelectionChangedEvent', struct(['m_researchItemId', I32])],
  [76, 'SLagMessageEvent', struct(['m_laggingPlayerId', U4]), { before: 24247 }],
  [76, 'STriggerCommandErrorEvent', struct(['m_error', I32], ['m_abil', ABIL]), { since: 38215 }],
  [77, 'STriggerMercenaryPanelExitEvent', NOTHING],
  [78, 'STriggerMercenaryPanelPurchaseEvent', NOTHING],
  [79, 'STriggerMercenaryPanelSelectionChangedEvent', struct(['m_mercenaryId', I32])],
  [80, 'STriggerVictoryPanelExitEvent', NOTHING],
  [81, 'STriggerBattleReportPanelExitEvent', NOTHING],
  [
    82,
    'STriggerBattleReportPanelPlayMissionEvent',
    struct(['m_battleReportId', I32], ['m_difficultyLevel', I32]),
  ],
  [83, 'STriggerBattleReportPanelPlaySceneEvent', BATTLE_REPORT],
  [84, 'STriggerBattleReportPanelSelectionChangedEvent', BATTLE_REPORT],
  [85, 'STriggerVictoryPanelPlayMissionAgainEvent', DIFFICULTY_LEVEL],
  [86, 'STriggerMovieStartedEvent', NOTHING],
  [87, 'STriggerMovieFinishedEvent', NOTHING],
  [
    88,
    'SDecrementGameTimeRemainingEvent',
    byBuild(
      [0, struct(['m_decrementMs', U32])],
      [16561, struct(['m_decrementMs', int(19)])],
      [41743, struct(['m_decrementSeconds', I32])],
    ),
  ],
  [89, 'STriggerPortraitLoadedEvent', struct(['m_portraitId', I32])],
  [90, 'STriggerCustomDialogDismissedEvent', struct(['m_result', I32])],
  [91, 'STriggerGameMenuItemSelectedEvent', struct(['m_gameMenuItemIndex', I32])],
  [92, 'STriggerCameraMoveEvent', struct(['m_reason', I8]), { before: 27950 }],
  [92, 'STriggerMouseWheelEvent', struct(['m_wheelSpin', I16], ['m_flags', I8]), { since: 38215 }],
  [93, 'STriggerPurchasePanelSelectedPurchaseItemChangedEvent', PURCHASE_ITEM],
  [94, 'STriggerPurchasePanelSelectedPurchaseCategoryChangedEvent', struct(['m_purchaseCategoryId', I32])],
  [95, 'STriggerButtonPressedEvent', struct(['m_button', U16])],
  [96, 'STriggerGameCreditsFinishedEvent', NOTHING],
  [
    97,
    'STriggerCutsceneBookmarkFiredEvent',
    struct(['m_cutsceneId', I32], ['m_bookmarkName', TEXT7]),
    { since: 21995 },
  ],
  [98, 'STriggerCutsceneEndSceneFiredEvent', struct(['m_cutsceneId', I32]), { since: 21995 }],
  [
    99,
    'STriggerCutsceneConversationLineEvent',
    struct(['m_cutsceneId', I32], ['m_conversationLine', TEXT7], ['m_altConversationLine', TEXT7]),
    { since: 21995 },
  ],
  [
    100,
    'STriggerCutsceneConversationLineMissingEvent',
    struct(['m_cutsceneId', I32], ['m_conversationLine', TEXT7]),
    { since: 21995 },
  ],
  [101, 'SGameUserLeaveEvent', struct(['m_leaveReason', U4, { since: 34784 }]), { since: 24247 }],
  [102, 'SGameUserJoinEvent', USER_JOIN, { since: 24247 }],
  [
    103,
    'SCommandManagerStateEvent',
    struct(['m_state', U2], ['m_sequence', optional(SEQUENCE)]),
    { since: 34784 },
  ],
  [104, 'SCmdUpdateTargetPointEvent', struct(['m_target', MAP_POINT]), { since: 34784 }],
  [105, 'SCmdUpdateTargetUnitEvent', struct(['m_target', TARGET_UNIT]), { since: 34784 }],
  [
    106,
    'STriggerAnimLengthQueryByNameEvent',
    struct(['m_queryId', U16], ['m_lengthMs', U32], ['m_finishGameLoop', U32]),
    { since: 34784 },
  ],
  [
    107,
    'STriggerAnimLengthQueryByPropsEvent',
    struct(['m_queryId', U16], ['m_lengthMs', U32]),
    { since: 34784 },
  ],
  [108, 'STriggerAnimOffsetEvent', struct(['m_animWaitQueryId', U16]), { since: 34784 }],
  [
    109,
    'SCatalogModifyEvent',
    struct(['m_catalog', U8], ['m_entry', U16], ['m_field', TEXT8], ['m_value', TEXT8]),
    { since: 34784 },
  ],
  [110, 'SHeroTalentTreeSelectedEvent', struct(['m_index', U32]), { since: 34784 }],
  [111, 'STriggerProfilerLoggingFinishedEvent', NOTHING, { since: 34784 }],
  [112, 'SHeroTalentTreeSelectionPanelToggledEvent', struct(['m_shown', BOOL]), { since: 34784 }],
  [116, 'SSetSyncLoadingTimeEvent', SYNC_TIME, { since: 65895 }],
  [117, 'SSetSyncPlayingTimeEvent', SYNC_TIME, { since: 65895 }],
  [118, 'SPeerSetSyncLoadingTimeEvent', SYNC_TIME, { since: 65895 }],
  [119, 'SPeerSetSyncPlayingTimeEvent', SYNC_TIME, { since: 65895 }],
];
