// Written by bin/sc2-schema.js from s2clientprotocol@1.0.4 (Blizzard/s2client-proto, MIT). Do not edit.
/** The fields of every message, a line a field: name, number, type, `repeated` or the group of which one may be set. */
export const FIELDS = {
  AbilityData: `
    abilityId 1 uint32
    linkName 2 string
    linkIndex 3 uint32
    buttonName 4 string
    friendlyName 5 string
    hotkey 6 string
    remapsToAbilityId 7 uint32
    available 8 bool
    target 9 AbilityDataTarget
    allowMinimap 10 bool
    allowAutocast 11 bool
    isBuilding 12 bool
    footprintRadius 13 float
    isInstantPlacement 14 bool
    castRange 15 float`,
  Action: `
    actionRaw 1 ActionRaw
    actionFeatureLayer 2 ActionSpatial
    actionRender 3 ActionSpatial
    actionUi 4 ActionUI
    actionChat 6 ActionChat
    gameLoop 7 uint32`,
  ActionCargoPanelUnload: `
    unitIndex 1 int32`,
  ActionChat: `
    channel 1 ActionChatChannel
    message 2 string`,
  ActionControlGroup: `
    action 1 ActionControlGroupControlGroupAction
    controlGroupIndex 2 uint32`,
  ActionError: `
    unitTag 1 uint64
    abilityId 2 uint64
    result 3 ActionResult`,
  ActionMultiPanel: `
    type 1 ActionMultiPanelType
    unitIndex 2 int32`,
  ActionObserverCameraFollowPlayer: `
    playerId 1 uint32`,
  ActionObserverCameraFollowUnits: `
    unitTags 1 uint64 repeated`,
  ActionObserverCameraMove: `
    worldPos 1 Point2D
    distance 2 float`,
  ActionObserverPlayerPerspective: `
    playerId 1 uint32`,
  ActionProductionPanelRemoveFromQueue: `
    unitIndex 1 int32`,
  ActionRaw: `
    unitCommand 1 ActionRawUnitCommand one:action
    cameraMove 2 ActionRawCameraMove one:action
    toggleAutocast 3 ActionRawToggleAutocast one:action`,
  ActionRawCameraMove: `
    centerWorldSpace 1 Point`,
  ActionRawToggleAutocast: `
    abilityId 1 int32
    unitTags 2 uint64 repeated`,
  ActionRawUnitCommand: `
    abilityId 1 int32
    targetWorldSpacePos 2 Point2D one:target
    targetUnitTag 3 uint64 one:target
    unitTags 4 uint64 repeated
    queueCommand 5 bool`,
  ActionSelectArmy: `
    selectionAdd 1 bool`,
  ActionSelectIdleWorker: `
    type 1 ActionSelectIdleWorkerType`,
  ActionSelectLarva: ``,
  ActionSelectWarpGates: `
    selectionAdd 1 bool`,
  ActionSpatial: `
    unitCommand 1 ActionSpatialUnitCommand one:action
    cameraMove 2 ActionSpatialCameraMove one:action
    unitSelectionPoint 3 ActionSpatialUnitSelectionPoint one:action
    unitSelectionRect 4 ActionSpatialUnitSelectionRect one:action`,
  ActionSpatialCameraMove: `
    centerMinimap 1 PointI`,
  ActionSpatialUnitCommand: `
    abilityId 1 int32
    targetScreenCoord 2 PointI one:target
    targetMinimapCoord 3 PointI one:target
    queueCommand 4 bool`,
  ActionSpatialUnitSelectionPoint: `
    selectionScreenCoord 1 PointI
    type 2 ActionSpatialUnitSelectionPointType`,
  ActionSpatialUnitSelectionRect: `
    selectionScreenCoord 1 RectangleI repeated
    selectionAdd 2 bool`,
  ActionToggleAutocast: `
    abilityId 1 int32`,
  ActionUI: `
    controlGroup 1 ActionControlGroup one:action
    selectArmy 2 ActionSelectArmy one:action
    selectWarpGates 3 ActionSelectWarpGates one:action
    selectLarva 4 ActionSelectLarva one:action
    selectIdleWorker 5 ActionSelectIdleWorker one:action
    multiPanel 6 ActionMultiPanel one:action
    cargoPanel 7 ActionCargoPanelUnload one:action
    productionPanel 8 ActionProductionPanelRemoveFromQueue one:action
    toggleAutocast 9 ActionToggleAutocast one:action`,
  AvailableAbility: `
    abilityId 1 int32
    requiresPoint 2 bool`,
  BuffData: `
    buffId 1 uint32
    name 2 string`,
  BuildItem: `
    abilityId 1 uint32
    buildProgress 2 float`,
  CargoPanel: `
    unit 1 UnitInfo
    passengers 2 UnitInfo repeated
    slotsAvailable 3 int32`,
  CategoryScoreDetails: `
    none 1 float
    army 2 float
    economy 3 float
    technology 4 float
    upgrade 5 float`,
  ChatReceived: `
    playerId 1 uint32
    message 2 string`,
  Color: `
    r 1 uint32
    g 2 uint32
    b 3 uint32`,
  ControlGroup: `
    controlGroupIndex 1 uint32
    leaderUnitType 2 uint32
    count 3 uint32`,
  DamageBonus: `
    attribute 1 Attribute
    bonus 2 float`,
  DebugBox: `
    color 1 Color
    min 2 Point
    max 3 Point`,
  DebugCommand: `
    draw 1 DebugDraw one:command
    gameState 2 DebugGameState one:command
    createUnit 3 DebugCreateUnit one:command
    killUnit 4 DebugKillUnit one:command
    testProcess 5 DebugTestProcess one:command
    score 6 DebugSetScore one:command
    endGame 7 DebugEndGame one:command
    unitValue 8 DebugSetUnitValue one:command`,
  DebugCreateUnit: `
    unitType 1 uint32
    owner 2 int32
    pos 3 Point2D
    quantity 4 uint32`,
  DebugDraw: `
    text 1 DebugText repeated
    lines 2 DebugLine repeated
    boxes 3 DebugBox repeated
    spheres 4 DebugSphere repeated`,
  DebugEndGame: `
    endResult 1 DebugEndGameEndResult`,
  DebugKillUnit: `
    tag 1 uint64 repeated`,
  DebugLine: `
    color 1 Color
    line 2 Line`,
  DebugSetScore: `
    score 1 float`,
  DebugSetUnitValue: `
    unitValue 1 DebugSetUnitValueUnitValue
    value 2 float
    unitTag 3 uint64`,
  DebugSphere: `
    color 1 Color
    p 2 Point
    r 3 float`,
  DebugTestProcess: `
    test 1 DebugTestProcessTest
    delayMs 2 int32`,
  DebugText: `
    color 1 Color
    text 2 string
    virtualPos 3 Point
    worldPos 4 Point
    size 5 uint32`,
  Effect: `
    effectId 1 uint32
    pos 2 Point2D repeated
    alliance 3 Alliance
    owner 4 int32
    radius 5 float`,
  EffectData: `
    effectId 1 uint32
    name 2 string
    friendlyName 3 string
    radius 4 float`,
  Event: `
    deadUnits 1 uint64 repeated`,
  FeatureLayers: `
    heightMap 1 ImageData
    visibilityMap 2 ImageData
    creep 3 ImageData
    power 4 ImageData
    playerId 5 ImageData
    unitType 6 ImageData
    selected 7 ImageData
    unitHitPoints 8 ImageData
    unitEnergy 9 ImageData
    unitShields 10 ImageData
    playerRelative 11 ImageData
    unitDensityAa 14 ImageData
    unitDensity 15 ImageData
    unitHitPointsRatio 17 ImageData
    unitEnergyRatio 18 ImageData
    unitShieldsRatio 19 ImageData
    effects 20 ImageData
    hallucinations 21 ImageData
    cloaked 22 ImageData
    blip 23 ImageData
    buffs 24 ImageData
    active 25 ImageData
    buffDuration 26 ImageData
    buildProgress 27 ImageData
    buildable 28 ImageData
    pathable 29 ImageData
    placeholder 30 ImageData`,
  FeatureLayersMinimap: `
    heightMap 1 ImageData
    visibilityMap 2 ImageData
    creep 3 ImageData
    camera 4 ImageData
    playerId 5 ImageData
    playerRelative 6 ImageData
    selected 7 ImageData
    unitType 8 ImageData
    alerts 9 ImageData
    buildable 10 ImageData
    pathable 11 ImageData`,
  ImageData: `
    bitsPerPixel 1 int32
    size 2 Size2DI
    data 3 bytes`,
  InterfaceOptions: `
    raw 1 bool
    score 2 bool
    featureLayer 3 SpatialCameraSetup
    render 4 SpatialCameraSetup
    showCloaked 5 bool
    rawAffectsSelection 6 bool
    rawCropToPlayableArea 7 bool
    showPlaceholders 8 bool
    showBurrowedShadows 9 bool`,
  Line: `
    p0 1 Point
    p1 2 Point`,
  LocalMap: `
    mapPath 1 string
    mapData 7 bytes`,
  MapState: `
    visibility 1 ImageData
    creep 2 ImageData`,
  MultiPanel: `
    units 1 UnitInfo repeated`,
  Observation: `
    playerCommon 1 PlayerCommon
    abilities 3 AvailableAbility repeated
    score 4 Score
    rawData 5 ObservationRaw
    featureLayerData 6 ObservationFeatureLayer
    renderData 7 ObservationRender
    uiData 8 ObservationUI
    gameLoop 9 uint32
    alerts 10 Alert repeated`,
  ObservationFeatureLayer: `
    renders 1 FeatureLayers
    minimapRenders 2 FeatureLayersMinimap`,
  ObservationRaw: `
    player 1 PlayerRaw
    units 2 Unit repeated
    mapState 3 MapState
    event 4 Event
    effects 5 Effect repeated
    radar 6 RadarRing repeated`,
  ObservationRender: `
    map 1 ImageData
    minimap 2 ImageData`,
  ObservationUI: `
    groups 1 ControlGroup repeated
    single 2 SinglePanel one:panel
    multi 3 MultiPanel one:panel
    cargo 4 CargoPanel one:panel
    production 5 ProductionPanel one:panel`,
  ObserverAction: `
    playerPerspective 1 ActionObserverPlayerPerspective one:action
    cameraMove 2 ActionObserverCameraMove one:action
    cameraFollowPlayer 3 ActionObserverCameraFollowPlayer one:action
    cameraFollowUnits 4 ActionObserverCameraFollowUnits one:action`,
  PassengerUnit: `
    tag 1 uint64
    health 2 float
    healthMax 3 float
    shield 4 float
    energy 5 float
    unitType 6 uint32
    shieldMax 7 float
    energyMax 8 float`,
  PlayerCommon: `
    playerId 1 uint32
    minerals 2 uint32
    vespene 3 uint32
    foodCap 4 uint32
    foodUsed 5 uint32
    foodArmy 6 uint32
    foodWorkers 7 uint32
    idleWorkerCount 8 uint32
    armyCount 9 uint32
    warpGateCount 10 uint32
    larvaCount 11 uint32`,
  PlayerInfo: `
    playerId 1 uint32
    type 2 PlayerType
    raceRequested 3 Race
    raceActual 4 Race
    difficulty 5 Difficulty
    playerName 6 string
    aiBuild 7 AIBuild`,
  PlayerInfoExtra: `
    playerInfo 1 PlayerInfo
    playerResult 2 PlayerResult
    playerMmr 3 int32
    playerApm 4 int32`,
  PlayerRaw: `
    powerSources 1 PowerSource repeated
    camera 2 Point
    upgradeIds 3 uint32 repeated`,
  PlayerResult: `
    playerId 1 uint32
    result 2 Result`,
  PlayerSetup: `
    type 1 PlayerType
    race 2 Race
    difficulty 3 Difficulty
    playerName 4 string
    aiBuild 5 AIBuild`,
  Point: `
    x 1 float
    y 2 float
    z 3 float`,
  Point2D: `
    x 1 float
    y 2 float`,
  PointI: `
    x 1 int32
    y 2 int32`,
  PortSet: `
    gamePort 1 int32
    basePort 2 int32`,
  PowerSource: `
    pos 1 Point
    radius 2 float
    tag 3 uint64`,
  ProductionPanel: `
    unit 1 UnitInfo
    buildQueue 2 UnitInfo repeated
    productionQueue 3 BuildItem repeated`,
  RadarRing: `
    pos 1 Point
    radius 2 float`,
  RallyTarget: `
    point 1 Point
    tag 2 uint64`,
  RectangleI: `
    p0 1 PointI
    p1 2 PointI`,
  Request: `
    createGame 1 RequestCreateGame one:request
    joinGame 2 RequestJoinGame one:request
    restartGame 3 RequestRestartGame one:request
    startReplay 4 RequestStartReplay one:request
    leaveGame 5 RequestLeaveGame one:request
    quickSave 6 RequestQuickSave one:request
    quickLoad 7 RequestQuickLoad one:request
    quit 8 RequestQuit one:request
    gameInfo 9 RequestGameInfo one:request
    observation 10 RequestObservation one:request
    action 11 RequestAction one:request
    step 12 RequestStep one:request
    data 13 RequestData one:request
    query 14 RequestQuery one:request
    saveReplay 15 RequestSaveReplay one:request
    replayInfo 16 RequestReplayInfo one:request
    availableMaps 17 RequestAvailableMaps one:request
    saveMap 18 RequestSaveMap one:request
    ping 19 RequestPing one:request
    debug 20 RequestDebug one:request
    obsAction 21 RequestObserverAction one:request
    mapCommand 22 RequestMapCommand one:request
    id 97 uint32`,
  RequestAction: `
    actions 1 Action repeated`,
  RequestAvailableMaps: ``,
  RequestCreateGame: `
    localMap 1 LocalMap one:Map
    battlenetMapName 2 string one:Map
    playerSetup 3 PlayerSetup repeated
    disableFog 4 bool
    randomSeed 5 uint32
    realtime 6 bool`,
  RequestData: `
    abilityId 1 bool
    unitTypeId 2 bool
    upgradeId 3 bool
    buffId 4 bool
    effectId 5 bool`,
  RequestDebug: `
    debug 1 DebugCommand repeated`,
  RequestGameInfo: ``,
  RequestJoinGame: `
    race 1 Race one:participation
    observedPlayerId 2 uint32 one:participation
    options 3 InterfaceOptions
    serverPorts 4 PortSet
    clientPorts 5 PortSet repeated
    sharedPort 6 int32
    playerName 7 string
    hostIp 8 string`,
  RequestLeaveGame: ``,
  RequestMapCommand: `
    triggerCmd 1 string`,
  RequestObservation: `
    disableFog 1 bool
    gameLoop 2 uint32`,
  RequestObserverAction: `
    actions 1 ObserverAction repeated`,
  RequestPing: ``,
  RequestQuery: `
    pathing 1 RequestQueryPathing repeated
    abilities 2 RequestQueryAvailableAbilities repeated
    placements 3 RequestQueryBuildingPlacement repeated
    ignoreResourceRequirements 4 bool`,
  RequestQueryAvailableAbilities: `
    unitTag 1 uint64`,
  RequestQueryBuildingPlacement: `
    abilityId 1 int32
    targetPos 2 Point2D
    placingUnitTag 3 uint64`,
  RequestQueryPathing: `
    startPos 1 Point2D one:start
    unitTag 2 uint64 one:start
    endPos 3 Point2D`,
  RequestQuickLoad: ``,
  RequestQuickSave: ``,
  RequestQuit: ``,
  RequestReplayInfo: `
    replayPath 1 string one:replay
    replayData 2 bytes one:replay
    downloadData 3 bool`,
  RequestRestartGame: ``,
  RequestSaveMap: `
    mapPath 1 string
    mapData 2 bytes`,
  RequestSaveReplay: ``,
  RequestStartReplay: `
    replayPath 1 string one:replay
    observedPlayerId 2 int32
    options 3 InterfaceOptions
    disableFog 4 bool
    replayData 5 bytes one:replay
    mapData 6 bytes
    realtime 7 bool
    recordReplay 8 bool`,
  RequestStep: `
    count 1 uint32`,
  Response: `
    createGame 1 ResponseCreateGame one:response
    joinGame 2 ResponseJoinGame one:response
    restartGame 3 ResponseRestartGame one:response
    startReplay 4 ResponseStartReplay one:response
    leaveGame 5 ResponseLeaveGame one:response
    quickSave 6 ResponseQuickSave one:response
    quickLoad 7 ResponseQuickLoad one:response
    quit 8 ResponseQuit one:response
    gameInfo 9 ResponseGameInfo one:response
    observation 10 ResponseObservation one:response
    action 11 ResponseAction one:response
    step 12 ResponseStep one:response
    data 13 ResponseData one:response
    query 14 ResponseQuery one:response
    saveReplay 15 ResponseSaveReplay one:response
    replayInfo 16 ResponseReplayInfo one:response
    availableMaps 17 ResponseAvailableMaps one:response
    saveMap 18 ResponseSaveMap one:response
    ping 19 ResponsePing one:response
    debug 20 ResponseDebug one:response
    obsAction 21 ResponseObserverAction one:response
    mapCommand 22 ResponseMapCommand one:response
    id 97 uint32
    error 98 string repeated
    status 99 Status`,
  ResponseAction: `
    result 1 ActionResult repeated`,
  ResponseAvailableMaps: `
    localMapPaths 1 string repeated
    battlenetMapNames 2 string repeated`,
  ResponseCreateGame: `
    error 1 ResponseCreateGameError
    errorDetails 2 string`,
  ResponseData: `
    abilities 1 AbilityData repeated
    units 2 UnitTypeData repeated
    upgrades 3 UpgradeData repeated
    buffs 4 BuffData repeated
    effects 5 EffectData repeated`,
  ResponseDebug: ``,
  ResponseGameInfo: `
    mapName 1 string
    localMapPath 2 string
    playerInfo 3 PlayerInfo repeated
    startRaw 4 StartRaw
    options 5 InterfaceOptions
    modNames 6 string repeated`,
  ResponseJoinGame: `
    playerId 1 uint32
    error 2 ResponseJoinGameError
    errorDetails 3 string`,
  ResponseLeaveGame: ``,
  ResponseMapCommand: `
    error 1 ResponseMapCommandError
    errorDetails 2 string`,
  ResponseObservation: `
    actions 1 Action repeated
    actionErrors 2 ActionError repeated
    observation 3 Observation
    playerResult 4 PlayerResult repeated
    chat 5 ChatReceived repeated`,
  ResponseObserverAction: ``,
  ResponsePing: `
    gameVersion 1 string
    dataVersion 2 string
    dataBuild 3 uint32
    baseBuild 4 uint32`,
  ResponseQuery: `
    pathing 1 ResponseQueryPathing repeated
    abilities 2 ResponseQueryAvailableAbilities repeated
    placements 3 ResponseQueryBuildingPlacement repeated`,
  ResponseQueryAvailableAbilities: `
    abilities 1 AvailableAbility repeated
    unitTag 2 uint64
    unitTypeId 3 uint32`,
  ResponseQueryBuildingPlacement: `
    result 1 ActionResult`,
  ResponseQueryPathing: `
    distance 1 float`,
  ResponseQuickLoad: ``,
  ResponseQuickSave: ``,
  ResponseQuit: ``,
  ResponseReplayInfo: `
    mapName 1 string
    localMapPath 2 string
    playerInfo 3 PlayerInfoExtra repeated
    gameDurationLoops 4 uint32
    gameDurationSeconds 5 float
    gameVersion 6 string
    dataBuild 7 uint32
    baseBuild 8 uint32
    error 9 ResponseReplayInfoError
    errorDetails 10 string
    dataVersion 11 string`,
  ResponseRestartGame: `
    error 1 ResponseRestartGameError
    errorDetails 2 string
    needHardReset 3 bool`,
  ResponseSaveMap: `
    error 1 ResponseSaveMapError`,
  ResponseSaveReplay: `
    data 1 bytes`,
  ResponseStartReplay: `
    error 1 ResponseStartReplayError
    errorDetails 2 string`,
  ResponseStep: `
    simulationLoop 1 uint32`,
  Score: `
    scoreType 6 ScoreScoreType
    score 7 int32
    scoreDetails 8 ScoreDetails`,
  ScoreDetails: `
    idleProductionTime 1 float
    idleWorkerTime 2 float
    totalValueUnits 3 float
    totalValueStructures 4 float
    killedValueUnits 5 float
    killedValueStructures 6 float
    collectedMinerals 7 float
    collectedVespene 8 float
    collectionRateMinerals 9 float
    collectionRateVespene 10 float
    spentMinerals 11 float
    spentVespene 12 float
    foodUsed 13 CategoryScoreDetails
    killedMinerals 14 CategoryScoreDetails
    killedVespene 15 CategoryScoreDetails
    lostMinerals 16 CategoryScoreDetails
    lostVespene 17 CategoryScoreDetails
    friendlyFireMinerals 18 CategoryScoreDetails
    friendlyFireVespene 19 CategoryScoreDetails
    usedMinerals 20 CategoryScoreDetails
    usedVespene 21 CategoryScoreDetails
    totalUsedMinerals 22 CategoryScoreDetails
    totalUsedVespene 23 CategoryScoreDetails
    totalDamageDealt 24 VitalScoreDetails
    totalDamageTaken 25 VitalScoreDetails
    totalHealed 26 VitalScoreDetails
    currentApm 27 float
    currentEffectiveApm 28 float`,
  SinglePanel: `
    unit 1 UnitInfo
    attackUpgradeLevel 2 int32
    armorUpgradeLevel 3 int32
    shieldUpgradeLevel 4 int32
    buffs 5 int32 repeated`,
  Size2DI: `
    x 1 int32
    y 2 int32`,
  SpatialCameraSetup: `
    width 1 float
    resolution 2 Size2DI
    minimapResolution 3 Size2DI
    cropToPlayableArea 4 bool
    allowCheatingLayers 5 bool`,
  StartRaw: `
    mapSize 1 Size2DI
    pathingGrid 2 ImageData
    terrainHeight 3 ImageData
    placementGrid 4 ImageData
    playableArea 5 RectangleI
    startLocations 6 Point2D repeated`,
  Unit: `
    displayType 1 DisplayType
    alliance 2 Alliance
    tag 3 uint64
    unitType 4 uint32
    owner 5 int32
    pos 6 Point
    facing 7 float
    radius 8 float
    buildProgress 9 float
    cloak 10 CloakState
    isSelected 11 bool
    isOnScreen 12 bool
    isBlip 13 bool
    health 14 float
    healthMax 15 float
    shield 16 float
    energy 17 float
    mineralContents 18 int32
    vespeneContents 19 int32
    isFlying 20 bool
    isBurrowed 21 bool
    orders 22 UnitOrder repeated
    addOnTag 23 uint64
    passengers 24 PassengerUnit repeated
    cargoSpaceTaken 25 int32
    cargoSpaceMax 26 int32
    buffIds 27 uint32 repeated
    assignedHarvesters 28 int32
    idealHarvesters 29 int32
    weaponCooldown 30 float
    detectRange 31 float
    radarRange 32 float
    engagedTargetTag 34 uint64
    isPowered 35 bool
    shieldMax 36 float
    energyMax 37 float
    isHallucination 38 bool
    isActive 39 bool
    attackUpgradeLevel 40 int32
    armorUpgradeLevel 41 int32
    shieldUpgradeLevel 42 int32
    buffDurationRemain 43 int32
    buffDurationMax 44 int32
    rallyTargets 45 RallyTarget repeated`,
  UnitInfo: `
    unitType 1 uint32
    playerRelative 2 uint32
    health 3 int32
    shields 4 int32
    energy 5 int32
    transportSlotsTaken 6 int32
    buildProgress 7 float
    addOn 8 UnitInfo
    maxHealth 9 int32
    maxShields 10 int32
    maxEnergy 11 int32`,
  UnitOrder: `
    abilityId 1 uint32
    targetWorldSpacePos 2 Point one:target
    targetUnitTag 3 uint64 one:target
    progress 4 float`,
  UnitTypeData: `
    unitId 1 uint32
    name 2 string
    available 3 bool
    cargoSize 4 uint32
    attributes 8 Attribute repeated
    movementSpeed 9 float
    armor 10 float
    weapons 11 Weapon repeated
    mineralCost 12 uint32
    vespeneCost 13 uint32
    foodRequired 14 float
    abilityId 15 uint32
    race 16 Race
    buildTime 17 float
    foodProvided 18 float
    hasVespene 19 bool
    hasMinerals 20 bool
    techAlias 21 uint32 repeated
    unitAlias 22 uint32
    techRequirement 23 uint32
    requireAttached 24 bool
    sightRange 25 float`,
  UpgradeData: `
    upgradeId 1 uint32
    name 2 string
    mineralCost 3 uint32
    vespeneCost 4 uint32
    researchTime 5 float
    abilityId 6 uint32`,
  VitalScoreDetails: `
    life 1 float
    shields 2 float
    energy 3 float`,
  Weapon: `
    type 1 WeaponTargetType
    damage 2 float
    damageBonus 3 DamageBonus repeated
    attacks 4 uint32
    range 5 float
    speed 6 float`,
} as const;
