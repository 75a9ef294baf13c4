import { expect, test } from 'vitest';
import { createScripted } from '../../../agent/scripted/index.js';
import { ABILITY } from '../../../src/spec/vocabulary.js';
import { INFO, type SceneUnit, scene } from './scene.js';

/** A row of units along the y axis. */
const row = (first: bigint, count: number, type: SceneUnit['type'], x: number): SceneUnit[] =>
  Array.from({ length: count }, (_, i) => ({ tag: first + BigInt(i), type, x, y: 8 + i * 1.2 }));

/** Zealots that stand before Zealots, with Stalkers behind those: the type that the Champion goes for. */
function goesFor(zealots: number, stalkers: number): string {
  const guards = row(50n, zealots, 'zealot', 13);
  const player = createScripted('Champion');
  player.start(INFO);
  const { target, ability } = player.act({
    observation: scene(row(1n, zealots, 'zealot', 11.5), [...guards, ...row(80n, stalkers, 'stalker', 16)]),
    reward: 0,
    terminated: false,
    truncated: false,
    info: { rejected: [] },
  }) as Exclude<ReturnType<typeof player.act>, Promise<unknown>>;
  if (ability !== ABILITY.attack || target.kind !== 'entity') return 'nobody';
  return target.tag >= 80n ? 'stalker' : 'zealot';
}

test.each([
  // A small army hunts whoever there is, a large one where few foes shoot: 0.8 for each that hunts.
  { zealots: 5, stalkers: 3, target: 'stalker' },
  { zealots: 5, stalkers: 9, target: 'stalker' },
  { zealots: 10, stalkers: 8, target: 'stalker' },
  { zealots: 10, stalkers: 9, target: 'zealot' },
])(
  '$zealots Zealots before $stalkers Stalkers and their guards go for a $target',
  ({ target, zealots, stalkers }) => {
    expect(goesFor(zealots, stalkers)).toBe(target);
  },
);
