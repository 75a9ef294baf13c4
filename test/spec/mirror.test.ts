import { describe, expect, it } from 'vitest';
import { ALLIANCE, DISPLAY_TYPE } from '../../src/spec/columns.js';
import { decodePoint, encodeCommand } from '../../src/spec/command-classes.js';
import { encodeDecision } from '../../src/spec/encode-decision.js';
import { createInputs, createTargets, indexVocabulary } from '../../src/spec/encoding.js';
import { MIRRORS, type Mirror, mirrorInputs, mirrorTargets } from '../../src/spec/mirror.js';
import type { Command, MapInfo, Observation } from '../../src/spec/observation.js';
import { NOWHERE, type PastOrder } from '../../src/spec/past-orders.js';
import { createRandom, type Random } from '../../src/spec/random.js';
import { ABILITY, SKIRMISH_VOCABULARY, UNIT_TYPE } from '../../src/spec/vocabulary.js';
import { flatMap, observationOf, type Row } from './observations.js';
import { ordersOf } from './orders.js';

const WIDTH = 40;
const HEIGHT = 24;
const HISTORY = 4;
const index = indexVocabulary(SKIRMISH_VOCABULARY);
const sizes = { functions: SKIRMISH_VOCABULARY.functions.length, history: HISTORY, tallies: 0, habits: 0 };

/** A layer with the same values at turned places. */
function turnLayer(layer: Uint8Array, { x, y }: Mirror): Uint8Array {
  return layer.map((_, i) => {
    const row = Math.floor(i / WIDTH);
    const column = i % WIDTH;
    return layer[(y ? HEIGHT - 1 - row : row) * WIDTH + (x ? WIDTH - 1 - column : column)];
  });
}

/** A situation in a field, and a command in it. */
interface Decision {
  readonly map: MapInfo;
  readonly observation: Observation;
  readonly command: Command;
  readonly orders: readonly PastOrder[];
}

function draw(random: Random): Decision {
  const layer = (values: number): Uint8Array =>
    Uint8Array.from({ length: WIDTH * HEIGHT }, () => random.int(values));
  const map = { ...flatMap(WIDTH, HEIGHT), pathing: layer(2), terrainHeight: layer(256) };
  const rows = Array.from({ length: 12 }, (_, i): Row => {
    const own = i < 6;
    return {
      ...{ tag: BigInt(i + 1), unit_type: own ? UNIT_TYPE.stalker : UNIT_TYPE.zealot },
      ...{
        alliance: own ? ALLIANCE.self : ALLIANCE.enemy,
        display_type: DISPLAY_TYPE.visible,
        radius: 0.5,
        health: 80,
        health_max: 100,
      },
      ...{ x: random.range(1, WIDTH - 1), y: random.range(1, HEIGHT - 1), facing: random.range(0, 6) },
      engaged_target: own && i > 2 ? BigInt(7 + random.int(6)) : 0n,
    };
  });
  const placed = random.int(4) > 0;
  return {
    map,
    observation: observationOf(rows, map, { gameLoop: 90, visibility: layer(3), creep: layer(2) }),
    command: {
      ...{ ability: ABILITY.attack, delay: 4, queued: false, units: [2n, 3n] },
      target: { kind: 'point', x: random.range(0, WIDTH), y: random.range(0, HEIGHT) },
    },
    orders: [20, 60].map((loop) => ({
      ...{ ability: ABILITY.attack, target: 'point' as const, loop, unitType: UNIT_TYPE.stalker },
      ...(placed ? { x: random.int(WIDTH), y: random.int(HEIGHT) } : { x: NOWHERE, y: NOWHERE }),
    })),
  };
}

/** The same situation in a mirror, turned where the world has places and not where the model has. */
function turn({ map, observation, command, orders }: Decision, mirror: Mirror): Decision {
  const { entities, visibility, creep } = observation;
  const turnX = (x: number): number => (mirror.x ? WIDTH - x : x);
  const turnY = (y: number): number => (mirror.y ? HEIGHT - y : y);
  const facing = entities.facing.map((angle) =>
    Math.atan2(Math.sin(angle) * (mirror.y ? -1 : 1), Math.cos(angle) * (mirror.x ? -1 : 1)),
  );
  if (command.target.kind !== 'point') throw new Error('a point was drawn');
  return {
    map: {
      ...map,
      pathing: turnLayer(map.pathing, mirror),
      terrainHeight: turnLayer(map.terrainHeight, mirror),
    },
    observation: {
      ...observation,
      ...{ visibility: turnLayer(visibility, mirror), creep: turnLayer(creep, mirror) },
      entities: { ...entities, x: entities.x.map(turnX), y: entities.y.map(turnY), facing },
    },
    command: {
      ...command,
      target: { kind: 'point', x: turnX(command.target.x), y: turnY(command.target.y) },
    },
    orders: orders.map((order) => ({
      ...order,
      x: order.x === NOWHERE ? NOWHERE : mirror.x ? WIDTH - 1 - order.x : order.x,
      y: order.y === NOWHERE ? NOWHERE : mirror.y ? HEIGHT - 1 - order.y : order.y,
    })),
  };
}

/** Encoded into the second row of two. */
function encode({ map, observation, command, orders }: Decision) {
  const inputs = createInputs(2, 16, sizes);
  const targets = createTargets(2, 16);
  const past = { orders: ordersOf(...orders), count: orders.length };
  const rows = encodeDecision(observation, past, map, index, inputs, 1);
  expect(encodeCommand(command, observation, map, index, rows, inputs, targets, 1, () => 0)).toBeNull();
  return { inputs, targets };
}

const CASES = 40;
/** Positions are float32, and turned before or after they are rounded. */
const TOLERANCE = 1e-4;

/** Places where two arrays differ. */
function differences(found: ArrayLike<number>, wanted: ArrayLike<number>): number[] {
  return Array.from(wanted, (_, i) => i).filter((i) => !(Math.abs(found[i] - wanted[i]) <= TOLERANCE));
}

describe.each(MIRRORS)('a mirror that turns x $x and y $y', (mirror) => {
  it('makes of an encoded situation what the turned situation is encoded as', () => {
    for (let seed = 0; seed < CASES; seed++) {
      const decision = draw(createRandom('mirror', seed));
      const { inputs, targets } = encode(decision);
      mirrorInputs(inputs, 1, decision.map, mirror);
      mirrorTargets(targets, 1, mirror);
      const turned = encode(turn(decision, mirror));
      expect(targets).toEqual(turned.targets);
      for (const [name, array] of Object.entries(turned.inputs)) {
        const found: unknown = inputs[name as keyof typeof inputs];
        if (typeof array === 'number') expect(found).toBe(array);
        else expect(differences(found as Float32Array, array), `${name} of seed ${seed}`).toEqual([]);
      }
    }
  });

  it('is undone by itself, and leaves the other rows', () => {
    const decision = draw(createRandom('mirror', 'twice'));
    const { inputs, targets } = encode(decision);
    inputs.map.fill(7, 0, inputs.map.length / 2);
    const before = structuredClone({ inputs, targets });
    const other = inputs.map.slice(0, inputs.map.length / 2);
    for (let times = 0; times < 2; times++) {
      mirrorInputs(inputs, 1, decision.map, mirror);
      mirrorTargets(targets, 1, mirror);
      expect(inputs.map.slice(0, inputs.map.length / 2)).toEqual(other);
      expect(targets.target_cell[0]).toBe(0);
    }
    expect(targets).toEqual(before.targets);
    expect(inputs.map).toEqual(before.inputs.map);
    expect(differences(inputs.entity_position, before.inputs.entity_position)).toEqual([]);
  });
});

it('has four mirrors, each another', () => {
  const places = MIRRORS.map((mirror) => {
    const targets = createTargets(1, 16);
    targets.target_cell[0] = 1;
    targets.target_fine[0] = 8;
    mirrorTargets(targets, 0, mirror);
    return decodePoint(targets.target_cell[0], targets.target_fine[0], flatMap(128, 128));
  });
  expect(places).toEqual([
    { x: 8.5, y: 1.5 },
    { x: 119.5, y: 1.5 },
    { x: 8.5, y: 126.5 },
    { x: 119.5, y: 126.5 },
  ]);
});
