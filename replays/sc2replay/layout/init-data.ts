/** `replay.initData`: the lobby when the game began. Bit-packed: the order matters, tags do not. */
import {
  BOOL,
  CACHE_HANDLE,
  CACHE_HANDLES,
  I32,
  LINK_NAME,
  OPT_U4,
  OPT_U8,
  OPT_U32,
  TEXT8,
  TEXT10,
  TEXT11,
  TOON_HANDLE,
  U2,
  U3,
  U4,
  U5,
  U6,
  U8,
  U32,
  U64,
} from './common.js';
import { HANDICAP } from './header.js';
import { array, bitarray, byBuild, int, optional, struct } from './language.js';

const RACE_PREFERENCE = struct(['m_race', OPT_U8]);
const TEAM_PREFERENCE = struct(['m_team', OPT_U8]);
/** How a computer opens its game. */
const AI_BUILD = byBuild([0, int(7)], [38749, U8]);
const COLOR_PREFERENCE = struct(['m_color', optional(U5)]);

/** One of the places for people in the lobby; unused ones have an empty name. */
const USER_INITIAL_DATA = struct(
  ['m_name', TEXT8],
  ['m_clanTag', optional(TEXT8), { since: 24764 }],
  ['m_clanLogo', optional(CACHE_HANDLE), { since: 27950 }],
  ['m_highestLeague', OPT_U8, { since: 24764 }],
  ['m_combinedRaceLevels', OPT_U32, { since: 24764 }],
  ['m_randomSeed', U32],
  ['m_racePreference', RACE_PREFERENCE],
  ['m_teamPreference', TEAM_PREFERENCE, { since: 16561 }],
  ['m_testMap', BOOL],
  ['m_testAuto', BOOL],
  ['m_examine', BOOL, { since: 21995 }],
  ['m_customInterface', BOOL, { since: 24764 }],
  ['m_testType', U32, { since: 34784 }],
  ['m_observe', U2],
  ['m_hero', LINK_NAME, { since: 34784 }],
  ['m_skin', LINK_NAME, { since: 34784 }],
  ['m_mount', LINK_NAME, { since: 34784 }],
  ['m_toonHandle', TOON_HANDLE, { since: 34784 }],
  ['m_scaledRating', optional(I32), { since: 54518 }],
);

const GAME_OPTIONS = struct(
  ['m_lockTeams', BOOL],
  ['m_teamsTogether', BOOL],
  ['m_advancedSharedControl', BOOL],
  ['m_randomRaces', BOOL],
  ['m_battleNet', BOOL],
  ['m_amm', BOOL],
  ['m_ranked', BOOL, { before: 24764 }],
  ['m_ranked', BOOL, { since: 34784, before: 38215 }],
  ['m_competitive', BOOL, { since: 24764 }],
  ['m_practice', BOOL, { since: 34784 }],
  ['m_cooperative', BOOL, { since: 34784 }],
  ['m_noVictoryOrDefeat', BOOL],
  ['m_heroDuplicatesAllowed', BOOL, { since: 34784 }],
  ['m_fog', U2],
  ['m_observers', U2],
  ['m_userDifficulty', U2],
  ['m_clientDebugFlags', U64, { since: 22612 }],
  ['m_buildCoachEnabled', BOOL, { since: 59587 }],
);

const SLOT_DESCRIPTION = struct(
  ['m_allowedColors', bitarray(6)],
  ['m_allowedRaces', bitarray(8)],
  ['m_allowedDifficulty', bitarray(6)],
  ['m_allowedControls', bitarray(8)],
  ['m_allowedObserveTypes', bitarray(2)],
  ['m_allowedAIBuilds', byBuild([0, bitarray(7)], [38749, bitarray(8)]), { since: 23925 }],
);

const GAME_DESCRIPTION = struct(
  ['m_randomValue', U32],
  ['m_gameCacheName', TEXT10],
  ['m_gameOptions', GAME_OPTIONS],
  ['m_gameSpeed', U3],
  ['m_gameType', U3],
  ['m_maxUsers', U5],
  ['m_maxObservers', U5],
  ['m_maxPlayers', U5],
  ['m_maxTeams', int(4, 1)],
  ['m_maxColors', byBuild([0, int(5, 1)], [17266, U6])],
  ['m_maxRaces', int(8, 1)],
  ['m_maxControls', byBuild([0, int(8, 1)], [26490, U8])],
  ['m_mapSizeX', U8],
  ['m_mapSizeY', U8],
  ['m_mapFileSyncChecksum', U32],
  ['m_mapFileName', TEXT11],
  ['m_mapAuthorName', TEXT8],
  ['m_modFileSyncChecksum', U32],
  ['m_slotDescriptions', array(5, SLOT_DESCRIPTION)],
  ['m_defaultDifficulty', U6],
  ['m_defaultAIBuild', AI_BUILD, { since: 23925 }],
  ['m_cacheHandles', byBuild([0, array(4, CACHE_HANDLE)], [21995, CACHE_HANDLES])],
  ['m_hasExtensionMod', BOOL, { since: 27950 }],
  ['m_hasNonBlizzardExtensionMod', BOOL, { since: 42932 }],
  ['m_isBlizzardMap', BOOL],
  ['m_isPremadeFFA', BOOL],
  ['m_isCoopMode', BOOL, { since: 23925 }],
  ['m_isRealtimeMode', BOOL, { since: 54518 }],
);

const REWARDS = byBuild([0, array(5, U32)], [24764, array(6, U32)], [34784, array(17, U32)]);
const LICENSES = byBuild([0, array(9, U32)], [70154, array(13, U32)], [77379, array(16, U32)]);
const REWARD_OVERRIDE = struct(['m_key', U32], ['m_rewards', REWARDS]);

/** A slot of the lobby: who sits there, or which computer. The later fields belong to co-op missions. */
const SLOT = struct(
  ['m_control', U8],
  ['m_userId', OPT_U4],
  ['m_teamId', U4],
  ['m_colorPref', COLOR_PREFERENCE],
  ['m_racePref', RACE_PREFERENCE],
  ['m_difficulty', U6],
  ['m_aiBuild', AI_BUILD, { since: 23925 }],
  ['m_handicap', HANDICAP],
  ['m_observe', U2],
  ['m_logoIndex', U32, { since: 32283 }],
  ['m_hero', LINK_NAME, { since: 34784 }],
  ['m_skin', LINK_NAME, { since: 34784 }],
  ['m_mount', LINK_NAME, { since: 34784 }],
  ['m_artifacts', array(4, LINK_NAME), { since: 34784 }],
  ['m_workingSetSlotId', OPT_U8, { since: 24764 }],
  ['m_rewards', REWARDS],
  ['m_toonHandle', TOON_HANDLE, { since: 17266 }],
  ['m_licenses', LICENSES, { since: 19132 }],
  ['m_tandemLeaderUserId', OPT_U4, { since: 34784, before: 39576 }],
  ['m_tandemLeaderId', OPT_U4, { since: 39576 }],
  ['m_commander', LINK_NAME, { since: 34784 }],
  ['m_commanderLevel', U32, { since: 36442 }],
  ['m_hasSilencePenalty', BOOL, { since: 38215 }],
  ['m_tandemId', OPT_U4, { since: 39576 }],
  ['m_commanderMasteryLevel', U32, { since: 42932 }],
  ['m_commanderMasteryTalents', array(3, U32), { since: 42932 }],
  ['m_trophyId', U32, { since: 75689 }],
  ['m_rewardOverrides', array(17, REWARD_OVERRIDE), { since: 47185 }],
  ['m_brutalPlusDifficulty', U32, { since: 77379 }],
  ['m_retryMutationIndexes', array(3, U32), { since: 77379 }],
  ['m_aCEnemyRace', U32, { since: 77379 }],
  ['m_aCEnemyWaveType', U32, { since: 77379 }],
  ['m_selectedCommanderPrestige', U32, { since: 80949 }],
);

const LOBBY_STATE = struct(
  ['m_phase', U3],
  ['m_maxUsers', U5],
  ['m_maxObservers', U5],
  ['m_slots', array(5, SLOT)],
  ['m_randomSeed', U32],
  ['m_hostUserId', OPT_U4],
  ['m_isSinglePlayer', BOOL],
  ['m_pickedMapTag', U8, { since: 36442 }],
  ['m_gameDuration', U32],
  ['m_defaultDifficulty', U6],
  ['m_defaultAIBuild', AI_BUILD, { since: 23925 }],
);

/** `replay.initData`. */
export const INIT_DATA = struct([
  'm_syncLobbyState',
  struct(
    ['m_userInitialData', array(5, USER_INITIAL_DATA)],
    ['m_gameDescription', GAME_DESCRIPTION],
    ['m_lobbyState', LOBBY_STATE],
  ),
]);
