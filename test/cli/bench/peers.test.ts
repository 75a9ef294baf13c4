import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Agreement,
  agree,
  readReference,
  type StepNumbers,
} from '../../../src/cli/bench/peers/agreement.js';
import { writeExchange } from '../../../src/cli/bench/peers/exchange.js';
import { decide, stepNumbers } from '../../../src/cli/bench/peers/ours.js';
import { openPeer, type Peer, parseAnswer, quickestKernels } from '../../../src/cli/bench/peers/python.js';
import { quantile, race, ratios } from '../../../src/cli/bench/peers/race.js';
import { checkBlas } from '../../../src/cli/bench/peers/races.js';
import { growthPower } from '../../../src/cli/bench/peers/rows.js';
import { makeSamples } from '../../../src/cli/bench/peers/samples.js';
import { peerSetting } from '../../../src/cli/bench/peers/setting.js';

const BATCH = 4;
const ENTITIES = 32;
const setting = peerSetting(BATCH, ENTITIES);
const { layout } = setting.policy;
const signal = new AbortController().signal;
const folder = mkdtempSync(join(tmpdir(), 'khala-peers-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const code = (wanted: string, says: RegExp): object =>
  expect.objectContaining({ code: wanted, message: expect.stringMatching(says) as string });

describe('what Python answers', () => {
  it('is read by the shape of what was asked', () => {
    expect(parseAnswer('step', '{"ms": [1.5, 2]}')).toEqual({ ms: [1.5, 2] });
  });

  it.each([
    ['{"error": "RuntimeError: no memory"}', /"step" failed with RuntimeError: no memory/],
    ['Segmentation fault', /got Segmentation fault/],
    ['{"ms": []}', /ms/],
    ['{"ms": [-1]}', /ms/],
    ['{"ms": "quick"}', /ms/],
    ['null', /must be/],
  ])('is refused when it is %s', (line, says) => {
    expect(() => parseAnswer('step', line)).toThrow(code('WORKER_FAILED', says));
  });
});

describe('a Python that is no peer', () => {
  const script = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, `#!/bin/sh\n${text}\n`);
    chmodSync(path, 0o755);
    return path;
  };

  it.each([
    ['is missing', () => join(folder, 'nowhere'), /ENOENT.*pip install torch.*--python/],
    [
      'has no PyTorch',
      () => script('bare', 'echo "ModuleNotFoundError: No module named torch" >&2; exit 1'),
      /code 1, its last words "ModuleNotFoundError: No module named torch"/,
    ],
    ['talks nonsense', () => script('mad', 'read line; echo hello; read line'), /got hello/],
  ])('that %s is an error with a remedy', async (_, python, says) => {
    await expect(openPeer({ python: python(), folder, threads: 1, kernels: null, signal })).rejects.toThrow(
      code('ENGINE_UNAVAILABLE', says),
    );
  });

  it.each([
    // Times of a product with the kernels that OpenBLAS takes itself, with those for a Skylake, and with those for a Zen.
    { own: 60, skylake: 10, zen: 20, named: 'SkylakeX' },
    { own: 60, skylake: 20, zen: 10, named: 'Zen' },
    { own: 10.5, skylake: 10, zen: 20, named: null },
  ])(
    'is told the kernels that are clearly quicker than its own ($own, $skylake and $zen ms)',
    async (times) => {
      const { own, skylake, zen, named } = times;
      const hello =
        '{"python":"3","torch":"1","threads":1,"attentions":["products"],"optimisers":["plain"],"compiles":false}';
      const python = script(
        `blas-${own}-${skylake}`,
        `read hello; echo '${hello}'; read gemm
case "$OPENBLAS_CORETYPE" in
  SkylakeX) echo '{"ms":[${skylake},99]}';;
  Zen) echo '{"ms":[99,${zen}]}';;
  Haswell) exit 132;; # As a processor ends who cannot run them.
  *) echo '{"ms":[${own}]}';;
esac
read end`,
      );
      expect(await quickestKernels({ python, folder, signal })).toBe(named);
    },
  );

  it('multiplies too slowly', () => {
    expect(() => checkBlas({ 'khala-gemm-1': [50], 'peer-gemm-1': [1700] })).toThrow(
      code('ENGINE_UNAVAILABLE', /libopenblas0/),
    );
    expect(() => checkBlas({ 'khala-gemm-1': [50], 'peer-gemm-1': [90] })).not.toThrow();
  });
});

describe('agreement', () => {
  let ours: StepNumbers;
  beforeAll(async () => {
    ours = await stepNumbers(setting);
  });
  const check = (reference: StepNumbers): Agreement => agree(ours, reference, layout, setting.learningRate);
  /** A copy in which number `at` is moved by `by`. */
  const moved = (values: ArrayLike<number>, at: number, by: number): Float64Array => {
    const copy = Float64Array.from(values);
    copy[at] += by;
    return copy;
  };

  it('is complete with itself', () => {
    expect(check(ours)).toMatchObject({ loss: 0, gradient: 0, update: 0 });
  });

  it('fails by the part that was changed', () => {
    const { logits, gradient, parameters, loss } = ours;
    const last = layout.slices[layout.slices.length - 2];
    const whole = Math.sqrt(Array.from(gradient).reduce((sum, value) => sum + value ** 2, 0));
    const cases: [StepNumbers, RegExp][] = [
      [{ ...ours, logits: { ...logits, delay: moved(logits.delay, 3, 0.01) } }, /logits of delay/],
      [{ ...ours, logits: { ...logits, value: [0] } }, /value must have 4 numbers in PyTorch, got 1/],
      [{ ...ours, loss: loss + 0.01 }, /loss must agree/],
      [{ ...ours, loss: Number.NaN }, /loss must agree.*NaN/],
      [{ ...ours, gradient: moved(gradient, 0, whole) }, /gradient must agree/],
      [{ ...ours, gradient: moved(gradient, 7, Number.NaN) }, /gradient must agree.*NaN/],
      [
        { ...ours, gradient: moved(gradient, last.offset, 5e-5 * whole) },
        new RegExp(`gradient of ${last.name}`),
      ],
      [{ ...ours, parameters: moved(parameters, 5, 1e-4) }, /parameters after the update/],
      [{ ...ours, parameters: Float64Array.from(parameters).subarray(1) }, /parameters must have/],
    ];
    for (const [reference, says] of cases)
      expect(() => check(reference)).toThrow(code('CHECKPOINT_MISMATCH', says));
  });
});

describe('the samples', () => {
  it('are the same for the same seed, and give every head something to learn', () => {
    const { policy } = setting;
    const samples = makeSamples(policy, 32, 64, 'x');
    expect(samples).toEqual(makeSamples(policy, 32, 64, 'x'));
    expect(samples).not.toEqual(makeSamples(policy, 32, 64, 'y'));
    const targets = new Set(
      [...samples.targets.function].map((f) => policy.index.vocabulary.functions[f].target),
    );
    expect(targets).toEqual(new Set(['none', 'entity', 'point']));
  });
});

describe('races', () => {
  it('let everybody run as often, forwards and backwards', async () => {
    const ran: string[] = [];
    const of = (name: string, ms: number) => ({
      name,
      run: (times: number): Promise<number[]> => {
        ran.push(name);
        return Promise.resolve(new Array<number>(times).fill(ms));
      },
    });
    const turns = await race([of('a', 2), of('b', 6)], { perTurn: 3, seconds: 0, signal });
    expect(ran.slice(0, 6)).toEqual(['a', 'b', 'a', 'b', 'b', 'a']);
    expect(ratios(turns.b, turns.a)).toEqual(new Array(7).fill(3));
  });

  it('know quantiles and powers', () => {
    expect([0, 0.5, 0.99].map((share) => quantile([5, 1, 4, 2, 3], share))).toEqual([1, 3, 5]);
    expect(growthPower([512, 1024, 2048].map((n) => [n, 3 * n ** 0.9]))).toBeCloseTo(0.9, 10);
  });
});

const python = process.env.KHALA_PYTHON ?? ['python3', '/usr/bin/python3'].find(hasTorch) ?? 'python3';

function hasTorch(command: string): boolean {
  return spawnSync(command, ['-c', 'import torch'], { stdio: 'ignore' }).status === 0;
}

describe.skipIf(!hasTorch(python))('PyTorch (skipped where neither $KHALA_PYTHON nor python3 has it)', () => {
  let peer: Peer;
  let ours: StepNumbers;

  beforeAll(async () => {
    ours = await stepNumbers(setting);
    const decisions = [await decide(setting.policy, setting.state.parameters, ENTITIES)];
    writeExchange(folder, { ...setting, decisions });
    peer = await openPeer({ python, folder, threads: 1, kernels: null, signal });
  }, 300_000);
  afterAll(() => peer?.close());

  const reference = async (from: Peer): Promise<StepNumbers> => {
    const { lengths } = await from.ask('reference');
    return readReference(join(folder, 'reference.bin'), lengths);
  };

  it('gives the same logits, loss, gradient and update', async () => {
    const found = agree(ours, await reference(peer), layout, setting.learningRate);
    expect(found.gradient).toBeGreaterThan(0);
    expect(found.gradient).toBeLessThan(1e-5);
  });

  it('would have decided the same', async () => {
    const { regret } = await peer.ask('regret', { entities: ENTITIES });
    for (const value of Object.values(regret)) expect(value).toBeLessThan(1e-3);
  });

  it('has the same loss in each way that is timed, two processes among them', async () => {
    const { loss } = await reference(peer);
    for (const optimiser of peer.hello.optimisers)
      for (const attention of peer.hello.attentions) {
        const found = await peer.ask('prepare', { attention, optimiser, compiled: false });
        expect(found.loss).toBeCloseTo(loss, 3);
        expect((await peer.ask('step', { times: 2 })).ms).toHaveLength(2);
      }
    const [attention] = peer.hello.attentions;
    for (const reduce of ['shared', 'gloo']) {
      const found = await peer.ask('open_pair', { attention, optimiser: 'flat', reduce });
      expect(found.loss).toBeCloseTo(loss, 3);
      expect((await peer.ask('pair_step', { times: 2 })).ms).toHaveLength(2);
    }
    await peer.ask('close_pair');
  }, 300_000);

  it('does not agree once a weight is another', async () => {
    const parameters = setting.state.parameters.slice();
    const { offset } = layout.slices[layout.slices.findIndex(({ name }) => name === 'encoder.tokens.k.w')];
    parameters[offset] += 0.5;
    writeExchange(folder, { ...setting, state: { ...setting.state, parameters }, decisions: [] });
    const other = await openPeer({ python, folder, threads: 1, kernels: null, signal });
    try {
      const tampered = await reference(other);
      expect(() => agree(ours, tampered, layout, setting.learningRate)).toThrow(
        code('CHECKPOINT_MISMATCH', /the two networks are not the same/),
      );
    } finally {
      await other.close();
    }
  }, 300_000);

  it('fails by name where it is asked for what is not there', async () => {
    await expect(peer.ask('decide', { entities: 7, attention: 'products', times: 1 })).rejects.toThrow(
      code('WORKER_FAILED', /"decide" failed with KeyError/),
    );
  });
});
