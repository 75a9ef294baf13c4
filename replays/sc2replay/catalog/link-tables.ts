/**
 * Where each ability stands in the game's catalog, by base build: `m_abilLink` of a replay's commands is that position.
 * Sources: ggtracker/sc2reader `sc2reader/data/LotV` (MIT); which table fits which build was counted on replays.
 */

/** Every ability of the catalogs below, in their order, as far as one order fits them all. */
export const CATALOG_ORDER = `
CAbil CAbilEffect CAbilQueueable CAbilProgress CAbilRedirect CAbilArmMagazine CAbilAttack CAbilAugment
CAbilBattery CAbilBeacon CAbilBehavior CAbilBuild CAbilBuildable CAbilEffectInstant CAbilEffectTarget
CAbilHarvest CAbilInteract CAbilInventory CAbilLearn CAbilMerge CAbilMergeable CAbilMorph CAbilMorphPlacement
CAbilMove CAbilPawn CAbilQueue CAbilRally CAbilResearch CAbilRevive CAbilSpecialize CAbilStop CAbilTrain
CAbilTransport CAbilWarpable CAbilWarpTrain Taunt stop HoldFire move Beacon ReviveSelf ReviveSelfAtTarget
ReviveSelfReplaceTarget ReviveSelfOnCreep attack SprayTerran SprayZerg SprayProtoss MetalGateDefaultLower
MetalGateDefaultRaise TerranAddOns TerranBuildingLiftOff TerranBuildingLand Refund Salvage DisguiseChangeling
SalvageShared Corruption GhostHoldFire GhostWeaponsFree MorphToInfestedTerran Explode FleetBeaconResearch
PhoenixRangeUpgrade FungalGrowth GuardianShield MULERepair ZerglingTrain MorphZerglingToBaneling
NexusTrainMothership Baneling Feedback MassRecall PlacePointDefenseDrone HallucinationArchon
HallucinationColossus HallucinationHighTemplar HallucinationImmortal HallucinationPhoenix HallucinationProbe
HallucinationStalker HallucinationVoidRay HallucinationWarpPrism HallucinationZealot MULEGather SeekerMissile
CalldownMULE GravitonBeam BuildinProgressNydusCanal Siphon Leech SpawnChangeling DisguiseAsZealot
DisguiseAsMarineWithShield DisguiseAsMarineWithoutShield DisguiseAsZerglingWithWings
DisguiseAsZerglingWithoutWings PhaseShift Rally ProgressRally RallyCommand RallyNexus RallyHatchery
RoachWarrenResearch TunnelingClaws SapStructure InfestedTerrans NeuralParasite SpawnLarva StimpackMarauder
SupplyDrop 250mmStrikeCannons TemporalRift TimeWarp UltraliskCavernResearch ChitinousPlating WormholeTransit
SCVHarvest ProbeHarvest AttackWarpPrism que1 que5 que5CancelToSelection que5LongBlend que5Addon
BuildInProgress Repair TerranBuild SupplyDepot RavenBuild Stimpack GhostCloak Snipe MedivacHeal SiegeMode
Unsiege BansheeCloak MedivacTransport ScannerSweep Yamato AssaultMode FighterMode BunkerTransport
CommandCenterTransport CommandCenterLiftOff CommandCenterLand BarracksBuild BarracksFlyingBuild
BarracksTechLab BarracksAddOns BarracksLiftOff FactoryFlyingBuild FactoryBuild FactoryTechLab FactoryAddOns
FactoryLiftOff StarportBuild StarportFlyingBuild StarportTechLab StarportAddOns StarportLiftOff FactoryLand
StarportLand OrbitalCommandTrain CommandCenterTrain PlanetaryFortressTrain SCV BarracksLand SupplyDepotLower
SupplyDepotRaise BarracksTrain FactoryTrain StarportTrain EngineeringBayResearch GhostAcademyTrain
MercCompoundResearch ArmSiloWithNuke BarracksTechLabResearch FactoryTechLabResearch StarportTechLabResearch
GhostAcademyResearch ArmoryResearch ProtossBuild Reaper WidowMine VikingFighter TerranInfantryWeaponsLevel3
Nuke HighCapacityBarrels RavenRecalibratedExplosives PersonalCloaking TerranVehicleWeaponsLevel3
TwilightCouncil WarpPrismTransport GatewayTrain StargateTrain RoboticsFacilityTrain NexusTrain Zealot VoidRay
WarpPrism Probe PsiStorm HangarQueue5 CarrierTrain BroodLordQueue2 CarrierHangar ForgeResearch
RoboticsBayResearch TemplarArchiveResearch TemplarArchivesResearch ZergBuild Interceptor ProtossShieldsLevel3
ObserverGraviticBooster PsiStormTech UltraliskCavern DroneHarvest EvolutionChamberResearch
ZergMissileWeaponsLevel3 evolutionchamberresearch UpgradeToLair UpgradeToHive UpgradeToGreaterSpire
HiveResearch LairResearch SpawningPoolResearch HydraliskDenResearch GreaterSpireResearch SpireResearch
LarvaTrain overlordspeed zerglingmovementspeed EvolveMuscularAugments ZergFlyerWeaponsLevel3 Zergling
MorphToBroodLord BurrowBanelingDown BurrowBanelingUp BurrowDroneDown BurrowDroneUp BurrowHydraliskDown
BurrowHydraliskUp BurrowRoachDown BurrowRoachUp BurrowZerglingDown BurrowZerglingUp BurrowInfestorTerranDown
BurrowInfestorTerranUp RedstoneLavaCritterBurrow RedstoneLavaCritterInjuredBurrow RedstoneLavaCritterUnburrow
RedstoneLavaCritterInjuredUnburrow OverlordTransport Mergeable Warpable WarpGateTrain BurrowQueenDown
BurrowQueenUp NydusCanalTransport Blink BurrowInfestorDown BurrowInfestorUp MorphToOverseer
UpgradeToPlanetaryFortress InfestationPitResearch BanelingNestResearch CentrificalHooks BurrowUltraliskDown
BurrowUltraliskUp UpgradeToOrbital UpgradeToWarpGate MorphBackToGateway OrbitalLiftOff OrbitalCommandLand
ForceField PhasingMode TransportMode FusionCoreResearch CyberneticsCoreResearch TwilightCouncilResearch
BattlecruiserEnableSpecializations WarpGateResearch TacNukeStrike SalvageBunkerRefund SalvageBunker EMP
HiveTrain LairTrain Queen Vortex TrainQueen BurrowCreepTumorDown Transfusion TechLabMorph
BarracksTechLabMorph FactoryTechLabMorph StarportTechLabMorph ReactorMorph BarracksReactorMorph
FactoryReactorMorph StarportReactorMorph AttackRedirect StimpackRedirect StimpackMarauderRedirect
burrowedStop StopRedirect GenerateCreep QueenBuild CreepTumorQueen SpineCrawlerUproot SporeCrawlerUproot
SpineCrawlerRoot SporeCrawlerRoot CreepTumorBurrowedBuild CreepTumor CreepTumorBuild BuildAutoTurret
ArchonWarp NydusNetworkBuild NydusCanal BuildNydusCanal BroodLordHangar Charge TowerCapture HerdInteract
Frenzy Contaminate Shatter InfestedTerransLayEgg que5Passive que5PassiveCancelToSelection
RavagerCorrosiveBile ShieldBatteryRechargeChanneled BurrowLurkerMPDown BurrowLurkerMPUp BurrowRavagerDown
BurrowRavagerUp MorphToRavager MorphToTransportOverlord ThorNormalMode BridgeExtend BridgeRetract
XelNaga_Caverns_DoorDefaultOpen XelNaga_Caverns_DoorDefaultClose DigesterCreepSpray
MorphToCollapsibleTerranTowerDebris MorphToCollapsibleTerranTowerDebrisRampLeft
MorphToCollapsibleTerranTowerDebrisRampRight MorphToMothership MothershipStasis MothershipCoreWeapon
NexusTrainMothershipCore MothershipCore MothershipCoreTeleport SalvageDroneRefund SalvageDrone
SalvageZerglingRefund SalvageZergling SalvageQueenRefund SalvageQueen SalvageRoachRefund SalvageRoach
SalvageBanelingRefund SalvageBaneling SalvageHydraliskRefund SalvageHydralisk SalvageInfestorRefund
SalvageInfestor SalvageSwarmHostRefund SalvageSwarmHost SalvageUltraliskRefund SalvageUltralisk
DigesterTransport SpectreShield XelNagaHealingShrine NexusInvulnerability NexusPhaseShift
SpawnChangelingTarget QueenLand QueenFly OracleCloakField FlyerShield LocustTrain MothershipCoreMassRecall
SingleRecall MorphToHellion RestoreShields Scryer BurrowChargeTrial LeechResources SnipeDoT
SwarmHostSpawnLocusts Clone BuildingShield MorphToCollapsibleRockTowerDebris MorphToHellionTank
BuildingStasis ResourceBlocker ResourceStun MaxiumThrust Sacrifice BurrowChargeMP BurrowChargeRevD
MorphToSwarmHostBurrowedMP MorphToSwarmHostMP SpawnInfestedTerran attackProtossBuilding burrowedBanelingStop
stopProtossBuilding BlindingCloud EyeStalk Yoink ViperConsume ViperConsumeMinerals ViperConsumeStructure
ProtossBuildingQueue que8 TestZerg VolatileBurstBuilding PickupScrapSmall PickupScrapMedium PickupScrapLarge
PickupPalletGas PickupPalletMinerals MassiveKnockover WidowMineBurrow WidowMineUnburrow WidowMineAttack
TornadoMissile MothershipCoreEnergize LurkerAspectMPFromHydraliskBurrowed LurkerAspectMP UpgradeToLurkerDenMP
HallucinationOracle MedivacSpeedBoost ExtendingBridgeNEWide8Out ExtendingBridgeNEWide8
ExtendingBridgeNWWide8Out ExtendingBridgeNWWide8 ExtendingBridgeNEWide10Out ExtendingBridgeNEWide10
ExtendingBridgeNWWide10Out ExtendingBridgeNWWide10 ExtendingBridgeNEWide12Out ExtendingBridgeNEWide12
ExtendingBridgeNWWide12Out ExtendingBridgeNWWide12 InvulnerabilityShield CritterFlee OracleRevelation
OracleRevelationMode OracleNormalMode MorphToCollapsibleRockTowerDebrisRampRight
MorphToCollapsibleRockTowerDebrisRampLeft VoidSiphon UltraliskWeaponCooldown MothershipCorePurifyNexusCancel
MothershipCorePurifyNexus XelNaga_Caverns_DoorE XelNaga_Caverns_DoorEOpened XelNaga_Caverns_DoorN
XelNaga_Caverns_DoorNE XelNaga_Caverns_DoorNEOpened XelNaga_Caverns_DoorNOpened XelNaga_Caverns_DoorNW
XelNaga_Caverns_DoorNWOpened XelNaga_Caverns_DoorS XelNaga_Caverns_DoorSE XelNaga_Caverns_DoorSEOpened
XelNaga_Caverns_DoorSOpened XelNaga_Caverns_DoorSW XelNaga_Caverns_DoorSWOpened XelNaga_Caverns_DoorW
XelNaga_Caverns_DoorWOpened XelNaga_Caverns_Floating_BridgeNE8Out XelNaga_Caverns_Floating_BridgeNE8
XelNaga_Caverns_Floating_BridgeNW8Out XelNaga_Caverns_Floating_BridgeNW8
XelNaga_Caverns_Floating_BridgeNE10Out XelNaga_Caverns_Floating_BridgeNE10
XelNaga_Caverns_Floating_BridgeNW10Out XelNaga_Caverns_Floating_BridgeNW10
XelNaga_Caverns_Floating_BridgeNE12Out XelNaga_Caverns_Floating_BridgeNE12
XelNaga_Caverns_Floating_BridgeNW12Out XelNaga_Caverns_Floating_BridgeNW12
XelNaga_Caverns_Floating_BridgeH8Out XelNaga_Caverns_Floating_BridgeH8 XelNaga_Caverns_Floating_BridgeV8Out
XelNaga_Caverns_Floating_BridgeV8 XelNaga_Caverns_Floating_BridgeH10Out XelNaga_Caverns_Floating_BridgeH10
XelNaga_Caverns_Floating_BridgeV10Out XelNaga_Caverns_Floating_BridgeV10
XelNaga_Caverns_Floating_BridgeH12Out XelNaga_Caverns_Floating_BridgeH12
XelNaga_Caverns_Floating_BridgeV12Out XelNaga_Caverns_Floating_BridgeV12 TemporalField
SnowRefinery_Terran_ExtendingBridgeNEShort8Out SnowRefinery_Terran_ExtendingBridgeNEShort8
SnowRefinery_Terran_ExtendingBridgeNWShort8Out SnowRefinery_Terran_ExtendingBridgeNWShort8
ArmoryResearchSwarm CausticSpray OracleCloakingFieldTargeted ImmortalOverload MorphToLurker OraclePhaseShift
ReleaseInterceptors PurificationNovaTargeted PurificationNova Impale LockOn LockOnCancel CorruptionBomb
Hyperjump Overcharge ThorAPMode LightofAiur MothershipMassRecall NydusWormTransport OracleWeapon PulsarBeam
PulsarCannon VoidSwarmHostSpawnLocust LocustMPFlyingMorphToGround LocustMPMorphToAir LocustMPFlyingSwoop
HallucinationDisruptor HallucinationAdept VoidRaySwarmDamageBoost SeekerDummyChannel AiurLightBridgeNE8Out
AiurLightBridgeNE8 AiurLightBridgeNE10Out AiurLightBridgeNE10 AiurLightBridgeNE12Out AiurLightBridgeNE12
AiurLightBridgeNW8Out AiurLightBridgeNW8 AiurLightBridgeNW10Out AiurLightBridgeNW10 AiurLightBridgeNW12Out
AiurLightBridgeNW12 ShakurasLightBridgeNE8Out ShakurasLightBridgeNE8 ShakurasLightBridgeNE10Out
ShakurasLightBridgeNE10 ShakurasLightBridgeNE12Out ShakurasLightBridgeNE12 ShakurasLightBridgeNW8Out
ShakurasLightBridgeNW8 ShakurasLightBridgeNW10Out ShakurasLightBridgeNW10 ShakurasLightBridgeNW12Out
ShakurasLightBridgeNW12 AiurTempleBridgeNE8Out AiurTempleBridgeNE8 AiurTempleBridgeNE10Out
AiurTempleBridgeNE10 AiurTempleBridgeNE12Out AiurTempleBridgeNE12 AiurTempleBridgeNW8Out AiurTempleBridgeNW8
AiurTempleBridgeNW10Out AiurTempleBridgeNW10 AiurTempleBridgeNW12Out AiurTempleBridgeNW12
VoidMPImmortalReviveRebuild VoidMPImmortalReviveDeath ArbiterMPStasisField ArbiterMPRecall
CorsairMPDisruptionWeb MorphToGuardianMP MorphToDevourerMP DefilerMPConsume DefilerMPDarkSwarm
DefilerMPPlague DefilerMPBurrow DefilerMPUnburrow QueenMPEnsnare QueenMPSpawnBroodlings
QueenMPInfestCommandCenter OracleBuild LightningBomb Grapple OracleStasisTrap OracleStasisTrapBuild
OracleStasisTrapActivate SelfRepair ParasiticBomb AdeptPhaseShift PurificationNovaMorph
PurificationNovaMorphBack LurkerHoldFire LurkerRemoveHoldFire LiberatorMorphtoAG LiberatorMorphtoAA
LiberatorAGTarget LiberatorAATarget AiurLightBridgeAbandonedNE8Out AiurLightBridgeAbandonedNE8
AiurLightBridgeAbandonedNE10Out AiurLightBridgeAbandonedNE10 AiurLightBridgeAbandonedNE12Out
AiurLightBridgeAbandonedNE12 AiurLightBridgeAbandonedNW8Out AiurLightBridgeAbandonedNW8
AiurLightBridgeAbandonedNW10Out AiurLightBridgeAbandonedNW10 AiurLightBridgeAbandonedNW12Out
AiurLightBridgeAbandonedNW12 TimeStop KD8Charge AdeptPhaseShiftCancel AdeptShadePhaseShiftCancel
SlaynElementalGrab PortCity_Bridge_UnitNE8Out PortCity_Bridge_UnitNE8 PortCity_Bridge_UnitSE8Out
PortCity_Bridge_UnitSE8 PortCity_Bridge_UnitNW8Out PortCity_Bridge_UnitNW8 PortCity_Bridge_UnitSW8Out
PortCity_Bridge_UnitSW8 PortCity_Bridge_UnitNE10Out PortCity_Bridge_UnitNE10 PortCity_Bridge_UnitSE10Out
PortCity_Bridge_UnitSE10 PortCity_Bridge_UnitNW10Out PortCity_Bridge_UnitNW10 PortCity_Bridge_UnitSW10Out
PowerSourceFast PortCity_Bridge_UnitSW10 PortCity_Bridge_UnitNE12Out PortCity_Bridge_UnitNE12
PortCity_Bridge_UnitSE12Out PortCity_Bridge_UnitSE12 PortCity_Bridge_UnitNW12Out PortCity_Bridge_UnitNW12
PortCity_Bridge_UnitSW12Out PortCity_Bridge_UnitSW12 PortCity_Bridge_UnitN8Out PortCity_Bridge_UnitN8
PortCity_Bridge_UnitS8Out PortCity_Bridge_UnitS8 PortCity_Bridge_UnitE8Out PortCity_Bridge_UnitE8
PortCity_Bridge_UnitW8Out PortCity_Bridge_UnitW8 PortCity_Bridge_UnitN10Out PortCity_Bridge_UnitN10
PortCity_Bridge_UnitS10Out PortCity_Bridge_UnitS10 PortCity_Bridge_UnitE10Out PortCity_Bridge_UnitE10
PortCity_Bridge_UnitW10Out PortCity_Bridge_UnitW10 PortCity_Bridge_UnitN12Out PortCity_Bridge_UnitN12
PortCity_Bridge_UnitS12Out PortCity_Bridge_UnitS12 PortCity_Bridge_UnitE12Out PortCity_Bridge_UnitE12
PortCity_Bridge_UnitW12Out PortCity_Bridge_UnitW12 DarkTemplarBlink BattlecruiserAttack BattlecruiserMove
BattlecruiserStop BatteryOvercharge AmorphousArmorcloud OverlordSingleTransport LaunchInterceptors
SpawnLocustsTargeted ViperParasiticBombRelay ParasiticBombRelayDodge VoidRaySwarmDamageBoostCancel
LocustMPFlyingSwoopAttack BypassArmor BypassArmorDroneCU ChannelSnipe DarkShrineResearch LurkerDenMPResearch
ObserverSiegeMorphtoObserver ObserverMorphtoObserverSiege OverseerMorphtoOverseerSiegeMode
OverseerSiegeModeMorphtoOverseer RavenScramblerMissile RavenRepairDrone RavenRepairDroneHeal
RavenShredderMissile ChronoBoostEnergyCost NexusMassRecall MorphToBaneling DarkTemplarBlinkUpgrade
WidowMineArmed IsTransportOverlord LockOnAir PurificationNovaTargetted
`;

/**
 * Runs of each table: `first link:name*count` says that `count` names in catalog order, from `name` on, stand at the
 * links from `first link` on. Links that no run covers are unknown.
 */
export const LINK_RUNS = {
  liberty: `
0:CAbil*44 45:attack 47:MetalGateDefaultLower*15 62:FungalGrowth*3 65:MorphZerglingToBaneling*2
67:Feedback*33 100:SapStructure*10 110:WormholeTransit*12 122:RavenBuild*17 139:BarracksAddOns*2
141:FactoryAddOns*2 143:StarportAddOns*4 147:CommandCenterTrain 148:BarracksLand*7
155:MercCompoundResearch*8 163:WarpPrismTransport*5 168:PsiStorm*2 170:BroodLordQueue2*4
174:TemplarArchivesResearch*2 176:DroneHarvest 177:evolutionchamberresearch*4 181:LairResearch*3
184:SpireResearch*2 186:MorphToBroodLord*31 217:BurrowUltraliskDown*13 230:TacNukeStrike*4 234:Vortex*19
253:SpineCrawlerUproot*4 257:CreepTumorBuild*3 260:BuildNydusCanal*11 292:BridgeExtend*12
304:MothershipCoreTeleport*79 383:BurrowLurkerMPDown*2 385:UpgradeToLurkerDenMP*67
473:ArmoryResearchSwarm*4 477:MorphToRavager 478:MorphToLurker*3 481:RavagerCorrosiveBile
482:BurrowRavagerDown*2 484:PurificationNova*8 492:ThorNormalMode 493:LightofAiur*14
507:AiurTempleBridgeNE8Out*27 534:LightningBomb*16 550:TimeStop*4 557:LaunchInterceptors*2
559:LocustMPFlyingSwoopAttack 560:MorphToTransportOverlord 561:BypassArmor*3 564:LockOnAir*2
`,
  44401: `
0:CAbil*37 38:move 45:attack 58:SalvageShared 60:GhostHoldFire*2 63:Explode 65:FungalGrowth*3 70:Feedback
72:PlacePointDefenseDrone*15 90:SpawnChangeling 97:Rally*5 104:InfestedTerrans*5 111:TimeWarp
114:SCVHarvest*2 117:que1*3 121:que5Addon*3 126:Stimpack*2 129:MedivacHeal*13 143:BarracksLiftOff
145:FactoryLiftOff 147:StarportLiftOff*3 151:BarracksLand*3 166:WarpPrismTransport 171:PsiStorm*2
179:DroneHarvest 181:UpgradeToLair*3 189:MorphToBroodLord*18 210:BurrowQueenDown*8
220:BurrowUltraliskDown*10 233:TacNukeStrike 236:EMP 240:Transfusion 249:AttackRedirect*3
253:StopRedirect*2 256:SpineCrawlerUproot*4 261:BuildAutoTurret*2 265:Charge 269:Contaminate
272:que5Passive*2 301:DigesterCreepSpray 305:MorphToMothership 330:XelNagaHealingShrine
339:MothershipCoreMassRecall 341:MorphToHellion 351:MorphToHellionTank 359:MorphToSwarmHostBurrowedMP*2
362:attackProtossBuilding 364:stopProtossBuilding*2 367:Yoink 370:ViperConsumeStructure 373:TestZerg*2
381:WidowMineBurrow*4 388:BurrowLurkerMPDown*2 390:UpgradeToLurkerDenMP*15 406:CritterFlee*2
415:MothershipCorePurifyNexus*42 480:SnowRefinery_Terran_ExtendingBridgeNEShort8Out*4 497:CausticSpray
499:ImmortalOverload 500:MorphToRavager 501:MorphToLurker 503:ReleaseInterceptors
504:RavagerCorrosiveBile 505:BurrowRavagerDown*2 508:PurificationNovaTargeted 510:LockOn 512:LockOnCancel
514:Hyperjump 516:ThorAPMode 517:ThorNormalMode 519:MothershipMassRecall*3 527:LocustMPFlyingSwoop*17
556:ShakurasLightBridgeNE8Out*12 568:VoidMPImmortalReviveRebuild 570:ArbiterMPStasisField*13
590:ParasiticBomb*2 594:LurkerHoldFire*2 598:LiberatorAGTarget*2 601:AiurLightBridgeAbandonedNE8Out*12
613:KD8Charge 616:AdeptPhaseShiftCancel*3 623:SpawnLocustsTargeted 625:MorphToTransportOverlord
628:ChannelSnipe 650:PowerSourceFast 1795:WidowMineArmed 2280:IsTransportOverlord
`,
  47185: `
0:CAbil*37 38:move 45:attack 59:SprayTerran*3 62:SalvageShared 64:GhostHoldFire*2 67:Explode
69:FungalGrowth*3 74:Feedback 76:PlacePointDefenseDrone*15 94:SpawnChangeling 101:Rally*5
108:InfestedTerrans*5 115:TimeWarp 118:SCVHarvest*2 121:que1*3 125:que5Addon*3 130:Stimpack*2
133:MedivacHeal*13 147:BarracksLiftOff 149:FactoryLiftOff 151:StarportLiftOff*3 155:BarracksLand*3
170:WarpPrismTransport 175:PsiStorm*2 183:DroneHarvest 185:UpgradeToLair*3 193:MorphToBroodLord*18
214:BurrowQueenDown*8 224:BurrowUltraliskDown*10 237:TacNukeStrike 240:EMP 244:Transfusion
253:AttackRedirect*3 257:StopRedirect*2 260:SpineCrawlerUproot*4 265:BuildAutoTurret*2 269:Charge
273:Contaminate 276:que5Passive*2 305:DigesterCreepSpray 309:MorphToMothership 334:XelNagaHealingShrine
343:MothershipCoreMassRecall 345:MorphToHellion 355:MorphToHellionTank 363:MorphToSwarmHostBurrowedMP*2
366:attackProtossBuilding 368:stopProtossBuilding*2 371:Yoink 374:ViperConsumeStructure 377:TestZerg*2
385:WidowMineBurrow*4 392:BurrowLurkerMPDown*2 394:UpgradeToLurkerDenMP*15 410:CritterFlee*2
419:MothershipCorePurifyNexus*42 484:SnowRefinery_Terran_ExtendingBridgeNEShort8Out*4 501:CausticSpray
503:ImmortalOverload 504:MorphToRavager 505:MorphToLurker 507:ReleaseInterceptors
508:RavagerCorrosiveBile 509:BurrowRavagerDown*2 512:PurificationNovaTargeted 514:LockOn 516:LockOnCancel
518:Hyperjump 520:ThorAPMode 521:ThorNormalMode 523:MothershipMassRecall*3 531:LocustMPFlyingSwoop*17
560:ShakurasLightBridgeNE8Out*12 572:VoidMPImmortalReviveRebuild 574:ArbiterMPStasisField*13
594:ParasiticBomb*2 598:LurkerHoldFire*2 602:LiberatorAGTarget*2 605:AiurLightBridgeAbandonedNE8Out*12
617:KD8Charge 620:AdeptPhaseShiftCancel*3 624:PortCity_Bridge_UnitNE8Out*15
639:PortCity_Bridge_UnitSW10*14 653:PowerSourceFast 654:PortCity_Bridge_UnitW8Out*18
676:SpawnLocustsTargeted 678:MorphToTransportOverlord 681:ChannelSnipe 1847:WidowMineArmed
2375:IsTransportOverlord
`,
  48258: `
35:Taunt*2 38:move 45:attack 59:SprayTerran*3 62:SalvageShared 64:GhostHoldFire*2 67:Explode
68:PhoenixRangeUpgrade*4 72:Baneling 74:Feedback 76:PlacePointDefenseDrone*15 94:SpawnChangeling
101:Rally*5 106:TunnelingClaws 108:InfestedTerrans*5 115:TimeWarp 116:ChitinousPlating 118:SCVHarvest*2
121:que1*3 125:que5Addon*3 128:SupplyDepot 130:Stimpack*2 133:MedivacHeal*13 146:BarracksTechLab
147:BarracksLiftOff 148:FactoryTechLab 149:FactoryLiftOff 150:StarportTechLab 151:StarportLiftOff*3
154:SCV*4 158:Reaper*4 163:Nuke 164:Stimpack 165:HighCapacityBarrels*6 171:Zealot*6 178:Interceptor*6
184:ZergMissileWeaponsLevel3 185:UpgradeToLair*3 188:overlordspeed*23 213:Zealot 214:BurrowQueenDown*8
222:NeuralParasite 223:CentrificalHooks*11 234:BattlecruiserEnableSpecializations*2 236:Charge
237:TacNukeStrike 240:EMP 242:Queen 244:Transfusion 253:AttackRedirect*3 257:StopRedirect*2
259:CreepTumorQueen*5 264:CreepTumor 265:BuildAutoTurret*2 267:NydusCanal 269:Charge 273:Contaminate
276:que5Passive*2 305:DigesterCreepSpray 309:MorphToMothership 312:MothershipCore
334:XelNagaHealingShrine 343:MothershipCoreMassRecall 345:MorphToHellion 355:MorphToHellionTank
363:MorphToSwarmHostBurrowedMP*2 366:attackProtossBuilding 368:stopProtossBuilding*2 371:Yoink
374:ViperConsumeStructure 377:TestZerg*2 385:WidowMineBurrow*4 392:BurrowLurkerMPDown*2
394:UpgradeToLurkerDenMP*15 410:CritterFlee*2 419:MothershipCorePurifyNexus*42
484:SnowRefinery_Terran_ExtendingBridgeNEShort8Out*4 509:CausticSpray 512:MorphToRavager
513:MorphToLurker 516:RavagerCorrosiveBile 517:BurrowRavagerDown*2 520:PurificationNovaTargeted
522:LockOn 524:LockOnCancel 526:Hyperjump 528:ThorAPMode 529:ThorNormalMode 531:MothershipMassRecall*3
539:LocustMPFlyingSwoop*17 568:ShakurasLightBridgeNE8Out*12 580:VoidMPImmortalReviveRebuild
582:ArbiterMPStasisField*13 598:OracleStasisTrap 602:ParasiticBomb*2 606:LurkerHoldFire*2
610:LiberatorAGTarget*2 613:AiurLightBridgeAbandonedNE8Out*12 625:KD8Charge 628:AdeptPhaseShiftCancel*3
632:PortCity_Bridge_UnitNE8Out*14 646:PowerSourceFast*34 682:DarkTemplarBlink 686:SpawnLocustsTargeted
688:MorphToTransportOverlord 691:ChannelSnipe 694:DarkTemplarBlinkUpgrade 1843:WidowMineArmed
2378:IsTransportOverlord
`,
  53644: `
35:Taunt*2 38:move 45:attack 60:SprayTerran*3 63:SalvageShared 65:GhostHoldFire*2 68:Explode*2
70:FungalGrowth*4 75:Feedback 77:PlacePointDefenseDrone*15 95:SpawnChangeling 102:Rally*6
109:InfestedTerrans*5 116:TimeWarp*2 119:SCVHarvest*2 122:que1*3 126:que5Addon*4 131:Stimpack*2
134:MedivacHeal*13 147:BarracksFlyingBuild 148:BarracksLiftOff*2 150:FactoryLiftOff
151:StarportFlyingBuild 152:StarportLiftOff*3 155:PlanetaryFortressTrain 156:BarracksLand*7
164:GhostAcademyTrain 165:BarracksTechLabResearch*6 171:WarpPrismTransport*5 176:PsiStorm*2
179:CarrierTrain 180:ForgeResearch*3 183:ZergBuild 184:DroneHarvest*2 186:UpgradeToLair*3
189:LairResearch*2 191:LurkerDenMPResearch 192:SpireResearch*2 194:MorphToBroodLord*18
214:WarpGateTrain*11 225:BurrowUltraliskDown*13 238:TacNukeStrike 241:EMP 243:LairTrain 245:Transfusion
254:AttackRedirect*3 258:StopRedirect*3 261:SpineCrawlerUproot*5 266:BuildAutoTurret*3 270:Charge
274:Contaminate 277:que5Passive*2 306:DigesterCreepSpray 310:MorphToMothership
313:NexusTrainMothershipCore 335:XelNagaHealingShrine 344:MothershipCoreMassRecall 346:MorphToHellion
356:MorphToHellionTank 364:MorphToSwarmHostBurrowedMP*2 367:attackProtossBuilding
369:stopProtossBuilding*2 372:Yoink 375:ViperConsumeStructure 378:TestZerg*2 386:WidowMineBurrow*4
393:BurrowLurkerMPDown*2 395:UpgradeToLurkerDenMP*15 411:CritterFlee*2 420:MothershipCorePurifyNexus*42
485:SnowRefinery_Terran_ExtendingBridgeNEShort8Out*4 510:CausticSpray 513:MorphToRavager
514:MorphToLurker 517:RavagerCorrosiveBile 518:BurrowRavagerDown*2 521:PurificationNovaTargeted
523:LockOn 525:LockOnCancel 527:Hyperjump 529:ThorAPMode 530:ThorNormalMode 532:MothershipMassRecall*3
540:LocustMPFlyingSwoop*17 569:ShakurasLightBridgeNE8Out*12 581:VoidMPImmortalReviveRebuild
583:ArbiterMPStasisField*13 599:OracleBuild 603:ParasiticBomb*2 607:LurkerHoldFire*2
611:LiberatorAGTarget*2 614:AiurLightBridgeAbandonedNE8Out*12 626:KD8Charge 629:AdeptPhaseShiftCancel*3
633:PortCity_Bridge_UnitNE8Out*15 648:PortCity_Bridge_UnitSW10*33 683:DarkTemplarBlink
687:SpawnLocustsTargeted 688:VoidRaySwarmDamageBoostCancel 690:MorphToTransportOverlord 693:ChannelSnipe
696:DarkShrineResearch
`,
  54724: `
35:Taunt*2 38:move 45:attack 60:SprayTerran*3 63:SalvageShared 65:GhostHoldFire*2 68:Explode*2
70:FungalGrowth*4 75:Feedback 77:PlacePointDefenseDrone*15 95:SpawnChangeling 102:Rally*6
109:InfestedTerrans*5 116:TimeWarp*2 119:SCVHarvest*2 122:que1*3 126:que5Addon*4 131:Stimpack*2
134:MedivacHeal*13 147:BarracksFlyingBuild 148:BarracksLiftOff*2 150:FactoryLiftOff
151:StarportFlyingBuild 152:StarportLiftOff*3 155:PlanetaryFortressTrain 156:BarracksLand*7
164:GhostAcademyTrain 165:BarracksTechLabResearch*6 171:WarpPrismTransport*5 176:PsiStorm*2
179:CarrierTrain 180:ForgeResearch*3 183:ZergBuild 184:DroneHarvest*2 186:UpgradeToLair*3
189:LairResearch*2 191:LurkerDenMPResearch 192:SpireResearch*2 194:MorphToBroodLord*18
214:WarpGateTrain*11 225:BurrowUltraliskDown*13 238:TacNukeStrike 241:EMP 243:LairTrain 245:Transfusion
254:AttackRedirect*3 258:StopRedirect*3 261:SpineCrawlerUproot*5 266:BuildAutoTurret*3 270:Charge
274:Contaminate 277:que5Passive*2 306:DigesterCreepSpray 310:MorphToMothership
313:NexusTrainMothershipCore 335:XelNagaHealingShrine 344:MothershipCoreMassRecall 346:MorphToHellion
356:MorphToHellionTank 364:MorphToSwarmHostBurrowedMP*2 367:attackProtossBuilding
369:stopProtossBuilding*2 372:Yoink 375:ViperConsumeStructure 378:TestZerg*2 386:WidowMineBurrow*4
393:BurrowLurkerMPDown*2 395:UpgradeToLurkerDenMP*15 411:CritterFlee*2 420:MothershipCorePurifyNexus*42
485:SnowRefinery_Terran_ExtendingBridgeNEShort8Out*4 510:CausticSpray 513:MorphToRavager
514:MorphToLurker 517:RavagerCorrosiveBile 518:BurrowRavagerDown*2 521:PurificationNovaTargeted
523:LockOn 525:LockOnCancel 527:Hyperjump 529:ThorAPMode 530:ThorNormalMode 532:MothershipMassRecall*3
540:LocustMPFlyingSwoop*17 569:ShakurasLightBridgeNE8Out*12 581:VoidMPImmortalReviveRebuild
583:ArbiterMPStasisField*13 599:OracleBuild 603:ParasiticBomb*2 607:LurkerHoldFire*2
611:LiberatorAGTarget*2 614:AiurLightBridgeAbandonedNE8Out*12 626:KD8Charge 629:AdeptPhaseShiftCancel*3
633:PortCity_Bridge_UnitNE8Out*15 648:PortCity_Bridge_UnitSW10*33 683:DarkTemplarBlink
687:SpawnLocustsTargeted 688:VoidRaySwarmDamageBoostCancel 690:MorphToTransportOverlord 693:ChannelSnipe
696:DarkShrineResearch
`,
  59587: `
39:Taunt*2 42:move 45:attack 60:SprayTerran*3 63:SalvageShared 65:GhostHoldFire*2 68:Explode*2
70:FungalGrowth*4 74:NexusTrainMothership 75:Feedback*2 78:HallucinationArchon*11 90:CalldownMULE*2
95:SpawnChangeling 102:Rally*6 109:InfestedTerrans*5 117:UltraliskCavernResearch 119:SCVHarvest*2
122:que1*3 126:que5Addon*4 131:Stimpack*2 134:MedivacHeal*13 147:BarracksFlyingBuild 148:BarracksLiftOff
149:FactoryBuild 150:FactoryLiftOff*2 152:StarportLiftOff*4 156:BarracksLand*7 164:GhostAcademyTrain
165:BarracksTechLabResearch*6 171:WarpPrismTransport*5 176:PsiStorm*2 179:CarrierTrain
180:ForgeResearch*3 183:ZergBuild 184:DroneHarvest*2 186:UpgradeToLair*4 190:SpawningPoolResearch*2
192:SpireResearch*2 194:MorphToBroodLord*18 214:WarpGateTrain*11 225:BurrowUltraliskDown*13
238:TacNukeStrike 241:EMP 243:HiveTrain 245:Transfusion 254:AttackRedirect*3 258:StopRedirect*3
261:SpineCrawlerUproot*5 267:ArchonWarp*2 270:Charge 274:Contaminate 277:que5Passive*2
306:DigesterCreepSpray 310:MorphToMothership 335:XelNagaHealingShrine 344:MothershipCoreMassRecall
346:MorphToHellion 356:MorphToHellionTank 364:MorphToSwarmHostBurrowedMP*2 367:attackProtossBuilding
369:stopProtossBuilding*2 372:Yoink 375:ViperConsumeStructure 378:TestZerg*2 386:WidowMineBurrow*4
393:BurrowLurkerMPDown*2 396:HallucinationOracle*14 411:CritterFlee*2 420:MothershipCorePurifyNexus*42
485:SnowRefinery_Terran_ExtendingBridgeNEShort8Out*4 510:CausticSpray 513:MorphToRavager
514:MorphToLurker 517:RavagerCorrosiveBile 518:BurrowRavagerDown*2 521:PurificationNovaTargeted
523:LockOn 525:LockOnCancel 527:Hyperjump 529:ThorAPMode 530:ThorNormalMode 533:NydusWormTransport*2
540:LocustMPFlyingSwoop*17 569:ShakurasLightBridgeNE8Out*12 581:VoidMPImmortalReviveRebuild
583:ArbiterMPStasisField*13 599:OracleBuild 603:ParasiticBomb*2 607:LurkerHoldFire*2
611:LiberatorAGTarget*2 614:AiurLightBridgeAbandonedNE8Out*12 626:KD8Charge 629:AdeptPhaseShiftCancel*3
633:PortCity_Bridge_UnitNE8Out*15 648:PortCity_Bridge_UnitSW10*33 683:DarkTemplarBlink
687:SpawnLocustsTargeted 688:VoidRaySwarmDamageBoostCancel 690:MorphToTransportOverlord 693:ChannelSnipe
696:DarkShrineResearch*12 711:ShieldBatteryRechargeChanneled
`,
  70154: `
39:Taunt*2 42:move 45:attack 60:SprayTerran*3 63:SalvageShared 65:GhostHoldFire*2 68:Explode*2
70:FungalGrowth*4 74:NexusTrainMothership 75:Feedback*2 78:HallucinationArchon*11 90:CalldownMULE*2
95:SpawnChangeling 102:Rally*6 109:InfestedTerrans*5 117:UltraliskCavernResearch 119:SCVHarvest*2
122:que1*3 126:que5Addon*4 131:Stimpack*2 134:MedivacHeal*13 147:BarracksFlyingBuild 148:BarracksLiftOff
149:FactoryBuild 150:FactoryLiftOff*2 152:StarportLiftOff*4 156:BarracksLand*7 164:GhostAcademyTrain
165:BarracksTechLabResearch*6 171:WarpPrismTransport*5 176:PsiStorm*2 179:CarrierTrain
180:ForgeResearch*3 183:ZergBuild 184:DroneHarvest*2 186:UpgradeToLair*4 190:SpawningPoolResearch*2
192:SpireResearch*2 194:MorphToBroodLord*17 214:WarpGateTrain*11 225:BurrowUltraliskDown*13
238:TacNukeStrike 241:EMP 243:HiveTrain 245:Transfusion 254:AttackRedirect*3 258:StopRedirect*3
261:SpineCrawlerUproot*5 266:BuildAutoTurret*3 270:Charge 274:Contaminate 277:que5Passive*2
302:ThorNormalMode 307:DigesterCreepSpray 311:MorphToMothership 336:XelNagaHealingShrine
345:MothershipCoreMassRecall 347:MorphToHellion 357:MorphToHellionTank 365:MorphToSwarmHostBurrowedMP*2
368:attackProtossBuilding 370:stopProtossBuilding*2 373:Yoink 376:ViperConsumeStructure 379:TestZerg*2
387:WidowMineBurrow*4 394:BurrowLurkerMPDown*2 397:HallucinationOracle*14 412:CritterFlee*2
421:MothershipCorePurifyNexus*42 486:SnowRefinery_Terran_ExtendingBridgeNEShort8Out*4 511:CausticSpray
514:MorphToRavager 515:MorphToLurker 518:RavagerCorrosiveBile 519:BurrowRavagerDown*2
522:PurificationNovaTargeted 524:LockOn 526:LockOnCancel 528:Hyperjump 530:ThorAPMode
533:NydusWormTransport*2 540:LocustMPFlyingSwoop*17 569:ShakurasLightBridgeNE8Out*12
581:VoidMPImmortalReviveRebuild 583:ArbiterMPStasisField*13 599:OracleBuild 603:ParasiticBomb*2
607:LurkerHoldFire*2 611:LiberatorAGTarget*2 614:AiurLightBridgeAbandonedNE8Out*12 626:KD8Charge
629:AdeptPhaseShiftCancel*3 633:PortCity_Bridge_UnitNE8Out*15 648:PortCity_Bridge_UnitSW10*33
683:DarkTemplarBlink 687:OverlordSingleTransport 688:SpawnLocustsTargeted*4 693:MorphToTransportOverlord
696:ChannelSnipe 699:DarkShrineResearch*7 707:RavenRepairDroneHeal*4 714:ShieldBatteryRechargeChanneled
`,
  76114: `
39:Taunt*2 42:move 45:attack 60:SprayTerran*3 63:SalvageShared 65:GhostHoldFire*2 68:Explode*2
70:FungalGrowth*4 74:NexusTrainMothership 75:Feedback*2 78:HallucinationArchon*11 90:CalldownMULE*2
95:SpawnChangeling 102:Rally*6 109:InfestedTerrans*5 117:UltraliskCavernResearch 119:SCVHarvest*2
122:que1*3 126:que5Addon*4 131:Stimpack*2 134:MedivacHeal*13 147:BarracksFlyingBuild
148:BarracksLiftOff*2 150:FactoryLiftOff 151:StarportFlyingBuild 152:StarportLiftOff*3
155:CommandCenterTrain 156:BarracksLand*7 164:GhostAcademyTrain 165:BarracksTechLabResearch*6
171:WarpPrismTransport*5 176:PsiStorm*2 179:CarrierTrain 180:ForgeResearch*3 183:ZergBuild
184:DroneHarvest*2 186:UpgradeToLair*4 190:SpawningPoolResearch*3 193:LarvaTrain 194:MorphToBroodLord*18
214:WarpGateTrain*11 225:BurrowUltraliskDown*13 238:TacNukeStrike 241:EMP 243:HiveTrain 245:Transfusion
254:AttackRedirect*3 258:StopRedirect*3 261:SpineCrawlerUproot*5 266:BuildAutoTurret*3 270:Charge
274:Contaminate 277:que5Passive*2 281:RavagerCorrosiveBile*2 303:BurrowLurkerMPDown*2
307:BurrowRavagerDown*4 312:ThorNormalMode 317:DigesterCreepSpray 321:MorphToMothership
346:XelNagaHealingShrine 355:MothershipCoreMassRecall 357:MorphToHellion 367:MorphToHellionTank
375:MorphToSwarmHostBurrowedMP*2 378:attackProtossBuilding 380:stopProtossBuilding*2 383:Yoink
386:ViperConsumeStructure 389:TestZerg*2 397:WidowMineBurrow*4 403:HallucinationOracle*14
418:CritterFlee*2 427:MothershipCorePurifyNexus*42 494:SnowRefinery_Terran_ExtendingBridgeNEShort8Out*4
519:CausticSpray 522:MorphToLurker 526:PurificationNovaTargeted 528:LockOn 530:LockOnCancel 532:Hyperjump
534:ThorAPMode 537:NydusWormTransport*2 544:LocustMPFlyingSwoop*17 573:ShakurasLightBridgeNE8Out*12
585:VoidMPImmortalReviveRebuild 587:ArbiterMPStasisField*13 603:OracleBuild 607:ParasiticBomb*2
611:LurkerHoldFire*2 615:LiberatorAGTarget*2 618:AiurLightBridgeAbandonedNE8Out*12 630:KD8Charge
633:AdeptPhaseShiftCancel*3 637:PortCity_Bridge_UnitNE8Out*15 652:PortCity_Bridge_UnitSW10*33
687:DarkTemplarBlink 690:BattlecruiserAttack 692:BattlecruiserMove 694:BattlecruiserStop
696:SpawnLocustsTargeted*4 703:ChannelSnipe 706:DarkShrineResearch*7 714:RavenRepairDroneHeal*4
`,
  77379: `
39:Taunt*2 42:move 45:attack 60:SprayTerran*3 63:SalvageShared 65:GhostHoldFire*2 68:Explode*2
70:FungalGrowth*4 74:NexusTrainMothership 75:Feedback*2 78:HallucinationArchon*11 90:CalldownMULE*2
95:SpawnChangeling 102:Rally*6 110:NeuralParasite*4 117:UltraliskCavernResearch 119:SCVHarvest*2
122:que1*3 126:que5Addon*4 131:Stimpack*2 134:MedivacHeal*13 147:BarracksFlyingBuild
148:BarracksLiftOff*2 150:FactoryLiftOff 151:StarportFlyingBuild 152:StarportLiftOff*3
155:CommandCenterTrain 156:BarracksLand*7 164:GhostAcademyTrain 165:BarracksTechLabResearch*6
171:WarpPrismTransport*5 176:PsiStorm*2 179:CarrierTrain 180:ForgeResearch*3 183:ZergBuild
184:DroneHarvest*2 186:UpgradeToLair*4 190:SpawningPoolResearch*3 193:LarvaTrain 194:MorphToBroodLord*18
214:WarpGateTrain*11 225:BurrowUltraliskDown*13 238:TacNukeStrike 241:EMP 243:HiveTrain 245:Transfusion
254:AttackRedirect*3 258:StopRedirect*3 261:SpineCrawlerUproot*5 266:BuildAutoTurret*3 270:Charge
274:Contaminate 277:que5Passive*2 281:RavagerCorrosiveBile*2 303:BurrowLurkerMPDown*2
307:BurrowRavagerDown*4 312:ThorNormalMode 317:DigesterCreepSpray 321:MorphToMothership
346:XelNagaHealingShrine 355:MothershipCoreMassRecall 357:MorphToHellion 367:MorphToHellionTank
375:MorphToSwarmHostBurrowedMP*2 378:attackProtossBuilding 380:stopProtossBuilding*2 383:Yoink
386:ViperConsumeStructure 389:TestZerg*2 397:WidowMineBurrow*4 403:HallucinationOracle*14
418:CritterFlee*2 427:MothershipCorePurifyNexus*42 494:SnowRefinery_Terran_ExtendingBridgeNEShort8Out*4
519:CausticSpray 522:MorphToLurker 526:PurificationNovaTargeted 528:LockOn 530:LockOnCancel 532:Hyperjump
534:ThorAPMode 537:NydusWormTransport*2 544:LocustMPFlyingSwoop*17 573:ShakurasLightBridgeNE8Out*12
585:VoidMPImmortalReviveRebuild 587:ArbiterMPStasisField*13 603:OracleBuild 607:ParasiticBomb*2
611:LurkerHoldFire*2 615:LiberatorAGTarget*2 618:AiurLightBridgeAbandonedNE8Out*12 630:KD8Charge
633:AdeptPhaseShiftCancel*3 637:PortCity_Bridge_UnitNE8Out*15 652:PortCity_Bridge_UnitSW10*33
687:DarkTemplarBlink 690:BattlecruiserAttack 692:BattlecruiserMove 694:BattlecruiserStop
696:AmorphousArmorcloud 697:SpawnLocustsTargeted*4 704:ChannelSnipe 707:DarkShrineResearch*7
715:RavenRepairDroneHeal*4
`,
  80949: `
40:Taunt*2 43:move 46:attack 62:SprayTerran*3 65:SalvageShared 67:GhostHoldFire*2 70:Explode*2
72:FungalGrowth*4 76:NexusTrainMothership 77:Feedback*2 80:HallucinationArchon*11 92:CalldownMULE*2
97:SpawnChangeling 104:Rally*6 112:NeuralParasite*4 119:UltraliskCavernResearch 121:SCVHarvest*2
124:que1*3 128:que5Addon*4 133:Stimpack*2 136:MedivacHeal*13 149:BarracksFlyingBuild
150:BarracksLiftOff*2 152:FactoryLiftOff 153:StarportFlyingBuild 154:StarportLiftOff*3
157:CommandCenterTrain 158:BarracksLand*7 166:GhostAcademyTrain 167:BarracksTechLabResearch*6
173:WarpPrismTransport*5 178:PsiStorm*2 181:CarrierTrain 182:ForgeResearch*3 185:ZergBuild
186:DroneHarvest*2 188:UpgradeToLair*4 192:SpawningPoolResearch*3 195:LarvaTrain 196:MorphToBroodLord*18
216:WarpGateTrain*11 227:BurrowUltraliskDown*13 240:TacNukeStrike 243:EMP 245:HiveTrain 247:Transfusion
256:AttackRedirect*3 260:StopRedirect*3 263:SpineCrawlerUproot*5 268:BuildAutoTurret*3 272:Charge
276:Contaminate 279:que5Passive*2 283:RavagerCorrosiveBile 305:BurrowLurkerMPDown*2
309:BurrowRavagerDown*4 314:ThorNormalMode 319:DigesterCreepSpray 323:MorphToMothership
348:XelNagaHealingShrine 357:MothershipCoreMassRecall 359:MorphToHellion 369:MorphToHellionTank
377:MorphToSwarmHostBurrowedMP*2 383:BlindingCloud 385:Yoink 388:ViperConsumeStructure 391:TestZerg*2
399:WidowMineBurrow*4 405:HallucinationOracle*14 420:CritterFlee*2 429:MothershipCorePurifyNexus*42
496:SnowRefinery_Terran_ExtendingBridgeNEShort8Out*4 521:CausticSpray 524:MorphToLurker
528:PurificationNovaTargeted 530:LockOn 532:LockOnCancel 534:Hyperjump 536:ThorAPMode
539:NydusWormTransport*2 546:LocustMPFlyingSwoop*17 575:ShakurasLightBridgeNE8Out*12
587:VoidMPImmortalReviveRebuild 589:ArbiterMPStasisField*13 605:OracleBuild 609:ParasiticBomb*2
613:LurkerHoldFire*2 617:LiberatorAGTarget*2 620:AiurLightBridgeAbandonedNE8Out*12 632:KD8Charge
635:AdeptPhaseShiftCancel*3 639:PortCity_Bridge_UnitNE8Out*15 654:PortCity_Bridge_UnitSW10*33
689:DarkTemplarBlink 693:BattlecruiserAttack 695:BattlecruiserMove 697:BattlecruiserStop*2
700:AmorphousArmorcloud 702:SpawnLocustsTargeted*4 709:ChannelSnipe 712:DarkShrineResearch*7
720:RavenRepairDroneHeal*4
`,
  89720: `
40:Taunt*2 43:move 46:attack 62:SprayTerran*3 65:SalvageShared 67:GhostHoldFire*2 70:Explode*2
72:FungalGrowth*3 76:NexusTrainMothership 77:Feedback*2 80:HallucinationArchon*11 92:CalldownMULE*2
97:SpawnChangeling 104:Rally*6 112:NeuralParasite*4 119:UltraliskCavernResearch 121:SCVHarvest*2
124:que1*3 128:que5Addon*4 133:Stimpack*2 136:MedivacHeal*14 150:BarracksLiftOff*2 152:FactoryLiftOff*2
154:StarportLiftOff*4 158:BarracksLand*7 166:GhostAcademyTrain 167:BarracksTechLabResearch*6
173:WarpPrismTransport*5 178:PsiStorm*2 181:CarrierTrain 182:ForgeResearch*3 185:ZergBuild
186:DroneHarvest*2 188:UpgradeToLair*4 192:SpawningPoolResearch*3 195:LarvaTrain 196:MorphToBroodLord*18
216:WarpGateTrain*11 227:BurrowUltraliskDown*13 240:TacNukeStrike 243:EMP 245:HiveTrain 247:Transfusion
256:AttackRedirect*3 260:StopRedirect*3 263:SpineCrawlerUproot*5 268:BuildAutoTurret*3 272:Charge
276:Contaminate 279:que5Passive*2 283:RavagerCorrosiveBile 305:BurrowLurkerMPDown*2
309:BurrowRavagerDown*4 314:ThorNormalMode 319:DigesterCreepSpray 323:MorphToMothership
348:XelNagaHealingShrine 357:MothershipCoreMassRecall 359:MorphToHellion 369:MorphToHellionTank
377:MorphToSwarmHostBurrowedMP*2 383:BlindingCloud 385:Yoink 388:ViperConsumeStructure 391:TestZerg*2
399:WidowMineBurrow*4 405:HallucinationOracle*14 420:CritterFlee*2 429:MothershipCorePurifyNexus*42
496:SnowRefinery_Terran_ExtendingBridgeNEShort8Out*4 521:CausticSpray 524:MorphToLurker
528:PurificationNovaTargeted 530:LockOn 532:LockOnCancel 534:Hyperjump 536:ThorAPMode
539:NydusWormTransport*2 546:LocustMPFlyingSwoop*17 575:ShakurasLightBridgeNE8Out*12
587:VoidMPImmortalReviveRebuild 589:ArbiterMPStasisField*13 605:OracleBuild 609:ParasiticBomb*2
613:LurkerHoldFire*2 617:LiberatorAGTarget*2 620:AiurLightBridgeAbandonedNE8Out*12 632:KD8Charge
635:AdeptPhaseShiftCancel*3 639:PortCity_Bridge_UnitNE8Out*15 654:PortCity_Bridge_UnitSW10*33
689:DarkTemplarBlink 693:BattlecruiserAttack 695:BattlecruiserMove 697:BattlecruiserStop*2
700:AmorphousArmorcloud 702:SpawnLocustsTargeted*4 709:ChannelSnipe 712:DarkShrineResearch*7
720:RavenRepairDroneHeal*4 729:MorphToBaneling
`,
} as const satisfies Record<string, string>;
export type LinkTable = keyof typeof LINK_RUNS;

/** From which base build on a table holds. Builds below the first have no table. */
export const TABLE_FROM: readonly (readonly [baseBuild: number, table: LinkTable])[] = [
  [34784, 'liberty'],
  [44401, 44401],
  [47185, 47185],
  [48258, 48258],
  [53644, 53644],
  [54518, 76114],
  [54724, 54724],
  [59587, 59587],
  [64469, 76114],
  [67188, 77379],
  [67926, 70154],
  [70154, 76114],
  [77535, 77379],
  [80949, 80949],
  [89634, 89720],
  [92440, 80949],
  [94137, 89720],
  [95299, 80949],
  [97364, 89720],
  [97425, 80949],
];
