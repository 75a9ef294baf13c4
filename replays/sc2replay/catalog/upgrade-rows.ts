/**
 * Upgrades of the SC2 API of patch 5.0.6 (2021). Sources, all MIT: `ResponseData` recorded by BurnySc2/python-sc2; what an
 * upgrade does to speed from that project's `constants.py`, which tells factors of several patches.
 */

/** Columns: id, name as trackers write it, minerals, vespene, game loops to research (0: not known). */
export const UPGRADE_ROWS = `
1 CarrierLaunchSpeedUpgrade 150 150 1280
2 GlialReconstitution 100 100 1760
3 TunnelingClaws 100 100 1760
4 ChitinousPlating 150 150 1760
5 HiSecAutoTracking 100 100 1280
6 TerranBuildingArmor 150 150 2240
7 TerranInfantryWeaponsLevel1 100 100 2560
8 TerranInfantryWeaponsLevel2 175 175 3040
9 TerranInfantryWeaponsLevel3 250 250 3520
10 NeosteelFrame 100 100 1760
11 TerranInfantryArmorsLevel1 100 100 2560
12 TerranInfantryArmorsLevel2 175 175 3040
13 TerranInfantryArmorsLevel3 250 250 3520
14 ReaperSpeed 50 50 1600
15 Stimpack 100 100 2240
16 ShieldWall 100 100 1760
17 PunisherGrenades 50 50 960
18 SiegeTech 0 0 0
19 HighCapacityBarrels 100 100 1760
20 BansheeCloak 100 100 1760
21 MedivacCaduceusReactor 100 100 1280
22 RavenCorvidReactor 150 150 1760
23 HunterSeeker 150 150 1760
24 DurableMaterials 150 150 1760
25 PersonalCloaking 150 150 1920
26 GhostMoebiusReactor 100 100 1280
27 TerranVehicleArmorsLevel1 100 100 2560
28 TerranVehicleArmorsLevel2 175 175 3040
29 TerranVehicleArmorsLevel3 250 250 3520
30 TerranVehicleWeaponsLevel1 100 100 2560
31 TerranVehicleWeaponsLevel2 175 175 3040
32 TerranVehicleWeaponsLevel3 250 250 3520
33 TerranShipArmorsLevel1 100 100 2560
34 TerranShipArmorsLevel2 175 175 3040
35 TerranShipArmorsLevel3 250 250 3520
36 TerranShipWeaponsLevel1 100 100 2560
37 TerranShipWeaponsLevel2 175 175 3040
38 TerranShipWeaponsLevel3 250 250 3520
39 ProtossGroundWeaponsLevel1 100 100 2880
40 ProtossGroundWeaponsLevel2 150 150 3440
41 ProtossGroundWeaponsLevel3 200 200 4000
42 ProtossGroundArmorsLevel1 100 100 2880
43 ProtossGroundArmorsLevel2 150 150 3440
44 ProtossGroundArmorsLevel3 200 200 4000
45 ProtossShieldsLevel1 150 150 2880
46 ProtossShieldsLevel2 225 225 3440
47 ProtossShieldsLevel3 300 300 4000
48 ObserverGraviticBooster 100 100 1280
49 GraviticDrive 100 100 1280
50 ExtendedThermalLance 150 150 2240
51 HighTemplarKhaydarinAmulet 0 0 0
52 PsiStormTech 200 200 1760
53 ZergMeleeWeaponsLevel1 100 100 2560
54 ZergMeleeWeaponsLevel2 150 150 3040
55 ZergMeleeWeaponsLevel3 200 200 3520
56 ZergGroundArmorsLevel1 150 150 2560
57 ZergGroundArmorsLevel2 225 225 3040
58 ZergGroundArmorsLevel3 300 300 3520
59 ZergMissileWeaponsLevel1 100 100 2560
60 ZergMissileWeaponsLevel2 150 150 3040
61 ZergMissileWeaponsLevel3 200 200 3520
62 overlordspeed 100 100 960
63 overlordtransport 200 200 2080
64 Burrow 100 100 1600
65 zerglingattackspeed 200 200 2080
66 zerglingmovementspeed 100 100 1760
67 hydraliskspeed 0 0 0
68 ZergFlyerWeaponsLevel1 100 100 2560
69 ZergFlyerWeaponsLevel2 175 175 3040
70 ZergFlyerWeaponsLevel3 250 250 3520
71 ZergFlyerArmorsLevel1 150 150 2560
72 ZergFlyerArmorsLevel2 225 225 3040
73 ZergFlyerArmorsLevel3 300 300 3520
74 InfestorEnergyUpgrade 150 150 1280
75 CentrificalHooks 150 150 1760
76 BattlecruiserEnableSpecializations 150 150 2240
77 BattlecruiserBehemothReactor 0 0 0
78 ProtossAirWeaponsLevel1 100 100 2880
79 ProtossAirWeaponsLevel2 175 175 3440
80 ProtossAirWeaponsLevel3 250 250 4000
81 ProtossAirArmorsLevel1 150 150 2880
82 ProtossAirArmorsLevel2 225 225 3440
83 ProtossAirArmorsLevel3 300 300 4000
84 WarpGateResearch 50 50 2240
85 haltech 100 100 1280
86 Charge 100 100 2240
87 BlinkTech 150 150 2720
88 AnabolicSynthesis 150 150 960
89 ObverseIncubation 0 0 0
90 VikingJotunBoosters 0 0 0
91 OrganicCarapace 0 0 0
92 InfestorPeristalsis 0 0 0
93 AbdominalFortitude 0 0 0
94 HydraliskSpeedUpgrade 0 0 0
95 BanelingBurrowMove 0 0 0
96 CombatDrugs 0 0 0
97 StrikeCannons 0 0 0
98 TransformationServos 150 150 1760
99 PhoenixRangeUpgrade 150 150 1440
100 TempestRangeUpgrade 200 200 1760
101 NeuralParasite 150 150 1760
102 LocustLifetimeIncrease 200 200 1920
103 UltraliskBurrowChargeUpgrade 0 0 0
104 OracleEnergyUpgrade 0 0 0
105 RestoreShields 0 0 0
109 ReaperJump 0 0 0
110 IncreasedRange 0 0 0
111 ZergBurrowMove 0 0 0
112 AnionPulseCrystals 0 0 0
113 TerranVehicleAndShipWeaponsLevel1 100 100 2560
114 TerranVehicleAndShipWeaponsLevel2 175 175 3040
115 TerranVehicleAndShipWeaponsLevel3 250 250 3520
116 TerranVehicleAndShipArmorsLevel1 100 100 2560
117 TerranVehicleAndShipArmorsLevel2 175 175 3040
118 TerranVehicleAndShipArmorsLevel3 250 250 3520
119 FlyingLocusts 0 0 0
120 RoachSupply 200 200 2080
121 ImmortalRevive 100 100 1280
122 DrillClaws 75 75 1760
123 CycloneLockOnRangeUpgrade 150 150 1760
124 CycloneAirUpgrade 0 0 0
125 LiberatorMorph 150 150 1760
126 AdeptShieldUpgrade 0 0 0
127 LurkerRange 150 150 1280
128 ImmortalBarrier 0 0 0
129 AdeptKillBounce 0 0 0
130 AdeptPiercingAttack 100 100 2240
131 CinematicMode 0 0 0
133 MagFieldLaunchers 0 0 0
134 EvolveGroovedSpines 100 100 1600
135 EvolveMuscularAugments 100 100 1600
136 BansheeSpeed 150 150 2720
137 MedivacRapidDeployment 150 150 1920
138 RavenRecalibratedExplosives 150 150 1760
139 MedivacIncreaseSpeedBoost 100 100 1280
140 LiberatorAGRangeUpgrade 150 150 1760
141 DarkTemplarBlinkUpgrade 100 100 2240
142 RavagerRange 0 0 0
143 RavenDamageUpgrade 0 0 0
144 CycloneLockOnDamageUpgrade 100 100 2240
288 VoidRaySpeedUpgrade 100 100 1280
289 SmartServos 100 100 1760
290 ArmorPiercingRockets 150 150 1760
291 CycloneRapidFireLaunchers 75 75 1760
292 RavenEnhancedMunitions 150 150 1760
293 DiggingClaws 150 150 1280
294 CarrierCarrierCapacity 0 0 0
295 CarrierLeashRangeUpgrade 0 0 0
296 TempestGroundAttackUpgrade 150 150 2240
297 EnhancedShockwaves 150 150 1760
298 MicrobialShroud 150 150 1760
299 SunderingImpact 100 100 2240
300 AmplifiedShielding 100 100 2240
301 PsionicAmplifiers 100 100 2240
302 SecretedCoating 100 100 1280
`;

/** Columns: upgrade, unit type that it makes faster, factor on its speed, where that holds. */
export const SPEED_ROWS = `
MedivacRapidDeployment Medivac 1.18 everywhere
BansheeSpeed Banshee 1.3636 everywhere
Charge Zealot 1.5 everywhere
ObserverGraviticBooster Observer 2 everywhere
GraviticDrive WarpPrism 1.3 everywhere
VoidRaySpeedUpgrade VoidRay 1.328 everywhere
overlordspeed Overlord 2.915 everywhere
overlordspeed Overseer 1.8015 everywhere
zerglingmovementspeed Zergling 1.6 everywhere
CentrificalHooks Baneling 1.18 everywhere
GlialReconstitution Roach 1.3333 everywhere
DiggingClaws LurkerMP 1.1 everywhere
EvolveMuscularAugments Hydralisk 1.25 offCreep
AnabolicSynthesis Ultralisk 1.2 offCreep
`;
