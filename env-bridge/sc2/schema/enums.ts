// Written by bin/sc2-schema.js from s2clientprotocol@1.0.4 (Blizzard/s2client-proto, MIT). Do not edit.
/** The enums of the SC2 API: name to number. */

export const AIBuild = {
  RandomBuild: 1,
  Rush: 2,
  Timing: 3,
  Power: 4,
  Macro: 5,
  Air: 6,
} as const;
export type AIBuild = keyof typeof AIBuild;

export const AbilityDataTarget = {
  None: 1,
  Point: 2,
  Unit: 3,
  PointOrUnit: 4,
  PointOrNone: 5,
} as const;
export type AbilityDataTarget = keyof typeof AbilityDataTarget;

export const ActionChatChannel = {
  Broadcast: 1,
  Team: 2,
} as const;
export type ActionChatChannel = keyof typeof ActionChatChannel;

export const ActionControlGroupControlGroupAction = {
  Recall: 1,
  Set: 2,
  Append: 3,
  SetAndSteal: 4,
  AppendAndSteal: 5,
} as const;
export type ActionControlGroupControlGroupAction = keyof typeof ActionControlGroupControlGroupAction;

export const ActionMultiPanelType = {
  SingleSelect: 1,
  DeselectUnit: 2,
  SelectAllOfType: 3,
  DeselectAllOfType: 4,
} as const;
export type ActionMultiPanelType = keyof typeof ActionMultiPanelType;

export const ActionResult = {
  Success: 1,
  NotSupported: 2,
  Error: 3,
  CantQueueThatOrder: 4,
  Retry: 5,
  Cooldown: 6,
  QueueIsFull: 7,
  RallyQueueIsFull: 8,
  NotEnoughMinerals: 9,
  NotEnoughVespene: 10,
  NotEnoughTerrazine: 11,
  NotEnoughCustom: 12,
  NotEnoughFood: 13,
  FoodUsageImpossible: 14,
  NotEnoughLife: 15,
  NotEnoughShields: 16,
  NotEnoughEnergy: 17,
  LifeSuppressed: 18,
  ShieldsSuppressed: 19,
  EnergySuppressed: 20,
  NotEnoughCharges: 21,
  CantAddMoreCharges: 22,
  TooMuchMinerals: 23,
  TooMuchVespene: 24,
  TooMuchTerrazine: 25,
  TooMuchCustom: 26,
  TooMuchFood: 27,
  TooMuchLife: 28,
  TooMuchShields: 29,
  TooMuchEnergy: 30,
  MustTargetUnitWithLife: 31,
  MustTargetUnitWithShields: 32,
  MustTargetUnitWithEnergy: 33,
  CantTrade: 34,
  CantSpend: 35,
  CantTargetThatUnit: 36,
  CouldntAllocateUnit: 37,
  UnitCantMove: 38,
  TransportIsHoldingPosition: 39,
  BuildTechRequirementsNotMet: 40,
  CantFindPlacementLocation: 41,
  CantBuildOnThat: 42,
  CantBuildTooCloseToDropOff: 43,
  CantBuildLocationInvalid: 44,
  CantSeeBuildLocation: 45,
  CantBuildTooCloseToCreepSource: 46,
  CantBuildTooCloseToResources: 47,
  CantBuildTooFarFromWater: 48,
  CantBuildTooFarFromCreepSource: 49,
  CantBuildTooFarFromBuildPowerSource: 50,
  CantBuildOnDenseTerrain: 51,
  CantTrainTooFarFromTrainPowerSource: 52,
  CantLandLocationInvalid: 53,
  CantSeeLandLocation: 54,
  CantLandTooCloseToCreepSource: 55,
  CantLandTooCloseToResources: 56,
  CantLandTooFarFromWater: 57,
  CantLandTooFarFromCreepSource: 58,
  CantLandTooFarFromBuildPowerSource: 59,
  CantLandTooFarFromTrainPowerSource: 60,
  CantLandOnDenseTerrain: 61,
  AddOnTooFarFromBuilding: 62,
  MustBuildRefineryFirst: 63,
  BuildingIsUnderConstruction: 64,
  CantFindDropOff: 65,
  CantLoadOtherPlayersUnits: 66,
  NotEnoughRoomToLoadUnit: 67,
  CantUnloadUnitsThere: 68,
  CantWarpInUnitsThere: 69,
  CantLoadImmobileUnits: 70,
  CantRechargeImmobileUnits: 71,
  CantRechargeUnderConstructionUnits: 72,
  CantLoadThatUnit: 73,
  NoCargoToUnload: 74,
  LoadAllNoTargetsFound: 75,
  NotWhileOccupied: 76,
  CantAttackWithoutAmmo: 77,
  CantHoldAnyMoreAmmo: 78,
  TechRequirementsNotMet: 79,
  MustLockdownUnitFirst: 80,
  MustTargetUnit: 81,
  MustTargetInventory: 82,
  MustTargetVisibleUnit: 83,
  MustTargetVisibleLocation: 84,
  MustTargetWalkableLocation: 85,
  MustTargetPawnableUnit: 86,
  YouCantControlThatUnit: 87,
  YouCantIssueCommandsToThatUnit: 88,
  MustTargetResources: 89,
  RequiresHealTarget: 90,
  RequiresRepairTarget: 91,
  NoItemsToDrop: 92,
  CantHoldAnyMoreItems: 93,
  CantHoldThat: 94,
  TargetHasNoInventory: 95,
  CantDropThisItem: 96,
  CantMoveThisItem: 97,
  CantPawnThisUnit: 98,
  MustTargetCaster: 99,
  CantTargetCaster: 100,
  MustTargetOuter: 101,
  CantTargetOuter: 102,
  MustTargetYourOwnUnits: 103,
  CantTargetYourOwnUnits: 104,
  MustTargetFriendlyUnits: 105,
  CantTargetFriendlyUnits: 106,
  MustTargetNeutralUnits: 107,
  CantTargetNeutralUnits: 108,
  MustTargetEnemyUnits: 109,
  CantTargetEnemyUnits: 110,
  MustTargetAirUnits: 111,
  CantTargetAirUnits: 112,
  MustTargetGroundUnits: 113,
  CantTargetGroundUnits: 114,
  MustTargetStructures: 115,
  CantTargetStructures: 116,
  MustTargetLightUnits: 117,
  CantTargetLightUnits: 118,
  MustTargetArmoredUnits: 119,
  CantTargetArmoredUnits: 120,
  MustTargetBiologicalUnits: 121,
  CantTargetBiologicalUnits: 122,
  MustTargetHeroicUnits: 123,
  CantTargetHeroicUnits: 124,
  MustTargetRoboticUnits: 125,
  CantTargetRoboticUnits: 126,
  MustTargetMechanicalUnits: 127,
  CantTargetMechanicalUnits: 128,
  MustTargetPsionicUnits: 129,
  CantTargetPsionicUnits: 130,
  MustTargetMassiveUnits: 131,
  CantTargetMassiveUnits: 132,
  MustTargetMissile: 133,
  CantTargetMissile: 134,
  MustTargetWorkerUnits: 135,
  CantTargetWorkerUnits: 136,
  MustTargetEnergyCapableUnits: 137,
  CantTargetEnergyCapableUnits: 138,
  MustTargetShieldCapableUnits: 139,
  CantTargetShieldCapableUnits: 140,
  MustTargetFlyers: 141,
  CantTargetFlyers: 142,
  MustTargetBuriedUnits: 143,
  CantTargetBuriedUnits: 144,
  MustTargetCloakedUnits: 145,
  CantTargetCloakedUnits: 146,
  MustTargetUnitsInAStasisField: 147,
  CantTargetUnitsInAStasisField: 148,
  MustTargetUnderConstructionUnits: 149,
  CantTargetUnderConstructionUnits: 150,
  MustTargetDeadUnits: 151,
  CantTargetDeadUnits: 152,
  MustTargetRevivableUnits: 153,
  CantTargetRevivableUnits: 154,
  MustTargetHiddenUnits: 155,
  CantTargetHiddenUnits: 156,
  CantRechargeOtherPlayersUnits: 157,
  MustTargetHallucinations: 158,
  CantTargetHallucinations: 159,
  MustTargetInvulnerableUnits: 160,
  CantTargetInvulnerableUnits: 161,
  MustTargetDetectedUnits: 162,
  CantTargetDetectedUnits: 163,
  CantTargetUnitWithEnergy: 164,
  CantTargetUnitWithShields: 165,
  MustTargetUncommandableUnits: 166,
  CantTargetUncommandableUnits: 167,
  MustTargetPreventDefeatUnits: 168,
  CantTargetPreventDefeatUnits: 169,
  MustTargetPreventRevealUnits: 170,
  CantTargetPreventRevealUnits: 171,
  MustTargetPassiveUnits: 172,
  CantTargetPassiveUnits: 173,
  MustTargetStunnedUnits: 174,
  CantTargetStunnedUnits: 175,
  MustTargetSummonedUnits: 176,
  CantTargetSummonedUnits: 177,
  MustTargetUser1: 178,
  CantTargetUser1: 179,
  MustTargetUnstoppableUnits: 180,
  CantTargetUnstoppableUnits: 181,
  MustTargetResistantUnits: 182,
  CantTargetResistantUnits: 183,
  MustTargetDazedUnits: 184,
  CantTargetDazedUnits: 185,
  CantLockdown: 186,
  CantMindControl: 187,
  MustTargetDestructibles: 188,
  CantTargetDestructibles: 189,
  MustTargetItems: 190,
  CantTargetItems: 191,
  NoCalldownAvailable: 192,
  WaypointListFull: 193,
  MustTargetRace: 194,
  CantTargetRace: 195,
  MustTargetSimilarUnits: 196,
  CantTargetSimilarUnits: 197,
  CantFindEnoughTargets: 198,
  AlreadySpawningLarva: 199,
  CantTargetExhaustedResources: 200,
  CantUseMinimap: 201,
  CantUseInfoPanel: 202,
  OrderQueueIsFull: 203,
  CantHarvestThatResource: 204,
  HarvestersNotRequired: 205,
  AlreadyTargeted: 206,
  CantAttackWeaponsDisabled: 207,
  CouldntReachTarget: 208,
  TargetIsOutOfRange: 209,
  TargetIsTooClose: 210,
  TargetIsOutOfArc: 211,
  CantFindTeleportLocation: 212,
  InvalidItemClass: 213,
  CantFindCancelOrder: 214,
} as const;
export type ActionResult = keyof typeof ActionResult;

export const ActionSelectIdleWorkerType = {
  Set: 1,
  Add: 2,
  All: 3,
  AddAll: 4,
} as const;
export type ActionSelectIdleWorkerType = keyof typeof ActionSelectIdleWorkerType;

export const ActionSpatialUnitSelectionPointType = {
  Select: 1,
  Toggle: 2,
  AllType: 3,
  AddAllType: 4,
} as const;
export type ActionSpatialUnitSelectionPointType = keyof typeof ActionSpatialUnitSelectionPointType;

export const Alert = {
  AlertError: 3,
  AddOnComplete: 4,
  BuildingComplete: 5,
  BuildingUnderAttack: 6,
  LarvaHatched: 7,
  MergeComplete: 8,
  MineralsExhausted: 9,
  MorphComplete: 10,
  MothershipComplete: 11,
  MULEExpired: 12,
  NuclearLaunchDetected: 1,
  NukeComplete: 13,
  NydusWormDetected: 2,
  ResearchComplete: 14,
  TrainError: 15,
  TrainUnitComplete: 16,
  TrainWorkerComplete: 17,
  TransformationComplete: 18,
  UnitUnderAttack: 19,
  UpgradeComplete: 20,
  VespeneExhausted: 21,
  WarpInComplete: 22,
} as const;
export type Alert = keyof typeof Alert;

export const Alliance = {
  Self: 1,
  Ally: 2,
  Neutral: 3,
  Enemy: 4,
} as const;
export type Alliance = keyof typeof Alliance;

export const Attribute = {
  Light: 1,
  Armored: 2,
  Biological: 3,
  Mechanical: 4,
  Robotic: 5,
  Psionic: 6,
  Massive: 7,
  Structure: 8,
  Hover: 9,
  Heroic: 10,
  Summoned: 11,
} as const;
export type Attribute = keyof typeof Attribute;

export const CloakState = {
  CloakedUnknown: 0,
  Cloaked: 1,
  CloakedDetected: 2,
  NotCloaked: 3,
  CloakedAllied: 4,
} as const;
export type CloakState = keyof typeof CloakState;

export const DebugEndGameEndResult = {
  Surrender: 1,
  DeclareVictory: 2,
} as const;
export type DebugEndGameEndResult = keyof typeof DebugEndGameEndResult;

export const DebugGameState = {
  show_map: 1,
  control_enemy: 2,
  food: 3,
  free: 4,
  all_resources: 5,
  god: 6,
  minerals: 7,
  gas: 8,
  cooldown: 9,
  tech_tree: 10,
  upgrade: 11,
  fast_build: 12,
} as const;
export type DebugGameState = keyof typeof DebugGameState;

export const DebugSetUnitValueUnitValue = {
  Energy: 1,
  Life: 2,
  Shields: 3,
} as const;
export type DebugSetUnitValueUnitValue = keyof typeof DebugSetUnitValueUnitValue;

export const DebugTestProcessTest = {
  hang: 1,
  crash: 2,
  exit: 3,
} as const;
export type DebugTestProcessTest = keyof typeof DebugTestProcessTest;

export const Difficulty = {
  VeryEasy: 1,
  Easy: 2,
  Medium: 3,
  MediumHard: 4,
  Hard: 5,
  Harder: 6,
  VeryHard: 7,
  CheatVision: 8,
  CheatMoney: 9,
  CheatInsane: 10,
} as const;
export type Difficulty = keyof typeof Difficulty;

export const DisplayType = {
  Visible: 1,
  Snapshot: 2,
  Hidden: 3,
  Placeholder: 4,
} as const;
export type DisplayType = keyof typeof DisplayType;

export const PlayerType = {
  Participant: 1,
  Computer: 2,
  Observer: 3,
} as const;
export type PlayerType = keyof typeof PlayerType;

export const Race = {
  NoRace: 0,
  Terran: 1,
  Zerg: 2,
  Protoss: 3,
  Random: 4,
} as const;
export type Race = keyof typeof Race;

export const ResponseCreateGameError = {
  MissingMap: 1,
  InvalidMapPath: 2,
  InvalidMapData: 3,
  InvalidMapName: 4,
  InvalidMapHandle: 5,
  MissingPlayerSetup: 6,
  InvalidPlayerSetup: 7,
  MultiplayerUnsupported: 8,
} as const;
export type ResponseCreateGameError = keyof typeof ResponseCreateGameError;

export const ResponseJoinGameError = {
  MissingParticipation: 1,
  InvalidObservedPlayerId: 2,
  MissingOptions: 3,
  MissingPorts: 4,
  GameFull: 5,
  LaunchError: 6,
  FeatureUnsupported: 7,
  NoSpaceForUser: 8,
  MapDoesNotExist: 9,
  CannotOpenMap: 10,
  ChecksumError: 11,
  NetworkError: 12,
  OtherError: 13,
} as const;
export type ResponseJoinGameError = keyof typeof ResponseJoinGameError;

export const ResponseMapCommandError = {
  NoTriggerError: 1,
} as const;
export type ResponseMapCommandError = keyof typeof ResponseMapCommandError;

export const ResponseReplayInfoError = {
  MissingReplay: 1,
  InvalidReplayPath: 2,
  InvalidReplayData: 3,
  ParsingError: 4,
  DownloadError: 5,
} as const;
export type ResponseReplayInfoError = keyof typeof ResponseReplayInfoError;

export const ResponseRestartGameError = {
  LaunchError: 1,
} as const;
export type ResponseRestartGameError = keyof typeof ResponseRestartGameError;

export const ResponseSaveMapError = {
  InvalidMapData: 1,
} as const;
export type ResponseSaveMapError = keyof typeof ResponseSaveMapError;

export const ResponseStartReplayError = {
  MissingReplay: 1,
  InvalidReplayPath: 2,
  InvalidReplayData: 3,
  InvalidMapData: 4,
  InvalidObservedPlayerId: 5,
  MissingOptions: 6,
  LaunchError: 7,
} as const;
export type ResponseStartReplayError = keyof typeof ResponseStartReplayError;

export const Result = {
  Victory: 1,
  Defeat: 2,
  Tie: 3,
  Undecided: 4,
} as const;
export type Result = keyof typeof Result;

export const ScoreScoreType = {
  Curriculum: 1,
  Melee: 2,
} as const;
export type ScoreScoreType = keyof typeof ScoreScoreType;

export const Status = {
  launched: 1,
  init_game: 2,
  in_game: 3,
  in_replay: 4,
  ended: 5,
  quit: 6,
  unknown: 99,
} as const;
export type Status = keyof typeof Status;

export const WeaponTargetType = {
  Ground: 1,
  Air: 2,
  Any: 3,
} as const;
export type WeaponTargetType = keyof typeof WeaponTargetType;

/** Every enum by name. */
export const ENUMS = {
  AIBuild,
  AbilityDataTarget,
  ActionChatChannel,
  ActionControlGroupControlGroupAction,
  ActionMultiPanelType,
  ActionResult,
  ActionSelectIdleWorkerType,
  ActionSpatialUnitSelectionPointType,
  Alert,
  Alliance,
  Attribute,
  CloakState,
  DebugEndGameEndResult,
  DebugGameState,
  DebugSetUnitValueUnitValue,
  DebugTestProcessTest,
  Difficulty,
  DisplayType,
  PlayerType,
  Race,
  ResponseCreateGameError,
  ResponseJoinGameError,
  ResponseMapCommandError,
  ResponseReplayInfoError,
  ResponseRestartGameError,
  ResponseSaveMapError,
  ResponseStartReplayError,
  Result,
  ScoreScoreType,
  Status,
  WeaponTargetType,
} as const;
