/** How fast the simulator is when nobody plays: armies of all sizes that attack each other, without scripts or observations. */
import { createSkirmish, type Skirmish } from '../../../env-bridge/skirmish/index.js';
import type { Command } from '../../spec/observation.js';
import { ABILITY } from '../../spec/vocabulary.js';
import type { BenchCase } from './measure.js';

/** Loops that a fight is watched. */
const FIGHT_LOOPS = 600;
/** Sizes of battle-N by which the growth of a loop's cost is judged, units a side. */
const SIZES = [50, 100, 200, 400] as const;
/** What N log N comes to between the least and the largest of them: 1 + ln(ln 800 / ln 100) / ln 8. */
const N_LOG_N = 1.18;
/** Loops between two looks at how many are left. */
const LOOK_LOOPS = 20;

/** Everybody attack-moves to the other side. */
function engage(game: Skirmish): void {
  game.reset(1);
  const { width, height } = game.matchInfo(1).map;
  const commands = game.players.map((player): [number, Command[]] => {
    const units = [...game.observe(player).observation.entities.tag];
    const target = { kind: 'point', x: player === 1 ? width - 5 : 5, y: height / 2 } as const;
    return [player, [{ ability: ABILITY.attack, delay: 1, queued: false, units, target }]];
  });
  game.step(new Map(commands), 1);
}

function fight(scenario: string, target: number | null): BenchCase {
  let loops = 1;
  return {
    name: `skirmish-fight-${scenario}`,
    what: `game loops of ${scenario} while all fight, nobody gives orders or looks, 1 core`,
    unit: 'loops/s',
    target,
    figure: (ms) => (loops * 1000) / ms,
    prepare: () => {
      const game = createSkirmish(scenario);
      return Promise.resolve({
        run: () => {
          engage(game);
          loops = game.step(new Map(), FIGHT_LOOPS);
        },
        dispose: () => game.close(),
      });
    },
  };
}

/** Milliseconds for a unit and a loop, until half of all have died. */
function unitCost(size: number): number {
  const game = createSkirmish(`battle-${size}`);
  engage(game);
  let spent = 0;
  let unitLoops = 0;
  for (let loop = 0; loop < FIGHT_LOOPS && game.outcome === null; loop += LOOK_LOOPS) {
    const alive = 2 * size - game.kills(1) - game.kills(2);
    if (alive < size) break;
    const began = performance.now();
    unitLoops += alive * game.step(new Map(), LOOK_LOOPS);
    spent += performance.now() - began;
  }
  game.close();
  return spent / unitLoops;
}

const scaling: BenchCase = {
  name: 'skirmish-scaling',
  what: `power of N by which a loop's cost grows, battle-${SIZES[0]} to battle-${SIZES[SIZES.length - 1]} (N log N is ${N_LOG_N})`,
  unit: 'power',
  target: N_LOG_N,
  once: true,
  figure: () => exponent,
  prepare: () =>
    Promise.resolve({
      run: () => {
        // Largest first: what is compiled later serves the small ones.
        const costs = [...SIZES].reverse().map((size) => [Math.log(size), Math.log(median(size))]);
        const mean = (k: number): number => costs.reduce((sum, cost) => sum + cost[k], 0) / costs.length;
        const [meanX, meanY] = [mean(0), mean(1)];
        const across = costs.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
        exponent = 1 + across / costs.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
      },
      dispose: () => undefined,
    }),
};
let exponent = 0;

function median(size: number): number {
  const costs = Array.from({ length: 5 }, () => unitCost(size)).sort((a, b) => a - b);
  return costs[2];
}

export const SKIRMISH_CASES: readonly BenchCase[] = [
  fight('3s5z', 25_000),
  fight('27m_vs_30m', 6_000),
  fight('battle-200', 400),
  fight('battle-400', null),
  scaling,
];
