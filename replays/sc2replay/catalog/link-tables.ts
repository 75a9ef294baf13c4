/**
 * Where each ability stands in the game's catalog, by base build: `m_abilLink` of a replay's commands is that position.
 *
 * Source of the positions: ggtracker/sc2reader, `sc2reader/data/LotV/*_abilities.csv` (MIT). Which table holds for which build,
 * and where positions lie between two tables, was found by counting which units were selected for which link in replays
 * of each build (docs/sc2-catalog.md). Names of doors, bridges and base classes were left out: nobody commands them.
 */

/** Every ability of the catalogs below, in one order that follows theirs as far as one order can. */
export const CATALOG_ORDER = `
Taunt stop HoldFire move Beacon ReviveSelf ReviveSelfAtTarget ReviveSelfReplaceTarget ReviveSelfOnCreep
attack SprayTerran SprayZerg SprayProtoss TerranAddOns TerranBuildingLiftOff TerranBuildingLand Refund
Salvage DisguiseChangeling SalvageShared Corruption GhostHoldFire GhostWeaponsFree MorphToInfestedTerran
Explode FleetBeaconResearch PhoenixRangeUpgrade FungalGrowth GuardianShield MULERepair ZerglingTrain
MorphZerglingToBaneling NexusTrainMothership Baneling Feedback MassRecall PlacePointDefenseDrone
HallucinationArchon HallucinationColossus HallucinationHighTemplar HallucinationImmortal
HallucinationPhoenix HallucinationProbe HallucinationStalker HallucinationVoidRay HallucinationWarpPrism
HallucinationZealot MULEGather SeekerMissile CalldownMULE GravitonBeam BuildinProgressNydusCanal Siphon
Leech SpawnChangeling DisguiseAsZealot DisguiseAsMarineWithShield DisguiseAsMarineWithoutShield
DisguiseAsZerglingWithWings DisguiseAsZerglingWithoutWings PhaseShift Rally ProgressRally RallyCommand
RallyNexus RallyHatchery RoachWarrenResearch TunnelingClaws SapStructure InfestedTerrans NeuralParasite
SpawnLarva StimpackMarauder SupplyDrop 250mmStrikeCannons TemporalRift TimeWarp UltraliskCavernResearch
ChitinousPlating WormholeTransit SCVHarvest ProbeHarvest AttackWarpPrism que1 que5 que5CancelToSelection
que5LongBlend que5Addon BuildInProgress Repair TerranBuild SupplyDepot RavenBuild Stimpack GhostCloak
Snipe MedivacHeal SiegeMode Unsiege BansheeCloak MedivacTransport ScannerSweep Yamato AssaultMode
FighterMode BunkerTransport CommandCenterTransport CommandCenterLiftOff CommandCenterLand BarracksBuild
BarracksFlyingBuild BarracksTechLab BarracksAddOns BarracksLiftOff FactoryFlyingBuild FactoryBuild
FactoryTechLab FactoryAddOns FactoryLiftOff StarportBuild StarportFlyingBuild StarportTechLab
StarportAddOns StarportLiftOff FactoryLand StarportLand OrbitalCommandTrain CommandCenterTrain
PlanetaryFortressTrain SCV BarracksLand SupplyDepotLower SupplyDepotRaise BarracksTrain FactoryTrain
StarportTrain EngineeringBayResearch GhostAcademyTrain MercCompoundResearch ArmSiloWithNuke
BarracksTechLabResearch FactoryTechLabResearch StarportTechLabResearch GhostAcademyResearch ArmoryResearch
ProtossBuild Reaper WidowMine VikingFighter TerranInfantryWeaponsLevel3 Nuke HighCapacityBarrels
RavenRecalibratedExplosives PersonalCloaking TerranVehicleWeaponsLevel3 TwilightCouncil WarpPrismTransport
GatewayTrain StargateTrain RoboticsFacilityTrain NexusTrain Zealot VoidRay WarpPrism Probe PsiStorm
HangarQueue5 CarrierTrain BroodLordQueue2 CarrierHangar ForgeResearch RoboticsBayResearch
TemplarArchiveResearch TemplarArchivesResearch ZergBuild Interceptor ProtossShieldsLevel3
ObserverGraviticBooster PsiStormTech UltraliskCavern DroneHarvest EvolutionChamberResearch
ZergMissileWeaponsLevel3 evolutionchamberresearch UpgradeToLair UpgradeToHive UpgradeToGreaterSpire
HiveResearch LairResearch SpawningPoolResearch HydraliskDenResearch GreaterSpireResearch SpireResearch
LarvaTrain overlordspeed zerglingmovementspeed EvolveMuscularAugments ZergFlyerWeaponsLevel3 Zergling
MorphToBroodLord BurrowBanelingDown BurrowBanelingUp BurrowDroneDown BurrowDroneUp BurrowHydraliskDown
BurrowHydraliskUp BurrowRoachDown BurrowRoachUp BurrowZerglingDown BurrowZerglingUp
BurrowInfestorTerranDown BurrowInfestorTerranUp RedstoneLavaCritterBurrow RedstoneLavaCritterInjuredBurrow
RedstoneLavaCritterUnburrow RedstoneLavaCritterInjuredUnburrow OverlordTransport Mergeable Warpable
WarpGateTrain BurrowQueenDown BurrowQueenUp NydusCanalTransport Blink BurrowInfestorDown BurrowInfestorUp
MorphToOverseer UpgradeToPlanetaryFortress InfestationPitResearch BanelingNestResearch CentrificalHooks
BurrowUltraliskDown BurrowUltraliskUp UpgradeToOrbital UpgradeToWarpGate MorphBackToGateway OrbitalLiftOff
OrbitalCommandLand ForceField PhasingMode TransportMode FusionCoreResearch CyberneticsCoreResearch
TwilightCouncilResearch BattlecruiserEnableSpecializations WarpGateResearch TacNukeStrike
SalvageBunkerRefund SalvageBunker EMP HiveTrain LairTrain Queen Vortex TrainQueen BurrowCreepTumorDown
Transfusion TechLabMorph BarracksTechLabMorph FactoryTechLabMorph StarportTechLabMorph ReactorMorph
BarracksReactorMorph FactoryReactorMorph StarportReactorMorph AttackRedirect StimpackRedirect
StimpackMarauderRedirect burrowedStop StopRedirect GenerateCreep QueenBuild CreepTumorQueen
SpineCrawlerUproot SporeCrawlerUproot SpineCrawlerRoot SporeCrawlerRoot CreepTumorBurrowedBuild CreepTumor
CreepTumorBuild BuildAutoTurret ArchonWarp NydusNetworkBuild NydusCanal BuildNydusCanal BroodLordHangar
Charge TowerCapture HerdInteract Frenzy Contaminate Shatter InfestedTerransLayEgg que5Passive
que5PassiveCancelToSelection RavagerCorrosiveBile ShieldBatteryRechargeChanneled BurrowLurkerMPDown
BurrowLurkerMPUp BurrowRavagerDown BurrowRavagerUp MorphToRavager MorphToTransportOverlord ThorNormalMode
DigesterCreepSpray MorphToCollapsibleTerranTowerDebris MorphToCollapsibleTerranTowerDebrisRampLeft
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
MorphToSwarmHostBurrowedMP MorphToSwarmHostMP SpawnInfestedTerran attackProtossBuilding
burrowedBanelingStop stopProtossBuilding BlindingCloud EyeStalk Yoink ViperConsume ViperConsumeMinerals
ViperConsumeStructure ProtossBuildingQueue que8 TestZerg VolatileBurstBuilding PickupScrapSmall
PickupScrapMedium PickupScrapLarge PickupPalletGas PickupPalletMinerals MassiveKnockover WidowMineBurrow
WidowMineUnburrow WidowMineAttack TornadoMissile MothershipCoreEnergize
LurkerAspectMPFromHydraliskBurrowed LurkerAspectMP UpgradeToLurkerDenMP HallucinationOracle
MedivacSpeedBoost InvulnerabilityShield CritterFlee OracleRevelation OracleRevelationMode OracleNormalMode
MorphToCollapsibleRockTowerDebrisRampRight MorphToCollapsibleRockTowerDebrisRampLeft VoidSiphon
UltraliskWeaponCooldown MothershipCorePurifyNexusCancel MothershipCorePurifyNexus TemporalField
ArmoryResearchSwarm CausticSpray OracleCloakingFieldTargeted ImmortalOverload MorphToLurker
OraclePhaseShift ReleaseInterceptors PurificationNovaTargeted PurificationNova Impale LockOn LockOnCancel
CorruptionBomb Hyperjump Overcharge ThorAPMode LightofAiur MothershipMassRecall NydusWormTransport
OracleWeapon PulsarBeam PulsarCannon VoidSwarmHostSpawnLocust LocustMPFlyingMorphToGround
LocustMPMorphToAir LocustMPFlyingSwoop HallucinationDisruptor HallucinationAdept VoidRaySwarmDamageBoost
SeekerDummyChannel VoidMPImmortalReviveRebuild VoidMPImmortalReviveDeath ArbiterMPStasisField
ArbiterMPRecall CorsairMPDisruptionWeb MorphToGuardianMP MorphToDevourerMP DefilerMPConsume
DefilerMPDarkSwarm DefilerMPPlague DefilerMPBurrow DefilerMPUnburrow QueenMPEnsnare QueenMPSpawnBroodlings
QueenMPInfestCommandCenter OracleBuild LightningBomb Grapple OracleStasisTrap OracleStasisTrapBuild
OracleStasisTrapActivate SelfRepair ParasiticBomb AdeptPhaseShift PurificationNovaMorph
PurificationNovaMorphBack LurkerHoldFire LurkerRemoveHoldFire LiberatorMorphtoAG LiberatorMorphtoAA
LiberatorAGTarget LiberatorAATarget TimeStop KD8Charge AdeptPhaseShiftCancel AdeptShadePhaseShiftCancel
SlaynElementalGrab PowerSourceFast DarkTemplarBlink BattlecruiserAttack BattlecruiserMove
BattlecruiserStop HydraliskFrenzy BatteryOvercharge AmorphousArmorcloud ShieldBatteryRechargeEx5
OverlordSingleTransport LaunchInterceptors SpawnLocustsTargeted MorphBuildingGatewayWarpGateFree
ViperParasiticBombRelay ParasiticBombRelayDodge VoidRaySwarmDamageBoostCancel LocustMPFlyingSwoopAttack
BypassArmor BypassArmorDroneCU ChannelSnipe DarkShrineResearch LurkerDenMPResearch
ObserverSiegeMorphtoObserver ObserverMorphtoObserverSiege OverseerMorphtoOverseerSiegeMode
OverseerSiegeModeMorphtoOverseer RavenScramblerMissile RavenRepairDrone RavenRepairDroneHeal
RavenShredderMissile ChronoBoostEnergyCost NexusMassRecall MorphToBaneling MothershipCloak EnergyRecharge
SalvageEffect DarkTemplarBlinkUpgrade WidowMineArmed IsTransportOverlord LockOnAir
PurificationNovaTargetted
`;

/**
 * One catalog: the first base build that has it, and its runs. A run `link:name*count` says that `count` names of the order
 * above, from `name` on, stand at the links from `link` on. Links that no run covers are not known.
 */
export const CATALOGS: readonly (readonly [baseBuild: number, runs: string])[] = [
  [
    34784,
    `
35:Taunt*9 45:attack 49:TerranAddOns*13 62:FungalGrowth*3 65:MorphZerglingToBaneling*2 67:Feedback*33
100:SapStructure*10 110:WormholeTransit*12 122:RavenBuild*17 139:BarracksAddOns*2 141:FactoryAddOns*2
143:StarportAddOns*4 147:CommandCenterTrain 148:BarracksLand*7 155:MercCompoundResearch*8
163:WarpPrismTransport*5 168:PsiStorm*2 170:BroodLordQueue2*4 174:TemplarArchivesResearch*2
176:DroneHarvest 177:evolutionchamberresearch*4 181:LairResearch*3 184:SpireResearch*2
186:MorphToBroodLord*31 217:BurrowUltraliskDown*13 230:TacNukeStrike*4 234:Vortex*19
253:SpineCrawlerUproot*4 257:CreepTumorBuild*3 260:BuildNydusCanal*11 296:DigesterCreepSpray*8
304:MothershipCoreTeleport*79 383:BurrowLurkerMPDown*2 385:UpgradeToLurkerDenMP*3
400:InvulnerabilityShield*11 451:TemporalField 473:ArmoryResearchSwarm*4 477:MorphToRavager
478:MorphToLurker*3 481:RavagerCorrosiveBile 482:BurrowRavagerDown*2 484:PurificationNova*8
492:ThorNormalMode 493:LightofAiur*14 519:VoidMPImmortalReviveRebuild*15 534:LightningBomb*20
557:LaunchInterceptors*2 559:LocustMPFlyingSwoopAttack 560:MorphToTransportOverlord 561:BypassArmor*3
564:LockOnAir*2 602:MorphToTransportOverlord
`,
  ],
  [
    42253,
    `
35:Taunt*9 45:attack 49:TerranAddOns*13 62:FungalGrowth*3 65:MorphZerglingToBaneling*2 67:Feedback*33
100:SapStructure*10 110:WormholeTransit*12 122:RavenBuild*17 139:BarracksAddOns*2 141:FactoryAddOns*2
143:StarportAddOns*4 147:CommandCenterTrain 148:BarracksLand*7 155:MercCompoundResearch*8
163:WarpPrismTransport*5 168:PsiStorm*2 170:BroodLordQueue2*4 174:TemplarArchivesResearch*2
176:DroneHarvest 177:evolutionchamberresearch*4 181:LairResearch*3 184:SpireResearch*2
186:MorphToBroodLord*31 217:BurrowUltraliskDown*13 230:TacNukeStrike*4 234:Vortex*19
253:SpineCrawlerUproot*4 257:CreepTumorBuild*3 260:BuildNydusCanal*11 296:DigesterCreepSpray*8
304:MothershipCoreTeleport 305:NexusTrainMothershipCore 327:XelNagaHealingShrine
336:MothershipCoreMassRecall 338:MorphToHellion 348:MorphToHellionTank 356:MorphToSwarmHostBurrowedMP*2
359:attackProtossBuilding 361:stopProtossBuilding*2 364:Yoink 367:ViperConsumeStructure 370:TestZerg*2
378:WidowMineBurrow*4 385:BurrowLurkerMPDown*2 387:UpgradeToLurkerDenMP*3 403:CritterFlee*2
412:MothershipCorePurifyNexus 453:TemporalField 494:CausticSpray 496:ImmortalOverload 497:MorphToRavager
498:MorphToLurker 500:ReleaseInterceptors 501:RavagerCorrosiveBile 502:BurrowRavagerDown*2
505:PurificationNovaTargeted 507:LockOn 509:LockOnCancel 511:Hyperjump 513:ThorAPMode 514:ThorNormalMode
516:MothershipMassRecall*3 524:LocustMPFlyingSwoop*5 565:VoidMPImmortalReviveRebuild
567:ArbiterMPStasisField*13 587:ParasiticBomb*2 591:LurkerHoldFire*2 595:LiberatorAGTarget*2 610:KD8Charge
613:AdeptPhaseShiftCancel*3 620:SpawnLocustsTargeted 622:MorphToTransportOverlord 625:ChannelSnipe
647:PowerSourceFast 1792:WidowMineArmed 2277:IsTransportOverlord
`,
  ],
  [
    44401,
    `
35:Taunt*2 38:move 45:attack 58:SalvageShared 60:GhostHoldFire*2 63:Explode 65:FungalGrowth*3 70:Feedback
72:PlacePointDefenseDrone*15 90:SpawnChangeling 97:Rally*5 104:InfestedTerrans*5 111:TimeWarp
114:SCVHarvest*2 117:que1*8 125:RavenBuild*17 142:BarracksAddOns*2 144:FactoryAddOns*2
146:StarportAddOns*4 150:CommandCenterTrain 151:BarracksLand*7 158:MercCompoundResearch*8
166:WarpPrismTransport*5 171:PsiStorm*2 173:BroodLordQueue2*4 177:TemplarArchivesResearch*2
179:DroneHarvest 180:evolutionchamberresearch*4 184:LairResearch*3 187:SpireResearch*2
189:MorphToBroodLord*31 220:BurrowUltraliskDown*13 233:TacNukeStrike*4 237:Vortex*19
256:SpineCrawlerUproot*4 260:CreepTumorBuild*3 265:Charge 269:Contaminate 272:que5Passive*2
301:DigesterCreepSpray 305:MorphToMothership 308:NexusTrainMothershipCore 330:XelNagaHealingShrine
339:MothershipCoreMassRecall 341:MorphToHellion 351:MorphToHellionTank 359:MorphToSwarmHostBurrowedMP*2
362:attackProtossBuilding 364:stopProtossBuilding*2 367:Yoink 370:ViperConsumeStructure 373:TestZerg*2
381:WidowMineBurrow*4 388:BurrowLurkerMPDown*2 390:UpgradeToLurkerDenMP*3 406:CritterFlee*2
415:MothershipCorePurifyNexus 456:TemporalField 497:CausticSpray 499:ImmortalOverload 500:MorphToRavager
501:MorphToLurker 503:ReleaseInterceptors 504:RavagerCorrosiveBile 505:BurrowRavagerDown*2
508:PurificationNovaTargeted 510:LockOn 512:LockOnCancel 514:Hyperjump 516:ThorAPMode 517:ThorNormalMode
519:MothershipMassRecall*3 527:LocustMPFlyingSwoop*5 568:VoidMPImmortalReviveRebuild
570:ArbiterMPStasisField*13 590:ParasiticBomb*2 594:LurkerHoldFire*2 598:LiberatorAGTarget*2 613:KD8Charge
616:AdeptPhaseShiftCancel*3 623:SpawnLocustsTargeted 625:MorphToTransportOverlord 628:ChannelSnipe
650:PowerSourceFast 1795:WidowMineArmed 2280:IsTransportOverlord
`,
  ],
  [
    47185,
    `
35:Taunt*2 38:move 45:attack 59:SprayTerran*3 62:SalvageShared 64:GhostHoldFire*2 67:Explode
69:FungalGrowth*3 74:Feedback 76:PlacePointDefenseDrone*15 94:SpawnChangeling 101:Rally*5
108:InfestedTerrans*5 115:TimeWarp 118:SCVHarvest*2 121:que1*3 125:que5Addon*4 130:Stimpack*2
133:MedivacHeal*13 146:BarracksFlyingBuild 147:BarracksLiftOff*2 149:FactoryLiftOff
150:StarportFlyingBuild 151:StarportLiftOff*3 154:PlanetaryFortressTrain 155:BarracksLand*7
163:GhostAcademyTrain 164:BarracksTechLabResearch*6 170:WarpPrismTransport*5 175:PsiStorm*2
178:CarrierTrain 179:ForgeResearch*3 182:ZergBuild 183:DroneHarvest*2 185:UpgradeToLair*3
188:LairResearch*2 190:LurkerDenMPResearch 191:SpireResearch*2 193:MorphToBroodLord*18
213:WarpGateTrain*11 224:BurrowUltraliskDown*13 237:TacNukeStrike 240:EMP 242:LairTrain 244:Transfusion
253:AttackRedirect*3 257:StopRedirect*3 260:SpineCrawlerUproot*5 265:BuildAutoTurret*3 269:Charge
273:Contaminate 276:que5Passive*2 305:DigesterCreepSpray 309:MorphToMothership
312:NexusTrainMothershipCore 334:XelNagaHealingShrine 343:MothershipCoreMassRecall 345:MorphToHellion
355:MorphToHellionTank 363:MorphToSwarmHostBurrowedMP*2 366:attackProtossBuilding
368:stopProtossBuilding*2 371:Yoink 374:ViperConsumeStructure 377:TestZerg*2 385:WidowMineBurrow*4
392:BurrowLurkerMPDown*2 394:UpgradeToLurkerDenMP*3 410:CritterFlee*2 419:MothershipCorePurifyNexus
460:TemporalField 501:CausticSpray 503:ImmortalOverload 504:MorphToRavager 505:MorphToLurker
507:ReleaseInterceptors 508:RavagerCorrosiveBile 509:BurrowRavagerDown*2 512:PurificationNovaTargeted
514:LockOn 516:LockOnCancel 518:Hyperjump 520:ThorAPMode 521:ThorNormalMode 523:MothershipMassRecall*3
531:LocustMPFlyingSwoop*5 572:VoidMPImmortalReviveRebuild 574:ArbiterMPStasisField*13 594:ParasiticBomb*2
598:LurkerHoldFire*2 602:LiberatorAGTarget*2 617:KD8Charge 620:AdeptPhaseShiftCancel*3 653:PowerSourceFast
676:SpawnLocustsTargeted 678:MorphToTransportOverlord 681:ChannelSnipe 1847:WidowMineArmed
2375:IsTransportOverlord
`,
  ],
  [
    48258,
    `
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
276:que5Passive*2 305:DigesterCreepSpray 309:MorphToMothership 312:MothershipCore 334:XelNagaHealingShrine
343:MothershipCoreMassRecall 345:MorphToHellion 355:MorphToHellionTank 363:MorphToSwarmHostBurrowedMP*2
366:attackProtossBuilding 368:stopProtossBuilding*2 371:Yoink 374:ViperConsumeStructure 377:TestZerg*2
385:WidowMineBurrow*4 392:BurrowLurkerMPDown*2 394:UpgradeToLurkerDenMP*3 410:CritterFlee*2
419:MothershipCorePurifyNexus 460:TemporalField 509:CausticSpray 512:MorphToRavager 513:MorphToLurker
516:RavagerCorrosiveBile 517:BurrowRavagerDown*2 520:PurificationNovaTargeted 522:LockOn 524:LockOnCancel
526:Hyperjump 528:ThorAPMode 529:ThorNormalMode 531:MothershipMassRecall*3 539:LocustMPFlyingSwoop*5
580:VoidMPImmortalReviveRebuild 582:ArbiterMPStasisField*13 598:OracleStasisTrap 602:ParasiticBomb*2
606:LurkerHoldFire*2 610:LiberatorAGTarget*2 625:KD8Charge 628:AdeptPhaseShiftCancel*3 646:PowerSourceFast
682:DarkTemplarBlink 686:SpawnLocustsTargeted 688:MorphToTransportOverlord 691:ChannelSnipe
694:DarkTemplarBlinkUpgrade 1843:WidowMineArmed 2378:IsTransportOverlord
`,
  ],
  [
    53644,
    `
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
393:BurrowLurkerMPDown*2 395:UpgradeToLurkerDenMP*3 411:CritterFlee*2 420:MothershipCorePurifyNexus
461:TemporalField 510:CausticSpray 513:MorphToRavager 514:MorphToLurker 517:RavagerCorrosiveBile
518:BurrowRavagerDown*2 521:PurificationNovaTargeted 523:LockOn 525:LockOnCancel 527:Hyperjump
529:ThorAPMode 530:ThorNormalMode 532:MothershipMassRecall*3 540:LocustMPFlyingSwoop*5
581:VoidMPImmortalReviveRebuild 583:ArbiterMPStasisField*13 599:OracleBuild 603:ParasiticBomb*2
607:LurkerHoldFire*2 611:LiberatorAGTarget*2 626:KD8Charge 629:AdeptPhaseShiftCancel*3
683:DarkTemplarBlink 687:SpawnLocustsTargeted 688:VoidRaySwarmDamageBoostCancel
690:MorphToTransportOverlord 693:ChannelSnipe 696:DarkShrineResearch
`,
  ],
  [
    59587,
    `
39:Taunt*2 42:move 45:attack 60:SprayTerran*3 63:SalvageShared 65:GhostHoldFire*2 68:Explode*2
70:FungalGrowth*4 74:NexusTrainMothership 75:Feedback*2 78:HallucinationArchon*11 90:CalldownMULE*2
95:SpawnChangeling 102:Rally*6 109:InfestedTerrans*5 117:UltraliskCavernResearch 119:SCVHarvest*2
122:que1*3 126:que5Addon*4 131:Stimpack*2 134:MedivacHeal*13 147:BarracksFlyingBuild 148:BarracksLiftOff
149:FactoryBuild 150:FactoryLiftOff*2 152:StarportLiftOff*4 156:BarracksLand*7 164:GhostAcademyTrain
165:BarracksTechLabResearch*6 171:WarpPrismTransport*5 176:PsiStorm*2 179:CarrierTrain 180:ForgeResearch*3
183:ZergBuild 184:DroneHarvest*2 186:UpgradeToLair*4 190:SpawningPoolResearch*2 192:SpireResearch*2
194:MorphToBroodLord*18 214:WarpGateTrain*11 225:BurrowUltraliskDown*13 238:TacNukeStrike 241:EMP
243:HiveTrain 245:Transfusion 254:AttackRedirect*3 258:StopRedirect*3 261:SpineCrawlerUproot*5
267:ArchonWarp*2 270:Charge 274:Contaminate 277:que5Passive*2 306:DigesterCreepSpray 310:MorphToMothership
335:XelNagaHealingShrine 344:MothershipCoreMassRecall 346:MorphToHellion 356:MorphToHellionTank
364:MorphToSwarmHostBurrowedMP*2 367:attackProtossBuilding 369:stopProtossBuilding*2 372:Yoink
375:ViperConsumeStructure 378:TestZerg*2 386:WidowMineBurrow*4 393:BurrowLurkerMPDown*2
396:HallucinationOracle*2 411:CritterFlee*2 420:MothershipCorePurifyNexus 461:TemporalField
510:CausticSpray 513:MorphToRavager 514:MorphToLurker 517:RavagerCorrosiveBile 518:BurrowRavagerDown*2
521:PurificationNovaTargeted 523:LockOn 525:LockOnCancel 527:Hyperjump 529:ThorAPMode 530:ThorNormalMode
533:NydusWormTransport*2 540:LocustMPFlyingSwoop*5 581:VoidMPImmortalReviveRebuild
583:ArbiterMPStasisField*13 599:OracleBuild 603:ParasiticBomb*2 607:LurkerHoldFire*2
611:LiberatorAGTarget*2 626:KD8Charge 629:AdeptPhaseShiftCancel*3 683:DarkTemplarBlink
687:SpawnLocustsTargeted 688:VoidRaySwarmDamageBoostCancel 690:MorphToTransportOverlord 693:ChannelSnipe
696:DarkShrineResearch*12 711:ShieldBatteryRechargeChanneled
`,
  ],
  [
    64469,
    `
39:Taunt*2 42:move 45:attack 60:SprayTerran*3 63:SalvageShared 65:GhostHoldFire*2 68:Explode*2
70:FungalGrowth*4 74:NexusTrainMothership 75:Feedback*2 78:HallucinationArchon*11 90:CalldownMULE*2
95:SpawnChangeling 102:Rally*6 109:InfestedTerrans*5 117:UltraliskCavernResearch 119:SCVHarvest*2
122:que1*3 126:que5Addon*4 131:Stimpack*2 134:MedivacHeal*13 147:BarracksFlyingBuild 148:BarracksLiftOff
149:FactoryBuild 150:FactoryLiftOff*2 152:StarportLiftOff*4 156:BarracksLand*7 164:GhostAcademyTrain
165:BarracksTechLabResearch*6 171:WarpPrismTransport*5 176:PsiStorm*2 179:CarrierTrain 180:ForgeResearch*3
183:ZergBuild 184:DroneHarvest*2 186:UpgradeToLair*4 190:SpawningPoolResearch*2 192:SpireResearch*2
194:MorphToBroodLord*17 214:WarpGateTrain*11 225:BurrowUltraliskDown*13 238:TacNukeStrike 241:EMP
243:HiveTrain 245:Transfusion 254:AttackRedirect*3 258:StopRedirect*3 261:SpineCrawlerUproot*5
266:BuildAutoTurret*3 270:Charge 274:Contaminate 277:que5Passive*2 302:ThorNormalMode
307:DigesterCreepSpray 311:MorphToMothership 336:XelNagaHealingShrine 345:MothershipCoreMassRecall
347:MorphToHellion 357:MorphToHellionTank 365:MorphToSwarmHostBurrowedMP*2 368:attackProtossBuilding
370:stopProtossBuilding*2 373:Yoink 376:ViperConsumeStructure 379:TestZerg*2 387:WidowMineBurrow*4
394:BurrowLurkerMPDown*2 397:HallucinationOracle*2 412:CritterFlee*2 421:MothershipCorePurifyNexus
462:TemporalField 511:CausticSpray 514:MorphToRavager 515:MorphToLurker 518:RavagerCorrosiveBile
519:BurrowRavagerDown*2 522:PurificationNovaTargeted 524:LockOn 526:LockOnCancel 528:Hyperjump
530:ThorAPMode 533:NydusWormTransport*2 540:LocustMPFlyingSwoop*5 581:VoidMPImmortalReviveRebuild
583:ArbiterMPStasisField*13 599:OracleBuild 603:ParasiticBomb*2 607:LurkerHoldFire*2
611:LiberatorAGTarget*2 626:KD8Charge 629:AdeptPhaseShiftCancel*3 683:DarkTemplarBlink
687:OverlordSingleTransport 688:SpawnLocustsTargeted 689:ViperParasiticBombRelay*3
693:MorphToTransportOverlord 696:ChannelSnipe 699:DarkShrineResearch*7 707:RavenRepairDroneHeal*4
714:ShieldBatteryRechargeChanneled
`,
  ],
  [
    71663,
    `
39:Taunt*2 42:move 45:attack 60:SprayTerran*3 63:SalvageShared 65:GhostHoldFire*2 68:Explode*2
70:FungalGrowth*4 74:NexusTrainMothership 75:Feedback*2 78:HallucinationArchon*11 90:CalldownMULE*2
95:SpawnChangeling 102:Rally*6 109:InfestedTerrans*5 117:UltraliskCavernResearch 119:SCVHarvest*2
122:que1*3 126:que5Addon*4 131:Stimpack*2 134:MedivacHeal*13 147:BarracksFlyingBuild 148:BarracksLiftOff*2
150:FactoryLiftOff 151:StarportFlyingBuild 152:StarportLiftOff*3 155:CommandCenterTrain 156:BarracksLand*7
164:GhostAcademyTrain 165:BarracksTechLabResearch*6 171:WarpPrismTransport*5 176:PsiStorm*2
179:CarrierTrain 180:ForgeResearch*3 183:ZergBuild 184:DroneHarvest*2 186:UpgradeToLair*4
190:SpawningPoolResearch*3 193:LarvaTrain 194:MorphToBroodLord*18 214:WarpGateTrain*11
225:BurrowUltraliskDown*13 238:TacNukeStrike 241:EMP 243:HiveTrain 245:Transfusion 254:AttackRedirect*3
258:StopRedirect*3 261:SpineCrawlerUproot*5 266:BuildAutoTurret*3 270:Charge 274:Contaminate
277:que5Passive*2 281:RavagerCorrosiveBile*2 303:BurrowLurkerMPDown*2 307:BurrowRavagerDown*4
312:ThorNormalMode 317:DigesterCreepSpray 321:MorphToMothership 346:XelNagaHealingShrine
355:MothershipCoreMassRecall 357:MorphToHellion 367:MorphToHellionTank 375:MorphToSwarmHostBurrowedMP*2
378:attackProtossBuilding 380:stopProtossBuilding*2 383:Yoink 386:ViperConsumeStructure 389:TestZerg*2
397:WidowMineBurrow*4 403:HallucinationOracle*2 418:CritterFlee*2 427:MothershipCorePurifyNexus
468:TemporalField 519:CausticSpray 522:MorphToLurker 526:PurificationNovaTargeted 528:LockOn
530:LockOnCancel 532:Hyperjump 534:ThorAPMode 537:NydusWormTransport*2 544:LocustMPFlyingSwoop*5
585:VoidMPImmortalReviveRebuild 587:ArbiterMPStasisField*13 603:OracleBuild 607:ParasiticBomb*2
611:LurkerHoldFire*2 615:LiberatorAGTarget*2 630:KD8Charge 633:AdeptPhaseShiftCancel*3
687:DarkTemplarBlink 690:BattlecruiserAttack 692:BattlecruiserMove 694:BattlecruiserStop
696:SpawnLocustsTargeted 697:ViperParasiticBombRelay*3 703:ChannelSnipe 706:DarkShrineResearch*7
714:RavenRepairDroneHeal*4
`,
  ],
  [
    77379,
    `
39:Taunt*2 42:move 45:attack 60:SprayTerran*3 63:SalvageShared 65:GhostHoldFire*2 68:Explode*2
70:FungalGrowth*4 74:NexusTrainMothership 75:Feedback*2 78:HallucinationArchon*11 90:CalldownMULE*2
95:SpawnChangeling 102:Rally*6 110:NeuralParasite*4 117:UltraliskCavernResearch 119:SCVHarvest*2
122:que1*3 126:que5Addon*4 131:Stimpack*2 134:MedivacHeal*13 147:BarracksFlyingBuild 148:BarracksLiftOff*2
150:FactoryLiftOff 151:StarportFlyingBuild 152:StarportLiftOff*3 155:CommandCenterTrain 156:BarracksLand*7
164:GhostAcademyTrain 165:BarracksTechLabResearch*6 171:WarpPrismTransport*5 176:PsiStorm*2
179:CarrierTrain 180:ForgeResearch*3 183:ZergBuild 184:DroneHarvest*2 186:UpgradeToLair*4
190:SpawningPoolResearch*3 193:LarvaTrain 194:MorphToBroodLord*18 214:WarpGateTrain*11
225:BurrowUltraliskDown*13 238:TacNukeStrike 241:EMP 243:HiveTrain 245:Transfusion 254:AttackRedirect*3
258:StopRedirect*3 261:SpineCrawlerUproot*5 266:BuildAutoTurret*3 270:Charge 274:Contaminate
277:que5Passive*2 281:RavagerCorrosiveBile*2 303:BurrowLurkerMPDown*2 307:BurrowRavagerDown*4
312:ThorNormalMode 317:DigesterCreepSpray 321:MorphToMothership 346:XelNagaHealingShrine
355:MothershipCoreMassRecall 357:MorphToHellion 367:MorphToHellionTank 375:MorphToSwarmHostBurrowedMP*2
378:attackProtossBuilding 380:stopProtossBuilding*2 383:Yoink 386:ViperConsumeStructure 389:TestZerg*2
397:WidowMineBurrow*4 403:HallucinationOracle*2 418:CritterFlee*2 427:MothershipCorePurifyNexus
468:TemporalField 519:CausticSpray 522:MorphToLurker 526:PurificationNovaTargeted 528:LockOn
530:LockOnCancel 532:Hyperjump 534:ThorAPMode 537:NydusWormTransport*2 544:LocustMPFlyingSwoop*5
585:VoidMPImmortalReviveRebuild 587:ArbiterMPStasisField*13 603:OracleBuild 607:ParasiticBomb*2
611:LurkerHoldFire*2 615:LiberatorAGTarget*2 630:KD8Charge 633:AdeptPhaseShiftCancel*3
687:DarkTemplarBlink 690:BattlecruiserAttack 692:BattlecruiserMove 694:BattlecruiserStop
696:AmorphousArmorcloud 697:SpawnLocustsTargeted 698:ViperParasiticBombRelay*3 704:ChannelSnipe
707:DarkShrineResearch*7 715:RavenRepairDroneHeal*4
`,
  ],
  [
    79998,
    `
39:Taunt*2 42:move 45:attack 60:SprayTerran*3 63:SalvageShared 65:GhostHoldFire*2 68:Explode*2
70:FungalGrowth*4 74:NexusTrainMothership 75:Feedback*2 78:HallucinationArchon*11 90:CalldownMULE*2
95:SpawnChangeling 102:Rally*6 110:NeuralParasite*4 117:UltraliskCavernResearch 119:SCVHarvest*2
122:que1*3 126:que5Addon*4 131:Stimpack*2 134:MedivacHeal*13 147:BarracksFlyingBuild 148:BarracksLiftOff*2
150:FactoryLiftOff 151:StarportFlyingBuild 152:StarportLiftOff*3 155:CommandCenterTrain 156:BarracksLand*7
164:GhostAcademyTrain 165:BarracksTechLabResearch*6 171:WarpPrismTransport*5 176:PsiStorm*2
179:CarrierTrain 180:ForgeResearch*3 183:ZergBuild 184:DroneHarvest*2 186:UpgradeToLair*4
190:SpawningPoolResearch*3 193:LarvaTrain 194:MorphToBroodLord*18 214:WarpGateTrain*11
225:BurrowUltraliskDown*13 238:TacNukeStrike 241:EMP 243:HiveTrain 245:Transfusion 254:AttackRedirect*3
258:StopRedirect*3 261:SpineCrawlerUproot*5 266:BuildAutoTurret*3 270:Charge 274:Contaminate
277:que5Passive*2 281:RavagerCorrosiveBile*2 303:BurrowLurkerMPDown*2 307:BurrowRavagerDown*4
312:ThorNormalMode 317:DigesterCreepSpray 321:MorphToMothership 346:XelNagaHealingShrine
355:MothershipCoreMassRecall 357:MorphToHellion 367:MorphToHellionTank 375:MorphToSwarmHostBurrowedMP*2
378:attackProtossBuilding 380:stopProtossBuilding*2 383:Yoink 386:ViperConsumeStructure 389:TestZerg*2
397:WidowMineBurrow*4 403:HallucinationOracle*2 418:CritterFlee*2 427:MothershipCorePurifyNexus
468:TemporalField 519:CausticSpray 522:MorphToLurker 526:PurificationNovaTargeted 528:LockOn
530:LockOnCancel 532:Hyperjump 534:ThorAPMode 537:NydusWormTransport*2 544:LocustMPFlyingSwoop*5
585:VoidMPImmortalReviveRebuild 587:ArbiterMPStasisField*13 603:OracleBuild 607:ParasiticBomb*2
611:LurkerHoldFire*2 615:LiberatorAGTarget*2 630:KD8Charge 633:AdeptPhaseShiftCancel*3
687:DarkTemplarBlink 690:BattlecruiserAttack 692:BattlecruiserMove 694:BattlecruiserStop
695:BatteryOvercharge 697:AmorphousArmorcloud 698:SpawnLocustsTargeted 699:ViperParasiticBombRelay*3
705:ChannelSnipe 708:DarkShrineResearch*7 716:RavenRepairDroneHeal*4
`,
  ],
  [
    80949,
    `
40:Taunt*2 43:move 46:attack 62:SprayTerran*3 65:SalvageShared 67:GhostHoldFire*2 70:Explode*2
72:FungalGrowth*4 76:NexusTrainMothership 77:Feedback*2 80:HallucinationArchon*11 92:CalldownMULE*2
97:SpawnChangeling 104:Rally*6 112:NeuralParasite*4 119:UltraliskCavernResearch 121:SCVHarvest*2
124:que1*3 128:que5Addon*4 133:Stimpack*2 136:MedivacHeal*13 149:BarracksFlyingBuild 150:BarracksLiftOff*2
152:FactoryLiftOff 153:StarportFlyingBuild 154:StarportLiftOff*3 157:CommandCenterTrain 158:BarracksLand*7
166:GhostAcademyTrain 167:BarracksTechLabResearch*6 173:WarpPrismTransport*5 178:PsiStorm*2
181:CarrierTrain 182:ForgeResearch*3 185:ZergBuild 186:DroneHarvest*2 188:UpgradeToLair*4
192:SpawningPoolResearch*3 195:LarvaTrain 196:MorphToBroodLord*18 216:WarpGateTrain*11
227:BurrowUltraliskDown*13 240:TacNukeStrike 243:EMP 245:HiveTrain 247:Transfusion 256:AttackRedirect*3
260:StopRedirect*3 263:SpineCrawlerUproot*5 268:BuildAutoTurret*3 272:Charge 276:Contaminate
279:que5Passive*2 283:RavagerCorrosiveBile 305:BurrowLurkerMPDown*2 309:BurrowRavagerDown*4
314:ThorNormalMode 319:DigesterCreepSpray 323:MorphToMothership 348:XelNagaHealingShrine
357:MothershipCoreMassRecall 359:MorphToHellion 369:MorphToHellionTank 377:MorphToSwarmHostBurrowedMP*2
383:BlindingCloud 385:Yoink 388:ViperConsumeStructure 391:TestZerg*2 399:WidowMineBurrow*4
405:HallucinationOracle*2 420:CritterFlee*2 429:MothershipCorePurifyNexus 470:TemporalField
521:CausticSpray 524:MorphToLurker 528:PurificationNovaTargeted 530:LockOn 532:LockOnCancel 534:Hyperjump
536:ThorAPMode 539:NydusWormTransport*2 546:LocustMPFlyingSwoop*5 587:VoidMPImmortalReviveRebuild
589:ArbiterMPStasisField*13 605:OracleBuild 609:ParasiticBomb*2 613:LurkerHoldFire*2
617:LiberatorAGTarget*2 632:KD8Charge 635:AdeptPhaseShiftCancel*3 689:DarkTemplarBlink
693:BattlecruiserAttack 695:BattlecruiserMove 697:BattlecruiserStop 698:BatteryOvercharge
700:AmorphousArmorcloud*2 702:SpawnLocustsTargeted 703:ViperParasiticBombRelay*3 709:ChannelSnipe
712:DarkShrineResearch*7 720:RavenRepairDroneHeal*4
`,
  ],
  [
    89634,
    `
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
399:WidowMineBurrow*4 405:HallucinationOracle*2 420:CritterFlee*2 429:MothershipCorePurifyNexus
470:TemporalField 521:CausticSpray 524:MorphToLurker 528:PurificationNovaTargeted 530:LockOn
532:LockOnCancel 534:Hyperjump 536:ThorAPMode 539:NydusWormTransport*2 546:LocustMPFlyingSwoop*5
587:VoidMPImmortalReviveRebuild 589:ArbiterMPStasisField*13 605:OracleBuild 609:ParasiticBomb*2
613:LurkerHoldFire*2 617:LiberatorAGTarget*2 632:KD8Charge 635:AdeptPhaseShiftCancel*3
689:DarkTemplarBlink 693:BattlecruiserAttack 695:BattlecruiserMove 697:BattlecruiserStop
698:BatteryOvercharge 700:AmorphousArmorcloud*2 702:SpawnLocustsTargeted 703:ViperParasiticBombRelay*3
709:ChannelSnipe 712:DarkShrineResearch*7 720:RavenRepairDroneHeal*4 729:MorphToBaneling
`,
  ],
  [
    95299,
    `
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
399:WidowMineBurrow*4 405:HallucinationOracle*2 420:CritterFlee*2 429:MothershipCorePurifyNexus
470:TemporalField 521:CausticSpray 524:MorphToLurker 528:PurificationNovaTargeted 530:LockOn
532:LockOnCancel 534:Hyperjump 536:ThorAPMode 539:NydusWormTransport*2 546:LocustMPFlyingSwoop*5
587:VoidMPImmortalReviveRebuild 589:ArbiterMPStasisField*13 605:OracleBuild 609:ParasiticBomb*2
613:LurkerHoldFire*2 617:LiberatorAGTarget*2 632:KD8Charge 635:AdeptPhaseShiftCancel*3
689:DarkTemplarBlink 693:BattlecruiserAttack 695:BattlecruiserMove 697:BattlecruiserStop
699:HydraliskFrenzy 701:AmorphousArmorcloud*2 703:SpawnLocustsTargeted 704:ViperParasiticBombRelay*3
710:ChannelSnipe 713:DarkShrineResearch*7 721:RavenRepairDroneHeal*4 730:MorphToBaneling*4
`,
  ],
  [
    97364,
    `
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
399:WidowMineBurrow*4 405:HallucinationOracle*2 420:CritterFlee*2 429:MothershipCorePurifyNexus
470:TemporalField 521:CausticSpray 524:MorphToLurker 528:PurificationNovaTargeted 530:LockOn
532:LockOnCancel 534:Hyperjump 536:ThorAPMode 539:NydusWormTransport*2 546:LocustMPFlyingSwoop*5
587:VoidMPImmortalReviveRebuild 589:ArbiterMPStasisField*13 605:OracleBuild 609:ParasiticBomb*2
613:LurkerHoldFire*2 617:LiberatorAGTarget*2 632:KD8Charge 635:AdeptPhaseShiftCancel*3
689:DarkTemplarBlink 693:BattlecruiserAttack 695:BattlecruiserMove 697:BattlecruiserStop
699:HydraliskFrenzy 701:AmorphousArmorcloud*2 703:SpawnLocustsTargeted*5 711:ChannelSnipe
714:DarkShrineResearch*7 722:RavenRepairDroneHeal*4 731:MorphToBaneling*4
`,
  ],
];
