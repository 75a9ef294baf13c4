/** Data for the tests of the report: a small battle seen by both sides, an evaluation, a training run. */

import { createFilmCamera, type Film } from '../../../src/evaluation/report/film.js';
import type { Evaluation, MatchRecord } from '../../../src/evaluation/result.js';
import { tally, wilsonInterval } from '../../../src/evaluation/statistics.js';
import { ALLIANCE, createEntityTable, PLAYER_SCALAR_NAMES } from '../../../src/spec/columns.js';
import type { MatchInfo, PlayerId, TimeStep } from '../../../src/spec/match.js';
import { SKIRMISH_VOCABULARY, UNIT_TYPE } from '../../../src/spec/vocabulary.js';

/** A unit of the sample battle as `stepOf` needs it. */
export interface SampleUnit {
  readonly tag: bigint;
  readonly owner: PlayerId;
  readonly type: number;
  readonly x: number;
  readonly y: number;
  readonly health: number;
}

const HEALTH_MAX = 100;

export function infoOf(player: PlayerId): MatchInfo {
  return {
    player,
    players: [1, 2],
    map: {
      name: 'sample',
      width: 32,
      height: 32,
      layerWidth: 32,
      layerHeight: 32,
      pathing: new Uint8Array(0),
      placement: new Uint8Array(0),
      terrainHeight: new Uint8Array(0),
    },
    scenario: '2s3z',
    scenarioHash: 'ab'.repeat(32),
    seed: 7,
    limits: { stepLoops: 2, commandsPerSecond: 12, maxLoops: 2688 },
    vocabulary: SKIRMISH_VOCABULARY,
  };
}

export function stepOf(player: PlayerId, gameLoop: number, units: readonly SampleUnit[]): TimeStep {
  const entities = createEntityTable(units.length);
  for (const [i, unit] of units.entries()) {
    entities.tag[i] = unit.tag;
    entities.owner[i] = unit.owner;
    entities.alliance[i] = unit.owner === player ? ALLIANCE.self : ALLIANCE.enemy;
    entities.unit_type[i] = unit.type;
    entities.x[i] = unit.x;
    entities.y[i] = unit.y;
    entities.radius[i] = 0.5;
    entities.health[i] = unit.health;
    entities.health_max[i] = HEALTH_MAX;
  }
  return {
    observation: {
      gameLoop,
      count: units.length,
      entities,
      unknown: [],
      player: new Int32Array(PLAYER_SCALAR_NAMES.length),
      upgrades: new Uint16Array(0),
      lastCommand: null,
      visibility: new Uint8Array(0),
      creep: new Uint8Array(0),
    },
    reward: 0,
    terminated: false,
    truncated: false,
    info: { rejected: [] },
  };
}

/** Two sides of five walk at each other and trade blows; player 2 loses all, player 1 some. */
export function sampleBattle(gameLoop: number): SampleUnit[] {
  const units: SampleUnit[] = [];
  for (const owner of [1, 2])
    for (let i = 0; i < 5; i++) {
      const walked = Math.min(7, gameLoop * 0.1);
      const lifetime = owner === 2 ? 120 + i * 40 : 220 + i * 90;
      const health = Math.min(HEALTH_MAX, lifetime - gameLoop);
      if (health <= 0) continue;
      units.push({
        tag: BigInt(owner * 100 + i),
        owner,
        type: i < 2 ? UNIT_TYPE.stalker : UNIT_TYPE.zealot,
        x: (owner === 1 ? 7 + walked : 25 - walked) + Math.sin(gameLoop / 20 + i) * 0.6,
        y: 12 + i * 1.6 + Math.cos(gameLoop / 30 + i) * 0.5,
        health,
      });
    }
  return units;
}

/** The sample battle, filmed from the views of `viewers`; each sees everything. */
export function sampleFilm(viewers: readonly PlayerId[]): Film {
  const camera = createFilmCamera();
  const last = 300;
  for (const viewer of viewers) camera.start(infoOf(viewer));
  for (let loop = 0; loop <= last; loop += 2)
    for (const viewer of viewers) camera.observation(viewer, stepOf(viewer, loop, sampleBattle(loop)));
  camera.outcome({ reason: 'eliminated', results: { 1: 'win', 2: 'loss' }, faults: {}, loops: last });
  const film = camera.film();
  if (!film) throw new Error('the camera was started, so there is a film');
  return film;
}

export function sampleEvaluation(opponent: string, wins: number, losses: number): Evaluation {
  const perMatch = Array.from(
    { length: wins + losses },
    (_, i): MatchRecord => ({
      seed: 1000 + Math.floor(i / 2),
      side: i % 2 === 0 ? 1 : 2,
      result: i < wins ? 'win' : 'loss',
      reason: 'eliminated',
      loops: 500 + i,
      fault: null,
    }),
  );
  const counts = tally(perMatch.map((match) => match.result));
  return {
    kind: 'khala-evaluation',
    formatVersion: 1,
    wins: counts.win,
    draws: counts.draw,
    losses: counts.loss,
    crashes: counts.crash,
    timeouts: counts.timeout,
    matches: perMatch.length,
    winRate: wins / perMatch.length,
    ci: [...wilsonInterval(wins, perMatch.length)],
    meanLoops: 600,
    meanSeconds: 600 / 22.4,
    decisionMs: { p50: 1.21, p99: 2.4, mean: 1.3, count: 90_000 },
    agent: 'runs/base/checkpoint-002000',
    opponent: { name: opponent, sc2Difficulty: 7 },
    scenario: { name: '3s5z', hash: 'cd'.repeat(32) },
    limits: { stepLoops: 2, commandsPerSecond: 12, maxLoops: 2688 },
    seed: 1,
    transport: 'bridge',
    weightsHash: 'ef'.repeat(32),
    versions: { khala: '0.1.0', node: '20.19.0', onnxruntime: '1.30.0', protocol: 1 },
    command: `khala evaluate --agent runs/base --opponent ${opponent} --scenario 3s5z --matches 200 --seed 1`,
    workers: 2,
    wallSeconds: 61.2,
    perMatch,
  };
}

/** Lines of a metrics file: a loss that falls, measured on held-out data every hundred steps. */
export function sampleMetrics(steps: number): string {
  const heads = ['function', 'delay', 'queued', 'pivot', 'units', 'target_entity', 'cell', 'fine'];
  const lossAt = (step: number, i: number): number =>
    (0.4 + i * 0.2) * (0.2 + Math.exp(-step / 300)) + 0.02 * Math.sin(step * (i + 1));
  const lines: string[] = [];
  for (let step = 1; step <= steps; step++) {
    const losses = Object.fromEntries(
      heads.map((head, i) => [head, { loss: lossAt(step, i), top1: 0.9 - i * 0.05 }]),
    );
    const loss = heads.reduce((sum, _, i) => sum + lossAt(step, i), 0);
    lines.push(JSON.stringify({ step, loss, learningRate: 1e-3, samplesPerSecond: 900, heads: losses }));
    if (step % 100 === 0)
      lines.push(
        JSON.stringify({
          step,
          heldOutLoss: loss * 1.1,
          heldOut: Object.fromEntries(
            heads.map((head, i) => [head, { loss: lossAt(step, i) * 1.1, top1: 0.9 - i * 0.05 }]),
          ),
        }),
      );
  }
  return `${lines.join('\n')}\n`;
}
