// Written by bin/sc2-schema.js from s2clientprotocol@1.0.4 (Blizzard/s2client-proto, MIT). Do not edit.
/**
 * The messages of the SC2 API as plain objects. Every field may be absent; an empty list is an absent one. Enums are their names,
 * 64-bit integers are BigInt.
 */
import type {
  AbilityDataTarget,
  ActionChatChannel,
  ActionControlGroupControlGroupAction,
  ActionMultiPanelType,
  ActionResult,
  ActionSelectIdleWorkerType,
  ActionSpatialUnitSelectionPointType,
  AIBuild,
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
} from './enums.js';

export interface AbilityData {
  readonly abilityId?: number;
  readonly linkName?: string;
  readonly linkIndex?: number;
  readonly buttonName?: string;
  readonly friendlyName?: string;
  readonly hotkey?: string;
  readonly remapsToAbilityId?: number;
  readonly available?: boolean;
  readonly target?: AbilityDataTarget;
  readonly allowMinimap?: boolean;
  readonly allowAutocast?: boolean;
  readonly isBuilding?: boolean;
  readonly footprintRadius?: number;
  readonly isInstantPlacement?: boolean;
  readonly castRange?: number;
}

export interface Action {
  readonly actionRaw?: ActionRaw;
  readonly actionFeatureLayer?: ActionSpatial;
  readonly actionRender?: ActionSpatial;
  readonly actionUi?: ActionUI;
  readonly actionChat?: ActionChat;
  readonly gameLoop?: number;
}

export interface ActionCargoPanelUnload {
  readonly unitIndex?: number;
}

export interface ActionChat {
  readonly channel?: ActionChatChannel;
  readonly message?: string;
}

export interface ActionControlGroup {
  readonly action?: ActionControlGroupControlGroupAction;
  readonly controlGroupIndex?: number;
}

export interface ActionError {
  readonly unitTag?: bigint;
  readonly abilityId?: bigint;
  readonly result?: ActionResult;
}

export interface ActionMultiPanel {
  readonly type?: ActionMultiPanelType;
  readonly unitIndex?: number;
}

export interface ActionObserverCameraFollowPlayer {
  readonly playerId?: number;
}

export interface ActionObserverCameraFollowUnits {
  readonly unitTags?: readonly bigint[];
}

export interface ActionObserverCameraMove {
  readonly worldPos?: Point2D;
  readonly distance?: number;
}

export interface ActionObserverPlayerPerspective {
  readonly playerId?: number;
}

export interface ActionProductionPanelRemoveFromQueue {
  readonly unitIndex?: number;
}

export interface ActionRaw {
  /** One of `action`. */
  readonly unitCommand?: ActionRawUnitCommand;
  /** One of `action`. */
  readonly cameraMove?: ActionRawCameraMove;
  /** One of `action`. */
  readonly toggleAutocast?: ActionRawToggleAutocast;
}

export interface ActionRawCameraMove {
  readonly centerWorldSpace?: Point;
}

export interface ActionRawToggleAutocast {
  readonly abilityId?: number;
  readonly unitTags?: readonly bigint[];
}

export interface ActionRawUnitCommand {
  readonly abilityId?: number;
  /** One of `target`. */
  readonly targetWorldSpacePos?: Point2D;
  /** One of `target`. */
  readonly targetUnitTag?: bigint;
  readonly unitTags?: readonly bigint[];
  readonly queueCommand?: boolean;
}

export interface ActionSelectArmy {
  readonly selectionAdd?: boolean;
}

export interface ActionSelectIdleWorker {
  readonly type?: ActionSelectIdleWorkerType;
}

export type ActionSelectLarva = Readonly<Record<string, never>>;

export interface ActionSelectWarpGates {
  readonly selectionAdd?: boolean;
}

export interface ActionSpatial {
  /** One of `action`. */
  readonly unitCommand?: ActionSpatialUnitCommand;
  /** One of `action`. */
  readonly cameraMove?: ActionSpatialCameraMove;
  /** One of `action`. */
  readonly unitSelectionPoint?: ActionSpatialUnitSelectionPoint;
  /** One of `action`. */
  readonly unitSelectionRect?: ActionSpatialUnitSelectionRect;
}

export interface ActionSpatialCameraMove {
  readonly centerMinimap?: PointI;
}

export interface ActionSpatialUnitCommand {
  readonly abilityId?: number;
  /** One of `target`. */
  readonly targetScreenCoord?: PointI;
  /** One of `target`. */
  readonly targetMinimapCoord?: PointI;
  readonly queueCommand?: boolean;
}

export interface ActionSpatialUnitSelectionPoint {
  readonly selectionScreenCoord?: PointI;
  readonly type?: ActionSpatialUnitSelectionPointType;
}

export interface ActionSpatialUnitSelectionRect {
  readonly selectionScreenCoord?: readonly RectangleI[];
  readonly selectionAdd?: boolean;
}

export interface ActionToggleAutocast {
  readonly abilityId?: number;
}

export interface ActionUI {
  /** One of `action`. */
  readonly controlGroup?: ActionControlGroup;
  /** One of `action`. */
  readonly selectArmy?: ActionSelectArmy;
  /** One of `action`. */
  readonly selectWarpGates?: ActionSelectWarpGates;
  /** One of `action`. */
  readonly selectLarva?: ActionSelectLarva;
  /** One of `action`. */
  readonly selectIdleWorker?: ActionSelectIdleWorker;
  /** One of `action`. */
  readonly multiPanel?: ActionMultiPanel;
  /** One of `action`. */
  readonly cargoPanel?: ActionCargoPanelUnload;
  /** One of `action`. */
  readonly productionPanel?: ActionProductionPanelRemoveFromQueue;
  /** One of `action`. */
  readonly toggleAutocast?: ActionToggleAutocast;
}

export interface AvailableAbility {
  readonly abilityId?: number;
  readonly requiresPoint?: boolean;
}

export interface BuffData {
  readonly buffId?: number;
  readonly name?: string;
}

export interface BuildItem {
  readonly abilityId?: number;
  readonly buildProgress?: number;
}

export interface CargoPanel {
  readonly unit?: UnitInfo;
  readonly passengers?: readonly UnitInfo[];
  readonly slotsAvailable?: number;
}

export interface CategoryScoreDetails {
  readonly none?: number;
  readonly army?: number;
  readonly economy?: number;
  readonly technology?: number;
  readonly upgrade?: number;
}

export interface ChatReceived {
  readonly playerId?: number;
  readonly message?: string;
}

export interface Color {
  readonly r?: number;
  readonly g?: number;
  readonly b?: number;
}

export interface ControlGroup {
  readonly controlGroupIndex?: number;
  readonly leaderUnitType?: number;
  readonly count?: number;
}

export interface DamageBonus {
  readonly attribute?: Attribute;
  readonly bonus?: number;
}

export interface DebugBox {
  readonly color?: Color;
  readonly min?: Point;
  readonly max?: Point;
}

export interface DebugCommand {
  /** One of `command`. */
  readonly draw?: DebugDraw;
  /** One of `command`. */
  readonly gameState?: DebugGameState;
  /** One of `command`. */
  readonly createUnit?: DebugCreateUnit;
  /** One of `command`. */
  readonly killUnit?: DebugKillUnit;
  /** One of `command`. */
  readonly testProcess?: DebugTestProcess;
  /** One of `command`. */
  readonly score?: DebugSetScore;
  /** One of `command`. */
  readonly endGame?: DebugEndGame;
  /** One of `command`. */
  readonly unitValue?: DebugSetUnitValue;
}

export interface DebugCreateUnit {
  readonly unitType?: number;
  readonly owner?: number;
  readonly pos?: Point2D;
  readonly quantity?: number;
}

export interface DebugDraw {
  readonly text?: readonly DebugText[];
  readonly lines?: readonly DebugLine[];
  readonly boxes?: readonly DebugBox[];
  readonly spheres?: readonly DebugSphere[];
}

export interface DebugEndGame {
  readonly endResult?: DebugEndGameEndResult;
}

export interface DebugKillUnit {
  readonly tag?: readonly bigint[];
}

export interface DebugLine {
  readonly color?: Color;
  readonly line?: Line;
}

export interface DebugSetScore {
  readonly score?: number;
}

export interface DebugSetUnitValue {
  readonly unitValue?: DebugSetUnitValueUnitValue;
  readonly value?: number;
  readonly unitTag?: bigint;
}

export interface DebugSphere {
  readonly color?: Color;
  readonly p?: Point;
  readonly r?: number;
}

export interface DebugTestProcess {
  readonly test?: DebugTestProcessTest;
  readonly delayMs?: number;
}

export interface DebugText {
  readonly color?: Color;
  readonly text?: string;
  readonly virtualPos?: Point;
  readonly worldPos?: Point;
  readonly size?: number;
}

export interface Effect {
  readonly effectId?: number;
  readonly pos?: readonly Point2D[];
  readonly alliance?: Alliance;
  readonly owner?: number;
  readonly radius?: number;
}

export interface EffectData {
  readonly effectId?: number;
  readonly name?: string;
  readonly friendlyName?: string;
  readonly radius?: number;
}

export interface Event {
  readonly deadUnits?: readonly bigint[];
}

export interface FeatureLayers {
  readonly heightMap?: ImageData;
  readonly visibilityMap?: ImageData;
  readonly creep?: ImageData;
  readonly power?: ImageData;
  readonly playerId?: ImageData;
  readonly unitType?: ImageData;
  readonly selected?: ImageData;
  readonly unitHitPoints?: ImageData;
  readonly unitHitPointsRatio?: ImageData;
  readonly unitEnergy?: ImageData;
  readonly unitEnergyRatio?: ImageData;
  readonly unitShields?: ImageData;
  readonly unitShieldsRatio?: ImageData;
  readonly playerRelative?: ImageData;
  readonly unitDensityAa?: ImageData;
  readonly unitDensity?: ImageData;
  readonly effects?: ImageData;
  readonly hallucinations?: ImageData;
  readonly cloaked?: ImageData;
  readonly blip?: ImageData;
  readonly buffs?: ImageData;
  readonly buffDuration?: ImageData;
  readonly active?: ImageData;
  readonly buildProgress?: ImageData;
  readonly buildable?: ImageData;
  readonly pathable?: ImageData;
  readonly placeholder?: ImageData;
}

export interface FeatureLayersMinimap {
  readonly heightMap?: ImageData;
  readonly visibilityMap?: ImageData;
  readonly creep?: ImageData;
  readonly camera?: ImageData;
  readonly playerId?: ImageData;
  readonly playerRelative?: ImageData;
  readonly selected?: ImageData;
  readonly alerts?: ImageData;
  readonly buildable?: ImageData;
  readonly pathable?: ImageData;
  readonly unitType?: ImageData;
}

export interface ImageData {
  readonly bitsPerPixel?: number;
  readonly size?: Size2DI;
  readonly data?: Uint8Array;
}

export interface InterfaceOptions {
  readonly raw?: boolean;
  readonly score?: boolean;
  readonly featureLayer?: SpatialCameraSetup;
  readonly render?: SpatialCameraSetup;
  readonly showCloaked?: boolean;
  readonly showBurrowedShadows?: boolean;
  readonly showPlaceholders?: boolean;
  readonly rawAffectsSelection?: boolean;
  readonly rawCropToPlayableArea?: boolean;
}

export interface Line {
  readonly p0?: Point;
  readonly p1?: Point;
}

export interface LocalMap {
  readonly mapPath?: string;
  readonly mapData?: Uint8Array;
}

export interface MapState {
  readonly visibility?: ImageData;
  readonly creep?: ImageData;
}

export interface MultiPanel {
  readonly units?: readonly UnitInfo[];
}

export interface Observation {
  readonly gameLoop?: number;
  readonly playerCommon?: PlayerCommon;
  readonly alerts?: readonly Alert[];
  readonly abilities?: readonly AvailableAbility[];
  readonly score?: Score;
  readonly rawData?: ObservationRaw;
  readonly featureLayerData?: ObservationFeatureLayer;
  readonly renderData?: ObservationRender;
  readonly uiData?: ObservationUI;
}

export interface ObservationFeatureLayer {
  readonly renders?: FeatureLayers;
  readonly minimapRenders?: FeatureLayersMinimap;
}

export interface ObservationRaw {
  readonly player?: PlayerRaw;
  readonly units?: readonly Unit[];
  readonly mapState?: MapState;
  readonly event?: Event;
  readonly effects?: readonly Effect[];
  readonly radar?: readonly RadarRing[];
}

export interface ObservationRender {
  readonly map?: ImageData;
  readonly minimap?: ImageData;
}

export interface ObservationUI {
  readonly groups?: readonly ControlGroup[];
  /** One of `panel`. */
  readonly single?: SinglePanel;
  /** One of `panel`. */
  readonly multi?: MultiPanel;
  /** One of `panel`. */
  readonly cargo?: CargoPanel;
  /** One of `panel`. */
  readonly production?: ProductionPanel;
}

export interface ObserverAction {
  /** One of `action`. */
  readonly playerPerspective?: ActionObserverPlayerPerspective;
  /** One of `action`. */
  readonly cameraMove?: ActionObserverCameraMove;
  /** One of `action`. */
  readonly cameraFollowPlayer?: ActionObserverCameraFollowPlayer;
  /** One of `action`. */
  readonly cameraFollowUnits?: ActionObserverCameraFollowUnits;
}

export interface PassengerUnit {
  readonly tag?: bigint;
  readonly health?: number;
  readonly healthMax?: number;
  readonly shield?: number;
  readonly shieldMax?: number;
  readonly energy?: number;
  readonly energyMax?: number;
  readonly unitType?: number;
}

export interface PlayerCommon {
  readonly playerId?: number;
  readonly minerals?: number;
  readonly vespene?: number;
  readonly foodCap?: number;
  readonly foodUsed?: number;
  readonly foodArmy?: number;
  readonly foodWorkers?: number;
  readonly idleWorkerCount?: number;
  readonly armyCount?: number;
  readonly warpGateCount?: number;
  readonly larvaCount?: number;
}

export interface PlayerInfo {
  readonly playerId?: number;
  readonly type?: PlayerType;
  readonly raceRequested?: Race;
  readonly raceActual?: Race;
  readonly difficulty?: Difficulty;
  readonly aiBuild?: AIBuild;
  readonly playerName?: string;
}

export interface PlayerInfoExtra {
  readonly playerInfo?: PlayerInfo;
  readonly playerResult?: PlayerResult;
  readonly playerMmr?: number;
  readonly playerApm?: number;
}

export interface PlayerRaw {
  readonly powerSources?: readonly PowerSource[];
  readonly camera?: Point;
  readonly upgradeIds?: readonly number[];
}

export interface PlayerResult {
  readonly playerId?: number;
  readonly result?: Result;
}

export interface PlayerSetup {
  readonly type?: PlayerType;
  readonly race?: Race;
  readonly difficulty?: Difficulty;
  readonly playerName?: string;
  readonly aiBuild?: AIBuild;
}

export interface Point {
  readonly x?: number;
  readonly y?: number;
  readonly z?: number;
}

export interface Point2D {
  readonly x?: number;
  readonly y?: number;
}

export interface PointI {
  readonly x?: number;
  readonly y?: number;
}

export interface PortSet {
  readonly gamePort?: number;
  readonly basePort?: number;
}

export interface PowerSource {
  readonly pos?: Point;
  readonly radius?: number;
  readonly tag?: bigint;
}

export interface ProductionPanel {
  readonly unit?: UnitInfo;
  readonly buildQueue?: readonly UnitInfo[];
  readonly productionQueue?: readonly BuildItem[];
}

export interface RadarRing {
  readonly pos?: Point;
  readonly radius?: number;
}

export interface RallyTarget {
  readonly point?: Point;
  readonly tag?: bigint;
}

export interface RectangleI {
  readonly p0?: PointI;
  readonly p1?: PointI;
}

export interface Request {
  /** One of `request`. */
  readonly createGame?: RequestCreateGame;
  /** One of `request`. */
  readonly joinGame?: RequestJoinGame;
  /** One of `request`. */
  readonly restartGame?: RequestRestartGame;
  /** One of `request`. */
  readonly startReplay?: RequestStartReplay;
  /** One of `request`. */
  readonly leaveGame?: RequestLeaveGame;
  /** One of `request`. */
  readonly quickSave?: RequestQuickSave;
  /** One of `request`. */
  readonly quickLoad?: RequestQuickLoad;
  /** One of `request`. */
  readonly quit?: RequestQuit;
  /** One of `request`. */
  readonly gameInfo?: RequestGameInfo;
  /** One of `request`. */
  readonly observation?: RequestObservation;
  /** One of `request`. */
  readonly action?: RequestAction;
  /** One of `request`. */
  readonly obsAction?: RequestObserverAction;
  /** One of `request`. */
  readonly step?: RequestStep;
  /** One of `request`. */
  readonly data?: RequestData;
  /** One of `request`. */
  readonly query?: RequestQuery;
  /** One of `request`. */
  readonly saveReplay?: RequestSaveReplay;
  /** One of `request`. */
  readonly mapCommand?: RequestMapCommand;
  /** One of `request`. */
  readonly replayInfo?: RequestReplayInfo;
  /** One of `request`. */
  readonly availableMaps?: RequestAvailableMaps;
  /** One of `request`. */
  readonly saveMap?: RequestSaveMap;
  /** One of `request`. */
  readonly ping?: RequestPing;
  /** One of `request`. */
  readonly debug?: RequestDebug;
  readonly id?: number;
}

export interface RequestAction {
  readonly actions?: readonly Action[];
}

export type RequestAvailableMaps = Readonly<Record<string, never>>;

export interface RequestCreateGame {
  /** One of `Map`. */
  readonly localMap?: LocalMap;
  /** One of `Map`. */
  readonly battlenetMapName?: string;
  readonly playerSetup?: readonly PlayerSetup[];
  readonly disableFog?: boolean;
  readonly randomSeed?: number;
  readonly realtime?: boolean;
}

export interface RequestData {
  readonly abilityId?: boolean;
  readonly unitTypeId?: boolean;
  readonly upgradeId?: boolean;
  readonly buffId?: boolean;
  readonly effectId?: boolean;
}

export interface RequestDebug {
  readonly debug?: readonly DebugCommand[];
}

export type RequestGameInfo = Readonly<Record<string, never>>;

export interface RequestJoinGame {
  /** One of `participation`. */
  readonly race?: Race;
  /** One of `participation`. */
  readonly observedPlayerId?: number;
  readonly options?: InterfaceOptions;
  readonly serverPorts?: PortSet;
  readonly clientPorts?: readonly PortSet[];
  readonly sharedPort?: number;
  readonly playerName?: string;
  readonly hostIp?: string;
}

export type RequestLeaveGame = Readonly<Record<string, never>>;

export interface RequestMapCommand {
  readonly triggerCmd?: string;
}

export interface RequestObservation {
  readonly disableFog?: boolean;
  readonly gameLoop?: number;
}

export interface RequestObserverAction {
  readonly actions?: readonly ObserverAction[];
}

export type RequestPing = Readonly<Record<string, never>>;

export interface RequestQuery {
  readonly pathing?: readonly RequestQueryPathing[];
  readonly abilities?: readonly RequestQueryAvailableAbilities[];
  readonly placements?: readonly RequestQueryBuildingPlacement[];
  readonly ignoreResourceRequirements?: boolean;
}

export interface RequestQueryAvailableAbilities {
  readonly unitTag?: bigint;
}

export interface RequestQueryBuildingPlacement {
  readonly abilityId?: number;
  readonly targetPos?: Point2D;
  readonly placingUnitTag?: bigint;
}

export interface RequestQueryPathing {
  /** One of `start`. */
  readonly startPos?: Point2D;
  /** One of `start`. */
  readonly unitTag?: bigint;
  readonly endPos?: Point2D;
}

export type RequestQuickLoad = Readonly<Record<string, never>>;

export type RequestQuickSave = Readonly<Record<string, never>>;

export type RequestQuit = Readonly<Record<string, never>>;

export interface RequestReplayInfo {
  /** One of `replay`. */
  readonly replayPath?: string;
  /** One of `replay`. */
  readonly replayData?: Uint8Array;
  readonly downloadData?: boolean;
}

export type RequestRestartGame = Readonly<Record<string, never>>;

export interface RequestSaveMap {
  readonly mapPath?: string;
  readonly mapData?: Uint8Array;
}

export type RequestSaveReplay = Readonly<Record<string, never>>;

export interface RequestStartReplay {
  /** One of `replay`. */
  readonly replayPath?: string;
  /** One of `replay`. */
  readonly replayData?: Uint8Array;
  readonly mapData?: Uint8Array;
  readonly observedPlayerId?: number;
  readonly options?: InterfaceOptions;
  readonly disableFog?: boolean;
  readonly realtime?: boolean;
  readonly recordReplay?: boolean;
}

export interface RequestStep {
  readonly count?: number;
}

export interface Response {
  /** One of `response`. */
  readonly createGame?: ResponseCreateGame;
  /** One of `response`. */
  readonly joinGame?: ResponseJoinGame;
  /** One of `response`. */
  readonly restartGame?: ResponseRestartGame;
  /** One of `response`. */
  readonly startReplay?: ResponseStartReplay;
  /** One of `response`. */
  readonly leaveGame?: ResponseLeaveGame;
  /** One of `response`. */
  readonly quickSave?: ResponseQuickSave;
  /** One of `response`. */
  readonly quickLoad?: ResponseQuickLoad;
  /** One of `response`. */
  readonly quit?: ResponseQuit;
  /** One of `response`. */
  readonly gameInfo?: ResponseGameInfo;
  /** One of `response`. */
  readonly observation?: ResponseObservation;
  /** One of `response`. */
  readonly action?: ResponseAction;
  /** One of `response`. */
  readonly obsAction?: ResponseObserverAction;
  /** One of `response`. */
  readonly step?: ResponseStep;
  /** One of `response`. */
  readonly data?: ResponseData;
  /** One of `response`. */
  readonly query?: ResponseQuery;
  /** One of `response`. */
  readonly saveReplay?: ResponseSaveReplay;
  /** One of `response`. */
  readonly replayInfo?: ResponseReplayInfo;
  /** One of `response`. */
  readonly availableMaps?: ResponseAvailableMaps;
  /** One of `response`. */
  readonly saveMap?: ResponseSaveMap;
  /** One of `response`. */
  readonly mapCommand?: ResponseMapCommand;
  /** One of `response`. */
  readonly ping?: ResponsePing;
  /** One of `response`. */
  readonly debug?: ResponseDebug;
  readonly id?: number;
  readonly error?: readonly string[];
  readonly status?: Status;
}

export interface ResponseAction {
  readonly result?: readonly ActionResult[];
}

export interface ResponseAvailableMaps {
  readonly localMapPaths?: readonly string[];
  readonly battlenetMapNames?: readonly string[];
}

export interface ResponseCreateGame {
  readonly error?: ResponseCreateGameError;
  readonly errorDetails?: string;
}

export interface ResponseData {
  readonly abilities?: readonly AbilityData[];
  readonly units?: readonly UnitTypeData[];
  readonly upgrades?: readonly UpgradeData[];
  readonly buffs?: readonly BuffData[];
  readonly effects?: readonly EffectData[];
}

export type ResponseDebug = Readonly<Record<string, never>>;

export interface ResponseGameInfo {
  readonly mapName?: string;
  readonly modNames?: readonly string[];
  readonly localMapPath?: string;
  readonly playerInfo?: readonly PlayerInfo[];
  readonly startRaw?: StartRaw;
  readonly options?: InterfaceOptions;
}

export interface ResponseJoinGame {
  readonly playerId?: number;
  readonly error?: ResponseJoinGameError;
  readonly errorDetails?: string;
}

export type ResponseLeaveGame = Readonly<Record<string, never>>;

export interface ResponseMapCommand {
  readonly error?: ResponseMapCommandError;
  readonly errorDetails?: string;
}

export interface ResponseObservation {
  readonly actions?: readonly Action[];
  readonly actionErrors?: readonly ActionError[];
  readonly observation?: Observation;
  readonly playerResult?: readonly PlayerResult[];
  readonly chat?: readonly ChatReceived[];
}

export type ResponseObserverAction = Readonly<Record<string, never>>;

export interface ResponsePing {
  readonly gameVersion?: string;
  readonly dataVersion?: string;
  readonly dataBuild?: number;
  readonly baseBuild?: number;
}

export interface ResponseQuery {
  readonly pathing?: readonly ResponseQueryPathing[];
  readonly abilities?: readonly ResponseQueryAvailableAbilities[];
  readonly placements?: readonly ResponseQueryBuildingPlacement[];
}

export interface ResponseQueryAvailableAbilities {
  readonly abilities?: readonly AvailableAbility[];
  readonly unitTag?: bigint;
  readonly unitTypeId?: number;
}

export interface ResponseQueryBuildingPlacement {
  readonly result?: ActionResult;
}

export interface ResponseQueryPathing {
  readonly distance?: number;
}

export type ResponseQuickLoad = Readonly<Record<string, never>>;

export type ResponseQuickSave = Readonly<Record<string, never>>;

export type ResponseQuit = Readonly<Record<string, never>>;

export interface ResponseReplayInfo {
  readonly mapName?: string;
  readonly localMapPath?: string;
  readonly playerInfo?: readonly PlayerInfoExtra[];
  readonly gameDurationLoops?: number;
  readonly gameDurationSeconds?: number;
  readonly gameVersion?: string;
  readonly dataVersion?: string;
  readonly dataBuild?: number;
  readonly baseBuild?: number;
  readonly error?: ResponseReplayInfoError;
  readonly errorDetails?: string;
}

export interface ResponseRestartGame {
  readonly error?: ResponseRestartGameError;
  readonly errorDetails?: string;
  readonly needHardReset?: boolean;
}

export interface ResponseSaveMap {
  readonly error?: ResponseSaveMapError;
}

export interface ResponseSaveReplay {
  readonly data?: Uint8Array;
}

export interface ResponseStartReplay {
  readonly error?: ResponseStartReplayError;
  readonly errorDetails?: string;
}

export interface ResponseStep {
  readonly simulationLoop?: number;
}

export interface Score {
  readonly scoreType?: ScoreScoreType;
  readonly score?: number;
  readonly scoreDetails?: ScoreDetails;
}

export interface ScoreDetails {
  readonly idleProductionTime?: number;
  readonly idleWorkerTime?: number;
  readonly totalValueUnits?: number;
  readonly totalValueStructures?: number;
  readonly killedValueUnits?: number;
  readonly killedValueStructures?: number;
  readonly collectedMinerals?: number;
  readonly collectedVespene?: number;
  readonly collectionRateMinerals?: number;
  readonly collectionRateVespene?: number;
  readonly spentMinerals?: number;
  readonly spentVespene?: number;
  readonly foodUsed?: CategoryScoreDetails;
  readonly killedMinerals?: CategoryScoreDetails;
  readonly killedVespene?: CategoryScoreDetails;
  readonly lostMinerals?: CategoryScoreDetails;
  readonly lostVespene?: CategoryScoreDetails;
  readonly friendlyFireMinerals?: CategoryScoreDetails;
  readonly friendlyFireVespene?: CategoryScoreDetails;
  readonly usedMinerals?: CategoryScoreDetails;
  readonly usedVespene?: CategoryScoreDetails;
  readonly totalUsedMinerals?: CategoryScoreDetails;
  readonly totalUsedVespene?: CategoryScoreDetails;
  readonly totalDamageDealt?: VitalScoreDetails;
  readonly totalDamageTaken?: VitalScoreDetails;
  readonly totalHealed?: VitalScoreDetails;
  readonly currentApm?: number;
  readonly currentEffectiveApm?: number;
}

export interface SinglePanel {
  readonly unit?: UnitInfo;
  readonly attackUpgradeLevel?: number;
  readonly armorUpgradeLevel?: number;
  readonly shieldUpgradeLevel?: number;
  readonly buffs?: readonly number[];
}

export interface Size2DI {
  readonly x?: number;
  readonly y?: number;
}

export interface SpatialCameraSetup {
  readonly resolution?: Size2DI;
  readonly minimapResolution?: Size2DI;
  readonly width?: number;
  readonly cropToPlayableArea?: boolean;
  readonly allowCheatingLayers?: boolean;
}

export interface StartRaw {
  readonly mapSize?: Size2DI;
  readonly pathingGrid?: ImageData;
  readonly terrainHeight?: ImageData;
  readonly placementGrid?: ImageData;
  readonly playableArea?: RectangleI;
  readonly startLocations?: readonly Point2D[];
}

export interface Unit {
  readonly displayType?: DisplayType;
  readonly alliance?: Alliance;
  readonly tag?: bigint;
  readonly unitType?: number;
  readonly owner?: number;
  readonly pos?: Point;
  readonly facing?: number;
  readonly radius?: number;
  readonly buildProgress?: number;
  readonly cloak?: CloakState;
  readonly buffIds?: readonly number[];
  readonly detectRange?: number;
  readonly radarRange?: number;
  readonly isSelected?: boolean;
  readonly isOnScreen?: boolean;
  readonly isBlip?: boolean;
  readonly isPowered?: boolean;
  readonly isActive?: boolean;
  readonly attackUpgradeLevel?: number;
  readonly armorUpgradeLevel?: number;
  readonly shieldUpgradeLevel?: number;
  readonly health?: number;
  readonly healthMax?: number;
  readonly shield?: number;
  readonly shieldMax?: number;
  readonly energy?: number;
  readonly energyMax?: number;
  readonly mineralContents?: number;
  readonly vespeneContents?: number;
  readonly isFlying?: boolean;
  readonly isBurrowed?: boolean;
  readonly isHallucination?: boolean;
  readonly orders?: readonly UnitOrder[];
  readonly addOnTag?: bigint;
  readonly passengers?: readonly PassengerUnit[];
  readonly cargoSpaceTaken?: number;
  readonly cargoSpaceMax?: number;
  readonly assignedHarvesters?: number;
  readonly idealHarvesters?: number;
  readonly weaponCooldown?: number;
  readonly engagedTargetTag?: bigint;
  readonly buffDurationRemain?: number;
  readonly buffDurationMax?: number;
  readonly rallyTargets?: readonly RallyTarget[];
}

export interface UnitInfo {
  readonly unitType?: number;
  readonly playerRelative?: number;
  readonly health?: number;
  readonly shields?: number;
  readonly energy?: number;
  readonly transportSlotsTaken?: number;
  readonly buildProgress?: number;
  readonly addOn?: UnitInfo;
  readonly maxHealth?: number;
  readonly maxShields?: number;
  readonly maxEnergy?: number;
}

export interface UnitOrder {
  readonly abilityId?: number;
  /** One of `target`. */
  readonly targetWorldSpacePos?: Point;
  /** One of `target`. */
  readonly targetUnitTag?: bigint;
  readonly progress?: number;
}

export interface UnitTypeData {
  readonly unitId?: number;
  readonly name?: string;
  readonly available?: boolean;
  readonly cargoSize?: number;
  readonly mineralCost?: number;
  readonly vespeneCost?: number;
  readonly foodRequired?: number;
  readonly foodProvided?: number;
  readonly abilityId?: number;
  readonly race?: Race;
  readonly buildTime?: number;
  readonly hasVespene?: boolean;
  readonly hasMinerals?: boolean;
  readonly sightRange?: number;
  readonly techAlias?: readonly number[];
  readonly unitAlias?: number;
  readonly techRequirement?: number;
  readonly requireAttached?: boolean;
  readonly attributes?: readonly Attribute[];
  readonly movementSpeed?: number;
  readonly armor?: number;
  readonly weapons?: readonly Weapon[];
}

export interface UpgradeData {
  readonly upgradeId?: number;
  readonly name?: string;
  readonly mineralCost?: number;
  readonly vespeneCost?: number;
  readonly researchTime?: number;
  readonly abilityId?: number;
}

export interface VitalScoreDetails {
  readonly life?: number;
  readonly shields?: number;
  readonly energy?: number;
}

export interface Weapon {
  readonly type?: WeaponTargetType;
  readonly damage?: number;
  readonly damageBonus?: readonly DamageBonus[];
  readonly attacks?: number;
  readonly range?: number;
  readonly speed?: number;
}

/** Every message by name. */
export interface Messages {
  AbilityData: AbilityData;
  Action: Action;
  ActionCargoPanelUnload: ActionCargoPanelUnload;
  ActionChat: ActionChat;
  ActionControlGroup: ActionControlGroup;
  ActionError: ActionError;
  ActionMultiPanel: ActionMultiPanel;
  ActionObserverCameraFollowPlayer: ActionObserverCameraFollowPlayer;
  ActionObserverCameraFollowUnits: ActionObserverCameraFollowUnits;
  ActionObserverCameraMove: ActionObserverCameraMove;
  ActionObserverPlayerPerspective: ActionObserverPlayerPerspective;
  ActionProductionPanelRemoveFromQueue: ActionProductionPanelRemoveFromQueue;
  ActionRaw: ActionRaw;
  ActionRawCameraMove: ActionRawCameraMove;
  ActionRawToggleAutocast: ActionRawToggleAutocast;
  ActionRawUnitCommand: ActionRawUnitCommand;
  ActionSelectArmy: ActionSelectArmy;
  ActionSelectIdleWorker: ActionSelectIdleWorker;
  ActionSelectLarva: ActionSelectLarva;
  ActionSelectWarpGates: ActionSelectWarpGates;
  ActionSpatial: ActionSpatial;
  ActionSpatialCameraMove: ActionSpatialCameraMove;
  ActionSpatialUnitCommand: ActionSpatialUnitCommand;
  ActionSpatialUnitSelectionPoint: ActionSpatialUnitSelectionPoint;
  ActionSpatialUnitSelectionRect: ActionSpatialUnitSelectionRect;
  ActionToggleAutocast: ActionToggleAutocast;
  ActionUI: ActionUI;
  AvailableAbility: AvailableAbility;
  BuffData: BuffData;
  BuildItem: BuildItem;
  CargoPanel: CargoPanel;
  CategoryScoreDetails: CategoryScoreDetails;
  ChatReceived: ChatReceived;
  Color: Color;
  ControlGroup: ControlGroup;
  DamageBonus: DamageBonus;
  DebugBox: DebugBox;
  DebugCommand: DebugCommand;
  DebugCreateUnit: DebugCreateUnit;
  DebugDraw: DebugDraw;
  DebugEndGame: DebugEndGame;
  DebugKillUnit: DebugKillUnit;
  DebugLine: DebugLine;
  DebugSetScore: DebugSetScore;
  DebugSetUnitValue: DebugSetUnitValue;
  DebugSphere: DebugSphere;
  DebugTestProcess: DebugTestProcess;
  DebugText: DebugText;
  Effect: Effect;
  EffectData: EffectData;
  Event: Event;
  FeatureLayers: FeatureLayers;
  FeatureLayersMinimap: FeatureLayersMinimap;
  ImageData: ImageData;
  InterfaceOptions: InterfaceOptions;
  Line: Line;
  LocalMap: LocalMap;
  MapState: MapState;
  MultiPanel: MultiPanel;
  Observation: Observation;
  ObservationFeatureLayer: ObservationFeatureLayer;
  ObservationRaw: ObservationRaw;
  ObservationRender: ObservationRender;
  ObservationUI: ObservationUI;
  ObserverAction: ObserverAction;
  PassengerUnit: PassengerUnit;
  PlayerCommon: PlayerCommon;
  PlayerInfo: PlayerInfo;
  PlayerInfoExtra: PlayerInfoExtra;
  PlayerRaw: PlayerRaw;
  PlayerResult: PlayerResult;
  PlayerSetup: PlayerSetup;
  Point: Point;
  Point2D: Point2D;
  PointI: PointI;
  PortSet: PortSet;
  PowerSource: PowerSource;
  ProductionPanel: ProductionPanel;
  RadarRing: RadarRing;
  RallyTarget: RallyTarget;
  RectangleI: RectangleI;
  Request: Request;
  RequestAction: RequestAction;
  RequestAvailableMaps: RequestAvailableMaps;
  RequestCreateGame: RequestCreateGame;
  RequestData: RequestData;
  RequestDebug: RequestDebug;
  RequestGameInfo: RequestGameInfo;
  RequestJoinGame: RequestJoinGame;
  RequestLeaveGame: RequestLeaveGame;
  RequestMapCommand: RequestMapCommand;
  RequestObservation: RequestObservation;
  RequestObserverAction: RequestObserverAction;
  RequestPing: RequestPing;
  RequestQuery: RequestQuery;
  RequestQueryAvailableAbilities: RequestQueryAvailableAbilities;
  RequestQueryBuildingPlacement: RequestQueryBuildingPlacement;
  RequestQueryPathing: RequestQueryPathing;
  RequestQuickLoad: RequestQuickLoad;
  RequestQuickSave: RequestQuickSave;
  RequestQuit: RequestQuit;
  RequestReplayInfo: RequestReplayInfo;
  RequestRestartGame: RequestRestartGame;
  RequestSaveMap: RequestSaveMap;
  RequestSaveReplay: RequestSaveReplay;
  RequestStartReplay: RequestStartReplay;
  RequestStep: RequestStep;
  Response: Response;
  ResponseAction: ResponseAction;
  ResponseAvailableMaps: ResponseAvailableMaps;
  ResponseCreateGame: ResponseCreateGame;
  ResponseData: ResponseData;
  ResponseDebug: ResponseDebug;
  ResponseGameInfo: ResponseGameInfo;
  ResponseJoinGame: ResponseJoinGame;
  ResponseLeaveGame: ResponseLeaveGame;
  ResponseMapCommand: ResponseMapCommand;
  ResponseObservation: ResponseObservation;
  ResponseObserverAction: ResponseObserverAction;
  ResponsePing: ResponsePing;
  ResponseQuery: ResponseQuery;
  ResponseQueryAvailableAbilities: ResponseQueryAvailableAbilities;
  ResponseQueryBuildingPlacement: ResponseQueryBuildingPlacement;
  ResponseQueryPathing: ResponseQueryPathing;
  ResponseQuickLoad: ResponseQuickLoad;
  ResponseQuickSave: ResponseQuickSave;
  ResponseQuit: ResponseQuit;
  ResponseReplayInfo: ResponseReplayInfo;
  ResponseRestartGame: ResponseRestartGame;
  ResponseSaveMap: ResponseSaveMap;
  ResponseSaveReplay: ResponseSaveReplay;
  ResponseStartReplay: ResponseStartReplay;
  ResponseStep: ResponseStep;
  Score: Score;
  ScoreDetails: ScoreDetails;
  SinglePanel: SinglePanel;
  Size2DI: Size2DI;
  SpatialCameraSetup: SpatialCameraSetup;
  StartRaw: StartRaw;
  Unit: Unit;
  UnitInfo: UnitInfo;
  UnitOrder: UnitOrder;
  UnitTypeData: UnitTypeData;
  UpgradeData: UpgradeData;
  VitalScoreDetails: VitalScoreDetails;
  Weapon: Weapon;
}
