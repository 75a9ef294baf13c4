import { describe, expect, it, test } from 'vitest';
import type { Action, ObservationRaw, Unit } from '../../../../env-bridge/sc2/schema/messages.js';
import { UNIT_TYPE } from '../../../../src/spec/vocabulary.js';
import { ApiClient, OBSERVE, serve } from './api-client.js';

const [ATTACK, GENERAL_ATTACK, STOP, HEAL] = [23, 3674, 4, 386];
const UNKNOWN = 0xffff_ffff_ffff_fff0n;

async function inGame(map = '3m'): Promise<ApiClient> {
  const client = await ApiClient.open(await serve());
  await client.play({ localMap: { mapPath: map } });
  return client;
}

async function look(client: ApiClient) {
  const { observation } = await client.ask(OBSERVE);
  const raw: ObservationRaw = observation?.observation?.rawData ?? {};
  const own = (raw.units ?? []).filter(({ alliance }) => alliance === 'Self');
  return { observation, raw, own, tags: own.map(({ tag = 0n }) => tag) };
}

const order = (abilityId: number, unitTags: readonly bigint[], more: object = {}): Action => ({
  actionRaw: { unitCommand: { abilityId, unitTags, ...more } },
});
const at = (x: number, y: number) => ({ targetWorldSpacePos: { x, y } });

describe('action', () => {
  it('orders by special and by general ids, and shows what was done', async () => {
    const client = await inGame();
    const { tags } = await look(client);
    const actions = [
      order(ATTACK, tags.slice(0, 2), at(16, 16)),
      order(GENERAL_ATTACK, tags.slice(2), at(16, 10)),
    ];
    expect((await client.ask({ action: { actions } })).action?.result).toEqual(['Success', 'Success']);
    const { observation, own } = await look(client);
    expect(own.map(({ orders }) => orders?.[0]?.abilityId)).toEqual([3674, 3674, 3674]);
    expect(
      observation?.actions?.map(({ actionRaw, gameLoop }) => [actionRaw?.unitCommand?.abilityId, gameLoop]),
    ).toEqual([
      [ATTACK, 0],
      [GENERAL_ATTACK, 0],
    ]);
    expect((await look(client)).observation?.actions).toBeUndefined();
  });

  it('answers each action with its own result', async () => {
    const client = await inGame('MMM');
    const { tags, own } = await look(client);
    const medic = own.filter(({ unitType }) => unitType === UNIT_TYPE.medivac).map(({ tag = 0n }) => tag);
    const cases: readonly [Action, string][] = [
      [order(ATTACK, tags, { targetUnitTag: UNKNOWN }), 'MustTargetVisibleUnit'],
      [order(ATTACK, [UNKNOWN], at(9, 9)), 'YouCantControlThatUnit'],
      [order(ATTACK, [], at(9, 9)), 'Error'],
      [order(ATTACK, tags), 'MustTargetUnit'],
      [order(ATTACK, tags, at(Number.NaN, 9)), 'MustTargetWalkableLocation'],
      [order(ATTACK, tags, at(Number.POSITIVE_INFINITY, 9)), 'MustTargetWalkableLocation'],
      [order(9999, tags), 'NotSupported'],
      [order(-1, tags), 'NotSupported'],
      [order(0, tags), 'NotSupported'],
      [order(HEAL, medic, { targetUnitTag: tags.find((tag) => tag !== medic[0]) }), 'RequiresHealTarget'],
      [order(STOP, tags, { queueCommand: true }), 'CantQueueThatOrder'],
      [
        order(
          STOP,
          Array.from({ length: 5000 }, () => tags[0]),
        ),
        'Error',
      ],
      [{ actionRaw: { cameraMove: { centerWorldSpace: { x: 1, y: 1, z: 1 } } } }, 'Success'],
      [{ actionRaw: { toggleAutocast: { abilityId: HEAL, unitTags: medic } } }, 'NotSupported'],
      [{ actionFeatureLayer: { unitCommand: { abilityId: ATTACK } } }, 'NotSupported'],
      [{ actionRender: { unitCommand: { abilityId: ATTACK } } }, 'NotSupported'],
      [{ actionUi: { selectArmy: {} } }, 'NotSupported'],
      [{}, 'Error'],
      [order(STOP, tags), 'Success'],
    ];
    const { action } = await client.ask({ action: { actions: cases.map(([one]) => one) } });
    expect(action?.result).toEqual(cases.map(([, result]) => result));
  });

  it('tells of units that did not obey, though others did', async () => {
    const client = await inGame();
    const { tags } = await look(client);
    const { action } = await client.ask({
      action: { actions: [order(ATTACK, [UNKNOWN, tags[0]], at(9, 9))] },
    });
    expect(action?.result).toEqual(['Success']);
    const { observation } = await look(client);
    expect(observation?.actionErrors).toEqual([
      { unitTag: UNKNOWN, abilityId: BigInt(ATTACK), result: 'YouCantControlThatUnit' },
    ]);
    expect(observation?.actions?.[0].actionRaw?.unitCommand?.unitTags).toEqual([tags[0]]);
  });
});

describe('query', () => {
  it('measures ways; there is none into the border or off the map', async () => {
    const client = await inGame();
    const { own } = await look(client);
    const { pos = {}, tag = 0n } = own[0];
    const paths = [
      { unitTag: tag, endPos: { x: (pos.x ?? 0) + 3, y: (pos.y ?? 0) + 4 } },
      { startPos: { x: 10, y: 10 }, endPos: { x: 10, y: 16 } },
      { startPos: { x: 10, y: 10 }, endPos: { x: 1, y: 10 } },
      { startPos: { x: -5, y: 10 }, endPos: { x: 10, y: 10 } },
      { startPos: { x: 10, y: 10 }, endPos: { x: Number.NaN, y: 10 } },
      { unitTag: UNKNOWN, endPos: { x: 10, y: 10 } },
      {},
    ];
    const { query } = await client.ask({ query: { pathing: paths } });
    const distances = query?.pathing?.map(({ distance = -1 }) => distance) ?? [];
    expect(distances[0]).toBeCloseTo(5, 4);
    expect(distances.slice(1)).toEqual([6, 0, 0, 0, 0, 0]);
  });

  it('leads around what is closed, and game_info has the ground and the starts of the map', async () => {
    const client = await inGame('3s5z-ramps');
    const { gameInfo } = await client.ask({ gameInfo: {} });
    const raw = gameInfo?.startRaw;
    expect([raw?.mapSize, raw?.startLocations]).toEqual([{ x: 40, y: 32 }, [{ x: 32, y: 16 }]]);
    const heights = raw?.terrainHeight?.data ?? new Uint8Array(0);
    expect([8, 15, 18].map((x) => heights[19 * 40 + x] / 8 - 16)).toEqual([10, 9, 8]);
    const { query } = await client.ask({
      query: {
        pathing: [
          { startPos: { x: 8, y: 16 }, endPos: { x: 32, y: 16 } },
          { startPos: { x: 8, y: 5 }, endPos: { x: 18, y: 5 } },
          { startPos: { x: 8, y: 16 }, endPos: { x: 20, y: 16 } },
        ],
      },
    });
    const [across, down, rock] = query?.pathing?.map(({ distance = -1 }) => distance) ?? [];
    // Around the rock; down by the ramp instead of over the cliff; into the rock there is no way.
    expect(across).toBeGreaterThan(24);
    expect(across).toBeLessThan(26);
    expect(down).toBeGreaterThan(20);
    expect(rock).toBe(0);
  });

  it('tells what own units can do', async () => {
    const client = await inGame('MMM');
    const { own } = await look(client);
    const tagOf = (type: number) => own.find(({ unitType }) => unitType === type)?.tag ?? 0n;
    const abilities = [tagOf(UNIT_TYPE.marine), tagOf(UNIT_TYPE.medivac), UNKNOWN].map((unitTag) => ({
      unitTag,
    }));
    const { query } = await client.ask({ query: { abilities } });
    const [marine, medivac, nobody] = query?.abilities ?? [];
    const ids = (one: typeof marine) =>
      one.abilities?.map(({ abilityId }) => abilityId).sort((a = 0, b = 0) => a - b);
    expect(marine.unitTypeId).toBe(UNIT_TYPE.marine);
    expect(ids(marine)).toEqual([1, 4, 16, 18, 19, 23]);
    expect(ids(medivac)).toContain(HEAL);
    expect(
      marine.abilities?.filter(({ requiresPoint }) => requiresPoint).map(({ abilityId }) => abilityId),
    ).toEqual(expect.arrayContaining([16, 23]));
    expect(nobody).toEqual({ unitTag: UNKNOWN });
  });

  it('places nothing: a place is wrong, or nobody builds', async () => {
    const client = await inGame();
    const placements = [{ targetPos: { x: 10, y: 10 } }, { targetPos: { x: 0, y: 0 } }, {}];
    const { query } = await client.ask({ query: { placements } });
    expect(query?.placements?.map(({ result }) => result)).toEqual([
      'NotSupported',
      'CantBuildLocationInvalid',
      'CantBuildLocationInvalid',
    ]);
  });
});

describe('debug', () => {
  const create = (more: object = {}) => ({
    createUnit: { unitType: UNIT_TYPE.marine, owner: 1, pos: { x: 8, y: 8 }, quantity: 5, ...more },
  });

  it('puts up units that fight like others, and removes units', async () => {
    const client = await inGame();
    const before = await look(client);
    const commands = [create(), create({ owner: 2, pos: { x: 12, y: 8 }, quantity: 40 })];
    expect(await client.ask({ debug: { debug: commands } })).toEqual({ debug: {}, status: 'in_game' });
    const after = await look(client);
    expect(after.own.length).toBe(before.own.length + 5);
    expect(after.tags.slice().sort()).toEqual(expect.arrayContaining(before.tags));
    const enemies = (after.raw.units ?? []).filter(({ alliance }) => alliance === 'Enemy');
    expect(enemies.length).toBeGreaterThan(30);
    await client.ask({ debug: { debug: [{ killUnit: { tag: [before.tags[0], UNKNOWN] } }] } });
    expect((await look(client)).raw.event?.deadUnits).toEqual([before.tags[0]]);
    await client.ask({ step: { count: 60 } });
    const fight = await look(client);
    expect(fight.own.length).toBeLessThan(after.own.length - 1);
    const health = (units: readonly Unit[]) => units.reduce((sum, unit) => sum + (unit.health ?? 0), 0);
    expect(health(fight.own)).toBeLessThan(health(after.own));
    expect(fight.raw.event?.deadUnits?.length).toBeGreaterThan(0);
  });

  it('gives the same units for the same seed', async () => {
    const [one, two] = [await inGame(), await inGame()];
    for (const client of [one, two]) await client.ask({ debug: { debug: [create()] } });
    expect((await look(one)).raw).toEqual((await look(two)).raw);
  });

  it('ends a match: who loses all his units has lost', async () => {
    const client = await inGame();
    const { tags } = await look(client);
    await client.ask({ debug: { debug: [{ killUnit: { tag: tags } }] } });
    const { step, status } = await client.ask({ step: { count: 10 } });
    expect([step?.simulationLoop, status]).toEqual([1, 'ended']);
    const { observation } = await look(client);
    expect(observation?.playerResult?.map(({ result }) => result)).toEqual(['Defeat', 'Victory']);
  });

  it.each([
    ['DeclareVictory', ['Victory', 'Defeat']],
    ['Surrender', ['Defeat', 'Victory']],
  ] as const)('ends a match by %s', async (endResult, results) => {
    const client = await inGame();
    expect((await client.ask({ debug: { debug: [{ endGame: { endResult } }] } })).status).toBe('ended');
    const { observation } = await look(client);
    expect(observation?.playerResult?.map(({ result }) => result)).toEqual(results);
  });

  it('draws nothing and says nothing of it: bots draw in every step', async () => {
    const client = await inGame();
    expect(await client.ask({ debug: { debug: [{ draw: { text: [{ text: 'here' }] } }] } })).toEqual({
      debug: {},
      status: 'in_game',
    });
  });

  it.each([
    ['game_state show_map', { gameState: 'show_map' as const }],
    ['test_process', { testProcess: { test: 'crash' as const } }],
    ['score', { score: { score: 1 } }],
    ['unit_value', { unitValue: { value: 1 } }],
    ['unit type 9999', create({ unitType: 9999 })],
    ['player 3', create({ owner: 3 })],
    ['at most 1024', create({ quantity: 4_000_000_000 })],
    ['not on the field', create({ pos: { x: 99, y: 1 } })],
    ['not on the field', create({ pos: { x: Number.NaN, y: 1 } })],
  ])('refuses %s, and goes on', async (words, command) => {
    const client = await inGame();
    const response = await client.ask({ debug: { debug: [command] } });
    expect(response.error?.[0]).toContain(words);
    expect(response.debug).toBeUndefined();
    expect((await client.ask({ step: { count: 1 } })).status).toBe('in_game');
  });

  it('has a bound on all units of a match', async () => {
    const client = await inGame();
    const many = create({ quantity: 500 });
    expect((await client.ask({ debug: { debug: [many] } })).error).toBeUndefined();
    expect((await client.ask({ debug: { debug: [many] } })).error).toBeUndefined();
    expect((await client.ask({ debug: { debug: [many] } })).error?.[0]).toMatch(/at most 1024/);
    expect((await look(client)).own.length).toBe(1003);
  });
});

test('an observation has a score when it was asked for: enemies that died', async () => {
  const client = await inGame();
  expect((await look(client)).observation?.observation?.score).toMatchObject({
    scoreType: 'Curriculum',
    score: 0,
  });
  await client.ask({ step: { count: 2000 } });
  const { observation } = await look(client);
  expect(observation?.observation?.score?.score).toBeGreaterThanOrEqual(0);
});

test('data tells only what was asked for', async () => {
  const client = await inGame();
  const { data } = await client.ask({ data: { unitTypeId: true } });
  expect(Object.keys(data ?? {})).toEqual(['units']);
  expect(data?.units?.map(({ unitId }) => unitId)).toContain(UNIT_TYPE.stalker);
});
