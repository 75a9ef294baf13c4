/**
 * What every environment must fulfil, whatever game it is. Registers vitest tests; used by the test of each environment.
 */
import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import type { Environment } from '../../env-bridge/environment.js';
import {
  ALLIANCE,
  DISPLAY_TYPE,
  DTYPES,
  ENTITY_COLUMN_NAMES,
  ENTITY_COLUMNS,
  PLAYER_SCALAR_NAMES,
} from '../../src/spec/columns.js';
import type { MatchInfo, PlayerId, TimeStep } from '../../src/spec/match.js';
import { type Command, layerCell, noOp, type Observation, VISIBILITY } from '../../src/spec/observation.js';
import { createRandom, type Random } from '../../src/spec/random.js';

type Commands = Map<PlayerId, Command[]>;

/** Registers the suite. @param create makes a fresh environment; the suite closes it */
export function environmentConformance(name: string, create: () => Environment): void {
  describe(`environment contract: ${name}`, () => {
    const open: Environment[] = [];
    const start = (seed: number): Environment => {
      const environment = create();
      open.push(environment);
      environment.reset(seed);
      return environment;
    };
    afterEach(() => {
      for (const environment of open.splice(0)) environment.close();
    });

    test('tells each player who he is, the map and the rules', () => {
      const environment = start(1);
      expect(environment.players.length).toBeGreaterThan(0);
      for (const player of environment.players) {
        const info = environment.matchInfo(player);
        expect(info.player).toBe(player);
        expect(info.players).toEqual(environment.players);
        expect(info.seed).toBe(1);
        expect(info.scenarioHash).toMatch(/^[0-9a-f]{64}$/);
        const values = info.map.layerWidth * info.map.layerHeight;
        for (const layer of [info.map.pathing, info.map.placement, info.map.terrainHeight])
          expect([0, values]).toContain(layer.length);
        expect(info.vocabulary.functions[0].ability).toBe(0);
        expect(info.vocabulary.users.length).toBe(info.vocabulary.functions.length);
        expect(info.limits.stepLoops).toBeGreaterThan(0);
        expect(info.limits.maxLoops).toBeGreaterThan(0);
      }
    });

    test('starts with reward 0, loop 0, no outcome', () => {
      const environment = start(2);
      expect(environment.outcome).toBeNull();
      for (const player of environment.players) {
        const step = environment.observe(player);
        expect(step).toMatchObject({ reward: 0, terminated: false, truncated: false });
        expect(step.info.outcome).toBeUndefined();
        expect(step.info.rejected).toEqual([]);
        expect(step.observation.gameLoop).toBe(0);
        expect(step.observation.lastCommand).toBeNull();
      }
    });

    test('plays the same match from the same seed, also after another one', () => {
      const environment = start(3);
      const first = playRandomly(environment, 30).map(digest);
      expect(playRandomly(start(3), 30).map(digest)).toEqual(first);
      environment.reset(4);
      expect(playRandomly(environment, 30).map(digest)).not.toEqual(first);
      environment.reset(3);
      expect(playRandomly(environment, 30).map(digest)).toEqual(first);
    });

    test('gives sound observations in every step of a match', () => {
      const environment = start(5);
      const infos = new Map(environment.players.map((player) => [player, environment.matchInfo(player)]));
      let loop = 0;
      for (const steps of playRandomly(environment, 60)) {
        const loops = new Set(steps.map((step) => step.observation.gameLoop));
        expect(loops.size).toBe(1);
        for (const [i, player] of environment.players.entries()) {
          expect(faultsOf(infos.get(player) as MatchInfo, steps[i].observation)).toEqual([]);
          expect(steps[i].observation.gameLoop).toBeGreaterThanOrEqual(loop);
        }
        loop = steps[0].observation.gameLoop;
      }
      expect(loop).toBeGreaterThan(0);
    });

    test('shows an enemy as he shows himself, and only where the player sees', () => {
      const environment = start(6);
      let met = 0;
      for (const steps of playRandomly(environment, 150)) {
        const truth = new Map<bigint, { x: number; y: number; health: number }>();
        for (const { observation } of steps)
          for (const row of rowsOf(observation, ALLIANCE.self)) truth.set(row.tag, row);
        for (const { observation } of steps)
          for (const enemy of rowsOf(observation, ALLIANCE.enemy)) {
            met++;
            expect(truth.get(enemy.tag)).toEqual(enemy);
          }
      }
      expect(met).toBeGreaterThan(0);
    });

    test('gives arrays away: an observation never changes afterwards', () => {
      const environment = start(7);
      const kept = environment.observe(environment.players[0]);
      const copy = structuredClone(kept);
      playRandomly(environment, 20);
      expect(kept).toEqual(copy);
    });

    test('is not changed by being observed', () => {
      const watched = start(8);
      const alone = start(8);
      const random = createRandom('watched');
      for (let turn = 0; turn < 20; turn++) {
        const commands = randomCommands(watched, random);
        for (const player of watched.players)
          expect(watched.observe(player)).toEqual(watched.observe(player));
        watched.step(commands, 4);
        alone.step(commands, 4);
      }
      for (const player of watched.players)
        expect(alone.observe(player).observation).toEqual(watched.observe(player).observation);
    });

    test('refuses illegal commands, says so once, and plays on as if they had not been given', () => {
      const troubled = start(9);
      const calm = start(9);
      for (const player of troubled.players) {
        const illegal = illegalCommands(troubled, player);
        for (const command of illegal) {
          troubled.step(new Map([[player, [command]]]), 1);
          calm.step(new Map(), 1);
          const { rejected } = troubled.observe(player).info;
          expect(rejected, JSON.stringify(command, bigintText)).toHaveLength(1);
          expect(rejected[0].command).toEqual(command);
          expect(rejected[0].result).toMatch(/^[A-Z][A-Za-z]+$/);
        }
        troubled.step(new Map(), 1);
        calm.step(new Map(), 1);
        expect(troubled.observe(player).info.rejected).toEqual([]);
      }
      for (const player of troubled.players)
        expect(troubled.observe(player).observation).toEqual(calm.observe(player).observation);
    });

    test('keeps refusals until the player looks', () => {
      const environment = start(10);
      const [player] = environment.players;
      environment.observe(player);
      const [command] = illegalCommands(environment, player);
      environment.step(new Map([[player, [command]]]), 1);
      environment.step(new Map(), 1);
      environment.step(new Map(), 1);
      expect(environment.observe(player).info.rejected).toHaveLength(1);
    });

    test('remembers the last command that was accepted', () => {
      const environment = start(11);
      const [player] = environment.players;
      const command = legalCommand(environment, player, createRandom('last'));
      environment.step(new Map([[player, [command]]]), 2);
      expect(environment.observe(player).observation.lastCommand).toEqual(command);
    });

    test('ends once, for all players alike', () => {
      const environment = start(12);
      const random = createRandom('end');
      const { maxLoops } = environment.matchInfo(environment.players[0]).limits;
      let ran = 0;
      while (environment.outcome === null) {
        for (const player of environment.players) expect(environment.observe(player).reward).toBe(0);
        const before = ran;
        ran += environment.step(randomCommands(environment, random), 16);
        expect(ran).toBeGreaterThan(before);
        expect(ran).toBeLessThanOrEqual(maxLoops);
      }
      const outcome = environment.outcome;
      expect(outcome.loops).toBe(ran);
      expect(Object.keys(outcome.results).map(Number)).toEqual([...environment.players]);
      const results = Object.values(outcome.results).sort();
      expect([
        ['draw', 'draw'],
        ['loss', 'win'],
      ]).toContainEqual(results);
      for (const player of environment.players) {
        const step = environment.observe(player);
        expect(step.terminated).not.toBe(step.truncated);
        expect(step.truncated).toBe(outcome.reason === 'time_limit');
        expect(step.info.outcome).toEqual(outcome);
        expect(step.reward).toBe({ win: 1, draw: 0, loss: -1 }[outcome.results[player]]);
      }
      const last = environment.players.map((player) => environment.observe(player));
      expect(environment.step(new Map(), 16)).toBe(0);
      expect(environment.players.map((player) => environment.observe(player))).toEqual(last);
      expect(environment.outcome).toEqual(outcome);
    });

    test('stops at its time limit', () => {
      const environment = start(13);
      const { maxLoops } = environment.matchInfo(environment.players[0]).limits;
      expect(environment.step(new Map(), maxLoops + 100)).toBe(maxLoops);
      expect(environment.outcome?.reason).toBe('time_limit');
    });

    test('may be closed twice', () => {
      const environment = start(14);
      environment.close();
      environment.close();
    });
  });
}

const bigintText = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? `${value}n` : value);

/** Plays `turns` decisions of random commands; returns all players' time steps before each. */
function playRandomly(environment: Environment, turns: number): TimeStep[][] {
  const random = createRandom('conformance');
  const history: TimeStep[][] = [];
  for (let turn = 0; turn < turns && environment.outcome === null; turn++) {
    history.push(environment.players.map((player) => environment.observe(player)));
    environment.step(randomCommands(environment, random), 1 + random.int(8));
  }
  return history;
}

function randomCommands(environment: Environment, random: Random): Commands {
  return new Map(environment.players.map((player) => [player, [legalCommand(environment, player, random)]]));
}

/** A command that the player may give now: a point command for some of his units, mostly towards the middle. */
function legalCommand(environment: Environment, player: PlayerId, random: Random): Command {
  const { vocabulary, map } = environment.matchInfo(player);
  const { observation } = environment.observe(player);
  const usable = vocabulary.functions
    .map((spec, f) => ({ spec, users: new Set(vocabulary.users[f]) }))
    .filter(({ spec }) => spec.target === 'point');
  const { spec, users } = usable[random.int(usable.length)];
  const able = rowsOf(observation, ALLIANCE.self).filter((row) => users.has(row.type));
  const chosen = able.filter(() => random.next() < 0.7);
  const units = (chosen.length > 0 ? chosen : able).map((row) => row.tag);
  if (units.length === 0) return noOp(4);
  const middle = random.next() < 0.7 ? 0.15 : 1;
  const x = map.width * (0.5 + random.range(-0.45, 0.45) * middle);
  const y = map.height * (0.5 + random.range(-0.45, 0.45) * middle);
  return {
    ability: spec.ability,
    delay: 4,
    queued: random.next() < 0.2,
    units,
    target: { kind: 'point', x, y },
  };
}

/** One of each kind of command that no game may obey. */
function illegalCommands(environment: Environment, player: PlayerId): Command[] {
  const { vocabulary, map } = environment.matchInfo(player);
  const own = rowsOf(environment.observe(player).observation, ALLIANCE.self).map((row) => row.tag);
  const foreign = environment.players
    .filter((other) => other !== player)
    .flatMap((other) => rowsOf(environment.observe(other).observation, ALLIANCE.self).map((row) => row.tag));
  const pointed = vocabulary.functions.find((spec) => spec.target === 'point');
  const aimed = vocabulary.functions.find((spec) => spec.target === 'entity');
  const ability = pointed?.ability ?? 0;
  const legal: Command = {
    ability,
    delay: 1,
    queued: false,
    units: own,
    target: { kind: 'point', x: map.width / 2, y: map.height / 2 },
  };
  const unknown = 2n ** 64n - 1n;
  return [
    { ...legal, units: [] },
    { ...legal, units: [unknown] },
    { ...legal, units: [0n] },
    ...foreign.map((tag) => ({ ...legal, units: [tag] })),
    { ...legal, ability: 65_535 },
    { ...legal, ability: -1 },
    { ...legal, ability: Number.NaN },
    { ...legal, target: { kind: 'none' } },
    { ...legal, target: { kind: 'point', x: Number.NaN, y: 1 } },
    { ...legal, target: { kind: 'point', x: -1, y: 1 } },
    { ...legal, target: { kind: 'point', x: map.width + 1, y: 1 } },
    { ...legal, target: { kind: 'point', x: 1, y: Number.POSITIVE_INFINITY } },
    { ...legal, ability: aimed?.ability ?? 0, target: { kind: 'entity', tag: unknown } },
  ];
}

interface Row {
  readonly tag: bigint;
  readonly type: number;
  readonly x: number;
  readonly y: number;
  readonly health: number;
}

function rowsOf(observation: Observation, alliance: number): Row[] {
  const { entities: t } = observation;
  const rows: Row[] = [];
  for (let r = 0; r < observation.count; r++)
    if (t.alliance[r] === alliance)
      rows.push({ tag: t.tag[r], type: t.unit_type[r], x: t.x[r], y: t.y[r], health: t.health[r] });
  return rows;
}

/** What is unsound about an observation; empty if nothing. */
function faultsOf(info: MatchInfo, observation: Observation): string[] {
  const { entities: t, count } = observation;
  const cells = info.map.layerWidth * info.map.layerHeight;
  const faults: string[] = [];
  const must = (holds: boolean, rule: string): void => {
    if (!holds) faults.push(`loop ${observation.gameLoop}, player ${info.player}: ${rule}`);
  };
  for (const column of ENTITY_COLUMN_NAMES) {
    must(t[column] instanceof DTYPES[ENTITY_COLUMNS[column].dtype], `${column} has its dtype`);
    must(t[column].length === count, `${column} has as many rows as entities`);
    must(!(t[column] instanceof Float32Array) || t[column].every(Number.isFinite), `${column} is finite`);
  }
  must(new Set(t.tag).size === count && !t.tag.includes(0n), 'tags are unique and not 0');
  must(observation.player.length === PLAYER_SCALAR_NAMES.length, 'all player scalars are there');
  must(observation.visibility.length === cells, 'visibility covers the map');
  must(
    observation.visibility.every((v) => v <= VISIBILITY.visible),
    'visibility is 0, 1 or 2',
  );
  must([0, cells].includes(observation.creep.length), 'creep covers the map or is empty');
  const tags = new Set(t.tag);
  for (let r = 0; r < count; r++) {
    must(ALLIANCES.has(t.alliance[r]), 'alliance is known');
    must((t.owner[r] === info.player) === (t.alliance[r] === ALLIANCE.self), 'what is mine I own');
    must(t.health[r] <= t.health_max[r], 'health is within its maximum');
    must(t.shield[r] <= t.shield_max[r], 'shield is within its maximum');
    must(t.energy[r] <= t.energy_max[r], 'energy is within its maximum');
    must(Math.min(t.health[r], t.shield[r], t.energy[r], t.weapon_cooldown[r]) >= 0, 'nothing is below 0');
    must(t.facing[r] >= 0 && t.facing[r] < 2 * Math.PI + 1e-6, 'facing is in [0, 2 pi)');
    const onMap = t.x[r] >= 0 && t.x[r] < info.map.width && t.y[r] >= 0 && t.y[r] < info.map.height;
    must(onMap, 'everybody is on the map');
    const cell = layerCell(info.map, t.x[r], t.y[r]);
    const seen = observation.visibility[cell] === VISIBILITY.visible;
    must(seen || t.display_type[r] !== DISPLAY_TYPE.visible, 'who is visible stands on a visible cell');
    must(t.engaged_target[r] === 0n || tags.has(t.engaged_target[r]), 'targets are seen');
    if (t.alliance[r] !== ALLIANCE.enemy) continue;
    const orders = [t.order_0_ability[r], t.order_1_ability[r], t.order_2_ability[r], t.order_3_ability[r]];
    // The SC2 API does not tell these of enemies.
    must(
      [...orders, t.weapon_cooldown[r], t.cargo_max[r]].every((v) => v === 0) && t.engaged_target[r] === 0n,
      'enemies keep their secrets',
    );
  }
  return faults;
}

const ALLIANCES: ReadonlySet<number> = new Set(Object.values(ALLIANCE));

/** A hash over all that the players were told. */
function digest(steps: readonly TimeStep[]): string {
  const hash = createHash('sha256');
  const add = (value: unknown): void => {
    if (ArrayBuffer.isView(value))
      hash.update(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
    else if (typeof value === 'object' && value !== null)
      for (const [key, part] of Object.entries(value)) {
        hash.update(`${key}:`);
        add(part);
      }
    else hash.update(`${String(value)};`);
  };
  add(steps);
  return hash.digest('hex');
}
