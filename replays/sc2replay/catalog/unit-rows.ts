/**
 * Facts about unit types, as the SC2 API of patch 5.0.6 (2021) told them, joined with the tech tree of patch 5.0.3.
 * Sources, all MIT: recordings of BurnySc2/python-sc2 (`ResponseData`; speed on creep from its `constants.py`) and
 * `data.json` of BurnySc2/sc2-techtree. Costs were made those of the last step, buildings on
 * rich geysers got the time and cost of those on plain ones; kinds and `base` of modes are ours.
 */

/**
 * Types that belong to players. Columns: id, name, race, kind, minerals, vespene, build loops, supply taken, supply given, sight,
 * speed (cells a game second), factor on creep, level, radius, health, shield, energy, detection radius, base form.
 */
export const UNIT_ROWS = `
4 Colossus P army 300 200 1200 6 0 10 2.25 1 ground 1 200 150 0 0 -
5 TechLab T structure 50 25 2 0 0 9 0 1 ground 1.125 400 0 0 0 -
6 Reactor T structure 50 50 2 0 0 9 0 1 ground 1.125 400 0 0 0 -
7 InfestorTerran Z summoned 0 0 78 0 0 9 0.9375 1.3 ground 0.375 75 0 0 0 -
8 BanelingCocoon Z egg 50 25 0 0.5 0 5 2.5 1 ground 0.375 50 0 0 0 -
9 Baneling Z army 25 25 320 0.5 0 8 2.5 1.3 ground 0.375 30 0 0 0 -
10 Mothership P army 400 400 2560 8 0 14 1.875 1 fly 1.375 350 350 200 0 -
11 PointDefenseDrone T summoned 100 0 0 0 0 7 0 1 fly 0.625 50 0 200 0 -
12 Changeling Z summoned 0 0 0 0 0 8 2.25 1 ground 0.375 5 0 0 0 -
13 ChangelingZealot Z summoned 0 0 8 0 0 9 2.25 1 ground 0.5 100 50 0 0 Changeling
14 ChangelingMarineShield Z summoned 0 0 8 0 0 9 2.25 1 ground 0.375 55 0 0 0 Changeling
15 ChangelingMarine Z summoned 0 0 8 0 0 9 2.25 1 ground 0.375 45 0 0 0 Changeling
16 ChangelingZerglingWings Z summoned 0 0 8 0 0 8 2.9531 1 ground 0.375 35 0 0 0 Changeling
17 ChangelingZergling Z summoned 0 0 8 0 0 8 2.9531 1 ground 0.375 35 0 0 0 Changeling
18 CommandCenter T structure 400 0 1600 0 15 11 0 1 ground 2.75 1500 0 0 0 -
19 SupplyDepot T structure 100 0 480 0 8 9 0 1 ground 1.25 400 0 0 0 -
20 Refinery T structure 75 0 480 0 0 9 0 1 ground 1.6875 500 0 0 0 -
21 Barracks T structure 150 0 1040 0 0 9 0 1 ground 1.8125 1000 0 0 0 -
22 EngineeringBay T structure 125 0 560 0 0 9 0 1 ground 1.8125 850 0 0 0 -
23 MissileTurret T structure 100 0 400 0 0 11 0 1 ground 1.125 250 0 0 11 -
24 Bunker T structure 100 0 640 0 0 10 0 1 ground 1.8125 400 0 0 0 -
25 SensorTower T structure 125 100 400 0 0 12 0 1 ground 0.75 200 0 0 0 -
26 GhostAcademy T structure 150 50 640 0 0 9 0 1 ground 1.8125 1250 0 0 0 -
27 Factory T structure 150 100 960 0 0 9 0 1 ground 1.8125 1250 0 0 0 -
28 Starport T structure 150 100 800 0 0 9 0 1 ground 1.8125 1300 0 0 0 -
29 Armory T structure 150 100 1040 0 0 9 0 1 ground 1.8125 750 0 0 0 -
30 FusionCore T structure 150 150 1040 0 0 9 0 1 ground 1.8125 750 0 0 0 -
31 AutoTurret T summoned 100 0 16 0 0 7 0 1 ground 1 150 0 0 0 -
32 SiegeTankSieged T army 150 125 68.668 3 0 11 0 1 ground 0.875 175 0 0 0 SiegeTank
33 SiegeTank T army 150 125 720 3 0 11 2.25 1 ground 0.875 175 0 0 0 -
34 VikingAssault T army 150 75 41.4414 2 0 10 2.25 1 ground 0.75 135 0 0 0 VikingFighter
35 VikingFighter T army 150 75 672 2 0 10 2.75 1 fly 0.75 135 0 0 0 -
36 CommandCenterFlying T structure 400 0 32 0 15 11 0.9375 1 fly 2.5 1500 0 0 0 CommandCenter
37 BarracksTechLab T structure 50 25 400 0 0 9 0 1 ground 1.125 400 0 0 0 -
38 BarracksReactor T structure 50 50 800 0 0 9 0 1 ground 1.125 400 0 0 0 -
39 FactoryTechLab T structure 50 25 400 0 0 9 0 1 ground 1.125 400 0 0 0 -
40 FactoryReactor T structure 50 50 800 0 0 9 0 1 ground 1.125 400 0 0 0 -
41 StarportTechLab T structure 50 25 400 0 0 9 0 1 ground 1.125 400 0 0 0 -
42 StarportReactor T structure 50 50 800 0 0 9 0 1 ground 1.125 400 0 0 0 -
43 FactoryFlying T structure 150 100 32 0 0 9 0.9375 1 fly 1.625 1250 0 0 0 Factory
44 StarportFlying T structure 150 100 32 0 0 9 0.9375 1 fly 1.625 1300 0 0 0 Starport
45 SCV T worker 50 0 272 1 0 8 2.8125 1 ground 0.375 45 0 0 0 -
46 BarracksFlying T structure 150 0 32 0 0 9 0.9375 1 fly 1.75 1000 0 0 0 Barracks
47 SupplyDepotLowered T structure 100 0 20.8008 0 8 9 0 1 ground 1.25 400 0 0 0 SupplyDepot
48 Marine T army 50 0 400 1 0 9 2.25 1 ground 0.375 45 0 0 0 -
49 Reaper T army 50 50 720 1 0 9 3.75 1 ground 0.375 60 0 0 0 -
50 Ghost T army 150 125 640 2 0 11 2.8125 1 ground 0.375 100 0 200 0 -
51 Marauder T army 100 25 480 2 0 10 2.25 1 ground 0.5625 125 0 0 0 -
52 Thor T army 300 200 960 6 0 11 1.875 1 ground 1 400 0 0 0 -
53 Hellion T army 100 0 480 2 0 10 4.25 1 ground 0.625 90 0 0 0 -
54 Medivac T army 100 100 672 2 0 11 2.5 1 fly 0.75 150 0 200 0 -
55 Banshee T army 150 100 960 3 0 10 2.75 1 fly 0.75 140 0 200 0 -
56 Raven T army 100 200 960 2 0 11 2.9492 1 fly 0.625 140 0 200 11 -
57 Battlecruiser T army 400 300 1440 6 0 12 1.875 1 fly 1.25 550 0 0 0 -
58 Nuke T effect 100 100 0 0 0 0 0 1 fly 0.5 100 0 0 0 -
59 Nexus P structure 400 0 1600 0 15 11 0 1 ground 2.75 1000 1000 200 0 -
60 Pylon P structure 100 0 400 0 8 9 0 1 ground 1.125 200 200 0 0 -
61 Assimilator P structure 75 0 480 0 0 9 0 1 ground 1.6875 300 300 0 0 -
62 Gateway P structure 150 0 1040 0 0 9 0 1 ground 1.8125 500 500 0 0 -
63 Forge P structure 150 0 720 0 0 9 0 1 ground 1.8125 400 400 0 0 -
64 FleetBeacon P structure 300 200 960 0 0 9 0 1 ground 1.8125 500 500 0 0 -
65 TwilightCouncil P structure 150 100 800 0 0 9 0 1 ground 1.8125 500 500 0 0 -
66 PhotonCannon P structure 150 0 640 0 0 11 0 1 ground 1.125 150 150 0 11 -
67 Stargate P structure 150 150 960 0 0 9 0 1 ground 1.8125 600 600 0 0 -
68 TemplarArchive P structure 150 200 800 0 0 9 0 1 ground 1.8125 500 500 0 0 -
69 DarkShrine P structure 150 150 1600 0 0 9 0 1 ground 1.5 500 500 0 0 -
70 RoboticsBay P structure 150 150 1040 0 0 9 0 1 ground 1.8125 500 500 0 0 -
71 RoboticsFacility P structure 150 100 1040 0 0 9 0 1 ground 1.8125 450 450 0 0 -
72 CyberneticsCore P structure 150 0 800 0 0 9 0 1 ground 1.8125 550 550 0 0 -
73 Zealot P army 100 0 608 2 0 9 2.25 1 ground 0.5 100 50 0 0 -
74 Stalker P army 125 50 672 2 0 10 2.9531 1 ground 0.625 80 80 0 0 -
75 HighTemplar P army 50 150 880 2 0 10 1.875 1 ground 0.375 40 40 200 0 -
76 DarkTemplar P army 125 125 880 2 0 8 2.8125 1 ground 0.375 40 80 0 0 -
77 Sentry P army 50 100 592 2 0 10 2.25 1 ground 0.5 40 40 200 0 -
78 Phoenix P army 150 100 560 2 0 10 4.25 1 fly 0.75 120 60 200 0 -
79 Carrier P army 350 250 1440 6 0 12 1.875 1 fly 1.25 300 150 0 0 -
80 VoidRay P army 200 150 832 4 0 10 2.75 1 fly 1 150 100 0 0 -
81 WarpPrism P army 250 0 800 2 0 10 2.9531 1 fly 0.875 80 100 0 0 -
82 Observer P army 25 75 480 1 0 11 1.875 1 fly 0.5 40 20 0 11 -
83 Immortal P army 275 100 880 4 0 9 2.25 1 ground 0.75 200 100 0 0 -
84 Probe P worker 50 0 272 1 0 8 2.8125 1 ground 0.375 20 20 0 0 -
85 Interceptor P summoned 15 0 0 0 0 7 7.5 1 fly 0.25 40 40 0 0 -
86 Hatchery Z structure 300 0 1600 0 6 10 0 1 ground 2.75 1500 0 0 0 -
87 CreepTumor Z structure 0 0 240 0 0 11 0 1 ground 1 50 0 0 0 -
88 Extractor Z structure 25 0 480 0 0 9 0 1 ground 1.6875 500 0 0 0 -
89 SpawningPool Z structure 200 0 1040 0 0 9 0 1 ground 1.8125 1000 0 0 0 -
90 EvolutionChamber Z structure 75 0 560 0 0 9 0 1 ground 1.8125 750 0 0 0 -
91 HydraliskDen Z structure 100 100 640 0 0 9 0 1 ground 1.8125 850 0 0 0 -
92 Spire Z structure 200 200 1600 0 0 9 0 1 ground 1.125 850 0 0 0 -
93 UltraliskCavern Z structure 150 200 1040 0 0 9 0 1 ground 1.8125 850 0 0 0 -
94 InfestationPit Z structure 100 100 800 0 0 9 0 1 ground 1.8125 850 0 0 0 -
95 NydusNetwork Z structure 150 150 800 0 0 9 0 1 ground 1.8125 850 0 0 0 -
96 BanelingNest Z structure 100 50 960 0 0 9 0 1 ground 1.8125 850 0 0 0 -
97 RoachWarren Z structure 150 0 880 0 0 9 0 1 ground 1.8125 850 0 0 0 -
98 SpineCrawler Z structure 100 0 800 0 0 11 0 2.5 ground 1.125 300 0 0 0 -
99 SporeCrawler Z structure 75 0 480 0 0 11 0 2.5 ground 0.875 400 0 0 11 -
100 Lair Z structure 150 100 1280 0 6 11 0 1 ground 2.75 2000 0 0 0 -
101 Hive Z structure 200 150 1600 0 6 12 0 1 ground 2.75 2500 0 0 0 -
102 GreaterSpire Z structure 100 150 1600 0 0 9 0 1 ground 1.125 1000 0 0 0 -
103 Egg Z egg 0 0 0 0 0 5 0 1 ground 0.125 200 0 0 0 -
104 Drone Z worker 50 0 272 1 0 8 2.8125 1 ground 0.375 40 0 0 0 -
105 Zergling Z army 25 0 384 0.5 0 8 2.9531 1.3 ground 0.375 35 0 0 0 -
106 Overlord Z support 100 0 400 0 8 11 0.6445 1 fly 1 200 0 0 0 -
107 Hydralisk Z army 100 50 528 2 0 9 2.25 1.3 ground 0.625 90 0 0 0 -
108 Mutalisk Z army 100 100 528 2 0 11 4 1 fly 0.5 120 0 0 0 -
109 Ultralisk Z army 300 200 880 6 0 9 2.9531 1.3 ground 1 500 0 0 0 -
110 Roach Z army 75 25 432 2 0 9 2.25 1.3 ground 0.5 145 0 0 0 -
111 Infestor Z army 100 150 800 2 0 10 2.25 1.3 ground 0.625 90 0 200 0 -
112 Corruptor Z army 150 100 640 2 0 10 3.375 1 fly 0.625 200 0 0 0 -
113 BroodLordCocoon Z egg 300 250 0 2 0 5 1.4062 1 fly 0.625 200 0 0 0 -
114 BroodLord Z army 150 150 541.348 4 0 12 1.4062 1 fly 1 225 0 0 0 -
115 BanelingBurrowed Z army 50 25 18.9629 0.5 0 8 0 1 ground 0.375 30 0 0 0 Baneling
116 DroneBurrowed Z worker 50 0 23.3281 1 0 4 0 1 ground 0.375 40 0 0 0 Drone
117 HydraliskBurrowed Z army 100 50 24.291 2 0 5 0 1 ground 0.625 90 0 0 0 Hydralisk
118 RoachBurrowed Z army 75 25 9.6914 2 0 5 0 1 ground 0.5 145 0 0 0 Roach
119 ZerglingBurrowed Z army 25 0 24.291 0.5 0 4 0 1 ground 0.375 35 0 0 0 Zergling
120 InfestorTerranBurrowed Z summoned 0 0 24.291 0 0 4 0 1 ground 0.375 75 0 0 0 InfestorTerran
125 QueenBurrowed Z army 150 0 15.332 2 0 5 0 1 ground 0.875 175 0 200 0 Queen
126 Queen Z army 150 0 800 2 0 9 0.9375 2.67 ground 0.875 175 0 200 0 -
127 InfestorBurrowed Z army 100 150 10.9629 2 0 10 2 1 ground 0.625 90 0 200 0 Infestor
128 OverlordCocoon Z egg 150 100 0 0 8 5 1.875 1 fly 0.625 200 0 0 0 -
129 Overseer Z army 50 50 266.68 0 8 11 1.875 1 fly 1 200 0 200 11 -
130 PlanetaryFortress T structure 150 150 800 0 15 11 0 1 ground 2.75 1500 0 0 0 -
131 UltraliskBurrowed Z army 300 200 34 6 0 5 0 1 ground 1 500 0 0 0 Ultralisk
132 OrbitalCommand T structure 150 0 560 0 15 11 0 1 ground 2.75 1500 0 200 0 -
133 WarpGate P structure 150 0 160 0 0 9 0 1 ground 1.8125 500 500 0 0 Gateway
134 OrbitalCommandFlying T structure 550 0 32 0 15 11 0.9375 1 fly 2.5 1500 0 200 0 OrbitalCommand
136 WarpPrismPhasing P army 250 0 24 2 0 11 0 1 fly 0.875 80 100 0 0 WarpPrism
137 CreepTumorBurrowed Z structure 0 0 18.9609 0 0 11 0 1 ground 1 50 0 0 0 CreepTumor
138 CreepTumorQueen Z structure 0 0 240 0 0 11 0 1 ground 1 50 0 0 0 CreepTumor
139 SpineCrawlerUprooted Z structure 150 0 16 0 0 11 1 1 ground 0.5 300 0 0 0 SpineCrawler
140 SporeCrawlerUprooted Z structure 125 0 16 0 0 11 1 1 ground 0.5 400 0 0 0 SporeCrawler
141 Archon P army 175 275 0 4 0 9 2.8125 1 ground 1 10 350 0 0 -
142 NydusCanal Z structure 75 75 320 0 0 10 0 1 ground 1.125 300 0 0 0 -
144 GhostAlternate T army 150 125 0 2 0 11 2.8125 1 ground 0 0 0 0 0 Ghost
145 GhostNova T army 150 125 0 2 0 11 2.8125 1 ground 0.375 100 0 200 0 Ghost
150 InfestedTerransEgg Z egg 0 0 0 0 0 0 0 1 ground 0.375 75 0 0 0 -
151 Larva Z larva 0 0 0 0 0 5 0.5625 1 ground 0.125 25 0 0 0 -
268 MULE T summoned 50 0 0 0 0 8 2.8125 1 ground 0.375 60 0 0 0 -
289 Broodling Z summoned 0 0 0 0 0 7 3.8359 1 ground 0.375 30 0 0 0 -
311 Adept P army 100 25 672 2 0 9 2.5 1 ground 0.5 70 70 0 0 -
339 InfestedTerransEggPlacement Z effect 0 0 0 0 0 0 0 1 ground 0.375 1 0 0 0 -
484 HellionTank T army 100 0 480 2 0 10 2.25 1 ground 0.625 135 0 0 0 -
488 MothershipCore P army 100 100 480 2 0 9 1.875 1 fly 1 130 60 200 0 -
489 LocustMP Z summoned 0 0 0 0 0 6 1.875 1.4 ground 0.375 50 0 0 0 -
491 NydusCanalAttacker Z structure 200 0 320 2 0 10 0 1 ground 1.125 200 0 0 0 -
492 NydusCanalCreeper Z structure 150 75 0 0 0 10 0 1 ground 1.125 200 0 0 0 -
493 SwarmHostBurrowedMP Z army 100 75 42 3 0 10 0 1 ground 0.8125 160 0 0 0 SwarmHostMP
494 SwarmHostMP Z army 100 75 640 3 0 10 2.25 1.3 ground 0.8125 160 0 0 0 -
495 Oracle P army 150 150 832 3 0 10 4 1 fly 0.75 100 60 200 0 -
496 Tempest P army 250 175 960 5 0 12 2.25 1 fly 1.25 200 100 0 0 -
497 WarHound T army 150 75 0 3 0 11 2.8125 1 ground 0.8125 220 0 0 0 -
498 WidowMine T army 75 25 480 2 0 7 2.8125 1 ground 0.5 90 0 0 0 -
499 Viper Z army 100 200 640 3 0 11 2.9531 1 fly 1 150 0 200 0 -
500 WidowMineBurrowed T army 75 25 52 2 0 7 0 1 ground 0.5 90 0 0 0 WidowMine
501 LurkerMPEgg Z egg 0 0 0 2 0 5 3.375 1 ground 0.5 100 0 0 0 -
502 LurkerMP Z army 50 100 553.328 3 0 10 2.9531 1.3 ground 0.9375 200 0 0 0 -
503 LurkerMPBurrowed Z army 150 150 42 3 0 10 0 1 ground 0.75 200 0 0 0 LurkerMP
504 LurkerDenMP Z structure 100 150 1280 0 0 9 0 1 ground 1.8125 850 0 0 0 -
569 ResourceBlocker P effect 0 0 0 0 0 2 0 1 ground 1 130 0 0 0 -
593 IceProtossCrates P destructible 0 0 0 0 0 0 0 1 ground 0.75 10 0 0 0 -
594 ProtossCrates P destructible 0 0 0 0 0 0 0 1 ground 0.75 10 0 0 0 -
595 TowerMine T army 50 0 0 4 0 0 0 1 fly 0.5 100 0 0 0 -
687 RavagerCocoon Z egg 0 0 0 2 0 5 0 1 ground 0.75 100 0 0 0 -
688 Ravager Z army 25 75 196 3 0 9 2.75 1.3 ground 0.75 120 0 0 0 -
689 Liberator T army 150 150 960 3 0 10 3.375 1 fly 0.75 180 0 0 0 -
690 RavagerBurrowed Z army 100 100 9.6914 3 0 5 0 1 ground 0.75 120 0 0 0 Ravager
691 ThorAP T army 300 200 42 6 0 11 1.875 1 ground 1 400 0 0 0 Thor
692 Cyclone T army 150 100 720 3 0 11 3.375 1 ground 0.75 120 0 0 0 -
693 LocustMPFlying Z summoned 0 0 8 0 0 6 1.875 1 fly 0.375 50 0 0 0 LocustMP
694 Disruptor P army 150 150 800 3 0 9 2.25 1 ground 0.5 100 100 0 0 -
725 VoidMPImmortalReviveCorpse P army 250 100 0 4 0 0 2.25 1 ground 0.75 200 0 0 0 -
726 GuardianCocoonMP Z egg 150 200 0 2 0 5 1.4062 1 fly 0.625 200 0 0 0 -
727 GuardianMP Z army 150 200 640.016 2 0 10 1.5 1 fly 1 150 0 0 0 -
728 DevourerCocoonMP Z egg 150 200 0 2 0 5 1.4062 1 fly 0.625 200 0 0 0 -
729 DevourerMP Z army 250 150 640.016 2 0 9 2.25 1 fly 0.875 250 0 0 0 -
730 DefilerMPBurrowed Z army 50 150 24.291 2 0 5 0 1 ground 0.75 80 0 200 0 DefilerMP
731 DefilerMP Z army 50 150 8.8008 2 0 10 2.25 1 ground 0.75 80 0 200 0 -
732 OracleStasisTrap P structure 0 0 80 0 0 4 0 1 ground 0.4375 30 30 0 0 -
733 DisruptorPhased P army 0 0 0 3 0 9 4.25 1 ground 0.5 100 100 0 0 -
734 LiberatorAG T army 150 150 64.668 3 0 10 0 1 fly 0.75 180 0 0 0 Liberator
800 ReleaseInterceptorsBeacon P effect 0 0 0 0 0 0 0 1 fly 1.5 1 0 0 0 -
801 AdeptPhaseShift P summoned 0 0 0 2 0 4 4 1 ground 0.5 90 50 0 0 -
807 ThorAALance T effect 0 0 0 0 0 0 0 1 ground 0 10 0 0 0 -
820 HERCPlacement T effect 200 100 0 3 0 9 2.25 1 ground 0.6875 80 0 0 0 HERC
838 HERC T army 200 100 0 3 0 9 2.25 1 ground 0.6875 80 0 0 0 -
840 Replicant P summoned 150 300 0 4 0 9 2.25 1 ground 0.5 100 150 0 0 -
855 CorsairMP P army 150 100 0 2 0 9 2.8125 1 fly 0.75 120 60 0 0 -
856 ScoutMP P army 275 125 0 3 0 9 2.8125 1 fly 0.75 150 100 0 0 -
857 ArbiterMP P army 100 350 0 4 0 9 2.25 1 fly 1 200 150 200 0 -
858 ScourgeMP Z army 12 37 0 0.5 0 5 3.5 1 fly 0.5 25 0 0 0 -
860 QueenMP Z army 0 0 0 0 2 11 3.25 1 fly 0.75 150 0 200 0 -
891 Elsecaro_Colonist_Hut T destructible 100 0 0 0 0 10 0 1 ground 2.125 200 0 0 0 -
892 TransportOverlordCocoon Z egg 150 100 0 0 8 5 1.875 1 fly 0.625 200 0 0 0 -
893 OverlordTransport Z support 25 25 266.68 0 8 11 0.6445 1 fly 1 200 0 0 0 -
894 PylonOvercharged P structure 100 0 0 0 8 9 0 1 ground 1.125 200 200 0 0 Pylon
895 BypassArmorDrone T summoned 0 0 0 0 0 7 5 1 fly 0.625 80 0 0 0 -
1910 ShieldBattery P structure 100 0 640 0 0 9 0 1 ground 1.125 150 150 100 0 -
1911 ObserverSiegeMode P army 25 75 12 1 0 13.75 0 1 fly 0.5 40 20 0 13.75 Observer
1912 OverseerSiegeMode Z army 150 50 12 0 8 13.75 0 1 fly 1 200 0 200 13.75 Overseer
1913 RavenRepairDrone T summoned 100 0 0 0 0 7 0 1 fly 0.625 50 0 200 0 -
1940 Viking T army 0 0 0 0 0 0 0 1 ground 0.5 1 0 0 0 -
1941 RenegadeMissileTurret T structure 100 0 0 0 0 11 0 1 ground 0 0 0 0 0 -
1943 RefineryRich T structure 75 0 480 0 0 9 0 1 ground 1.6875 500 0 0 0 -
1994 AssimilatorRich P structure 75 0 480 0 0 9 0 1 ground 1.6875 300 300 0 0 -
1995 ExtractorRich Z structure 25 0 480 0 0 9 0 1 ground 1.6875 500 0 0 0 -
`;

/** Types of which little is known or needed: kind, race, sight, speed (cells a game second), then names with their ids. */
export const NEUTRAL_ROWS = `
effect P 0 0 ForceField=135
effect - 0 0 InvisibleTargetDummy=607 LocustMPPrecursor=799 ParasiticBombRelayDummy=1942
effect Z 0 0 ParasiticBombDummy=824
effect T 0 0 KD8Charge=830
summoned Z 7 6 BroodlingEscort=143
mineral - 0 0 RichMineralField=146 RichMineralField750=147 MineralField=341 MineralField750=483
mineral - 0 0 LabMineralField=665 LabMineralField750=666 PurifierRichMineralField=796
mineral - 0 0 PurifierRichMineralField750=797 PurifierMineralField=884 PurifierMineralField750=885
mineral - 0 0 BattleStationMineralField=886 BattleStationMineralField750=887 MineralField450=1996
critter - 8 2 Ursadon=148 Lyote=321 CarrionBird=322 KarakMale=323 KarakFemale=324 UtilityBot=330
critter - 8 2 Scantipede=335 Dog=336 CleaningBot=612 Crabeetle=662 Ursula=890
critter - 8 1 UrsadakFemaleExotic=325 UrsadakMale=326 UrsadakFemale=327 UrsadakCalf=328
critter - 8 1 UrsadakMaleExotic=329 Sheep=337 Cow=338
critter - 8 2.25 Artosilope=659 Anteplott=660 LabBot=661
tower - 22 0 XelNagaTower=149
beacon - 0 0 BeaconRally=296 BeaconArmy=297 BeaconAttack=298 BeaconDefend=299 BeaconHarass=300
beacon - 0 0 BeaconIdle=301 BeaconAuto=302 BeaconDetect=303 BeaconScout=304 BeaconClaim=305
beacon - 0 0 BeaconExpand=306 BeaconCustom1=307 BeaconCustom2=308 BeaconCustom3=309 BeaconCustom4=310
vespene - 0 0 VespeneGeyser=342 SpacePlatformGeyser=343 RichVespeneGeyser=344 ProtossVespeneGeyser=608
vespene - 0 0 PurifierVespeneGeyser=880 ShakurasVespeneGeyser=881
destructible - 2.5 0 DestructibleSearchlight=345 DestructibleBullhornLights=346 DestructibleStreetlight=347
destructible - 2.5 0 DestructibleSpacePlatformSign=348 DestructibleStoreFrontCityProps=349
destructible - 2.5 0 DestructibleBillboardTall=350 DestructibleBillboardScrollingText=351
destructible - 2.5 0 DestructibleSpacePlatformBarrier=352 DestructibleSignsDirectional=353
destructible - 2.5 0 DestructibleSignsConstruction=354 DestructibleSignsFunny=355 DestructibleSignsIcons=356
destructible - 2.5 0 DestructibleTrafficSignal=360
destructible - 0 0 DestructibleGarage=358 DestructibleGarageLarge=359 DestructibleDebris4x4=364
destructible - 0 0 DestructibleDebris6x6=365 DestructibleRock2x4Vertical=366
destructible - 0 0 DestructibleRock2x4Horizontal=367 DestructibleRock2x6Vertical=368
destructible - 0 0 DestructibleRock2x6Horizontal=369 DestructibleRock4x4=370 DestructibleRock6x6=371
destructible - 0 0 DestructibleRampDiagonalHugeULBR=372 DestructibleRampDiagonalHugeBLUR=373
destructible - 0 0 DestructibleRampVerticalHuge=374 DestructibleRampHorizontalHuge=375
destructible - 0 0 DestructibleDebrisRampDiagonalHugeULBR=376 DestructibleDebrisRampDiagonalHugeBLUR=377
destructible - 0 0 UnbuildableRocksDestructible=472 UnbuildableBricksDestructible=473
destructible - 0 0 UnbuildablePlatesDestructible=474 CollapsibleTerranTowerDebris=485 DebrisRampLeft=486
destructible - 0 0 DebrisRampRight=487 CollapsibleRockTowerDebris=490
destructible - 0 0 CollapsibleRockTowerDebrisRampRight=517 CollapsibleRockTowerDebrisRampLeft=518
destructible - 0 0 CollapsibleTerranTowerPushUnitRampRight=560 CollapsibleRockTowerDiagonal=588
destructible - 0 0 CollapsibleTerranTowerDiagonal=589 CollapsibleTerranTowerRampLeft=590
destructible - 0 0 CollapsibleTerranTowerRampRight=591 UnbuildableBricksSmallUnit=602
destructible - 0 0 UnbuildablePlatesSmallUnit=603 UnbuildablePlatesUnit=604 UnbuildableRocksSmallUnit=605
destructible - 0 0 CollapsibleRockTower=609 CollapsibleTerranTower=610 DestructibleRock6x6Weak=613
destructible - 0 0 DestructibleCityDebris2x4Vertical=624 DestructibleCityDebris2x4Horizontal=625
destructible - 0 0 DestructibleCityDebris2x6Vertical=626 DestructibleCityDebris2x6Horizontal=627
destructible - 0 0 DestructibleCityDebris4x4=628 DestructibleCityDebris6x6=629
destructible - 0 0 DestructibleCityDebrisHugeDiagonalBLUR=630 DestructibleCityDebrisHugeDiagonalULBR=631
destructible - 0 0 DestructibleRockEx12x4Vertical=634 DestructibleRockEx12x4Horizontal=635
destructible - 0 0 DestructibleRockEx12x6Vertical=636 DestructibleRockEx12x6Horizontal=637
destructible - 0 0 DestructibleRockEx14x4=638 DestructibleRockEx16x6=639
destructible - 0 0 DestructibleRockEx1DiagonalHugeULBR=640 DestructibleRockEx1DiagonalHugeBLUR=641
destructible - 0 0 DestructibleRockEx1VerticalHuge=642 DestructibleRockEx1HorizontalHuge=643
destructible - 0 0 DestructibleIce2x4Vertical=644 DestructibleIce2x4Horizontal=645
destructible - 0 0 DestructibleIce2x6Vertical=646 DestructibleIce2x6Horizontal=647 DestructibleIce4x4=648
destructible - 0 0 DestructibleIce6x6=649 DestructibleIceDiagonalHugeULBR=650
destructible - 0 0 DestructibleIceDiagonalHugeBLUR=651 DestructibleIceVerticalHuge=652
destructible - 0 0 DestructibleIceHorizontalHuge=653 UnbuildableBricksUnit=656 UnbuildableRocksUnit=657
destructible - 0 0 CollapsibleRockTowerRampRight=663 CollapsibleRockTowerRampLeft=664
destructible - 0 0 CollapsiblePurifierTowerDebris=747 DestructibleExpeditionGate6x6=836
destructible - 0 0 DestructibleZergInfestation3x3=837 XelNagaDestructibleRampBlocker6S=861
destructible - 0 0 XelNagaDestructibleRampBlocker6SE=862 XelNagaDestructibleRampBlocker6E=863
destructible - 0 0 XelNagaDestructibleRampBlocker6NE=864 XelNagaDestructibleRampBlocker6N=865
destructible - 0 0 XelNagaDestructibleRampBlocker6NW=866 XelNagaDestructibleRampBlocker6W=867
destructible - 0 0 XelNagaDestructibleRampBlocker6SW=868 XelNagaDestructibleRampBlocker8S=869
destructible - 0 0 XelNagaDestructibleRampBlocker8SE=870 XelNagaDestructibleRampBlocker8E=871
destructible - 0 0 XelNagaDestructibleRampBlocker8NE=872 XelNagaDestructibleRampBlocker8N=873
destructible - 0 0 XelNagaDestructibleRampBlocker8NW=874 XelNagaDestructibleRampBlocker8W=875
destructible - 0 0 XelNagaDestructibleRampBlocker8SW=876 CollapsiblePurifierTowerDiagonal=882
destructible - 0 0 XelNagaDestructibleBlocker6S=1893 XelNagaDestructibleBlocker6SE=1894
destructible - 0 0 XelNagaDestructibleBlocker6E=1895 XelNagaDestructibleBlocker6NE=1896
destructible - 0 0 XelNagaDestructibleBlocker6N=1897 XelNagaDestructibleBlocker6NW=1898
destructible - 0 0 XelNagaDestructibleBlocker6W=1899 XelNagaDestructibleBlocker6SW=1900
destructible - 0 0 XelNagaDestructibleBlocker8S=1901 XelNagaDestructibleBlocker8SE=1902
destructible - 0 0 XelNagaDestructibleBlocker8E=1903 XelNagaDestructibleBlocker8NE=1904
destructible - 0 0 XelNagaDestructibleBlocker8N=1905 XelNagaDestructibleBlocker8NW=1906
destructible - 0 0 XelNagaDestructibleBlocker8W=1907 XelNagaDestructibleBlocker8SW=1908
destructible - 0 0 CollapsibleRockTowerDebrisRampLeftGreen=2036
destructible - 0 0 CollapsibleRockTowerDebrisRampRightGreen=2037 CollapsibleRockTowerRampLeftGreen=2040
destructible - 0 0 CollapsibleRockTowerRampRightGreen=2041
other - 0 0 XelNagaHealingShrine=606
other - 22 0 InhibitorZoneSmall=1982 InhibitorZoneMedium=1983 InhibitorZoneLarge=1984
other - 22 0 AccelerationZoneSmall=1985 AccelerationZoneMedium=1986 AccelerationZoneLarge=1987
other - 22 0 AccelerationZoneFlyingSmall=1988 AccelerationZoneFlyingMedium=1989
other - 22 0 AccelerationZoneFlyingLarge=1990 InhibitorZoneFlyingSmall=1991
other - 22 0 InhibitorZoneFlyingMedium=1992 InhibitorZoneFlyingLarge=1993
`;
