/** Which engines there are, whether they are usable here, and how to get one. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { KhalaError } from '../spec/errors.js';
import { compiledEngine } from './compiled.js';
import { eagerEngine } from './eager.js';
import { prepareTfjs, startBackend, useBackend } from './tfjs.js';
import { ENGINE_NAMES, type Engine, type EngineName } from './types.js';
import { repairWasm } from './wasm-repairs.js';

const require = createRequire(import.meta.url);

interface Provider {
  /** npm package that brings it. */
  readonly package: string;
  /** What to do when it is missing. */
  readonly remedy: string;
  open(threads: number): Promise<Engine>;
}

/** True once the wasm backend knows where its .wasm files are; it may be told only before it starts. */
let wasmFound = false;

/** tfjs-node registers its backend under this name, the one for GPUs too. */
const TENSORFLOW = 'tensorflow';

async function openTensorflow(name: EngineName, packageName: string): Promise<Engine> {
  await import(packageName);
  return openBackend(name, TENSORFLOW);
}

async function openBackend(name: EngineName, backend: string): Promise<Engine> {
  prepareTfjs();
  await startBackend(backend);
  useBackend(backend);
  return eagerEngine(name, backend);
}

const PROVIDERS: Readonly<Record<EngineName, Provider>> = {
  onnx: {
    package: 'onnxruntime-node',
    remedy: 'install it again with "npm ci"; it has libraries for Linux, macOS and Windows on x64 and arm64',
    async open(threads) {
      return compiledEngine(await import('onnxruntime-node'), threads);
    },
  },
  'tfjs-node-gpu': {
    package: '@tensorflow/tfjs-node-gpu',
    remedy:
      'run "npm install --no-save --ignore-scripts=false @tensorflow/tfjs-node-gpu" on a machine with CUDA',
    open: () => openTensorflow('tfjs-node-gpu', '@tensorflow/tfjs-node-gpu'),
  },
  'tfjs-node': {
    package: '@tensorflow/tfjs-node',
    remedy: 'run "npm install --no-save --ignore-scripts=false @tensorflow/tfjs-node"',
    open: () => openTensorflow('tfjs-node', '@tensorflow/tfjs-node'),
  },
  wasm: {
    package: '@tensorflow/tfjs-backend-wasm',
    remedy: 'install it again with "npm ci"',
    async open() {
      const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
      if (!wasmFound) setWasmPaths(`${dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}/`);
      wasmFound = true;
      repairWasm();
      return openBackend('wasm', 'wasm');
    },
  },
  cpu: {
    package: '@tensorflow/tfjs-backend-cpu',
    remedy: 'install it again with "npm ci"',
    async open() {
      await import('@tensorflow/tfjs-backend-cpu');
      return openBackend('cpu', 'cpu');
    },
  },
};

/**
 * Opens an engine; `auto` is the first of ENGINE_NAMES that opens. `threads` is for `onnx`; tfjs's backends choose for
 * themselves.
 * @throws KhalaError ENGINE_UNAVAILABLE with what to install.
 * @example const engine = await createEngine('auto', { threads: 2 })
 */
export async function createEngine(
  name: EngineName | 'auto',
  options: { readonly threads: number },
): Promise<Engine> {
  if (name !== 'auto') return open(name, options.threads);
  const failures: string[] = [];
  for (const candidate of ENGINE_NAMES) {
    try {
      return await open(candidate, options.threads);
    } catch (error) {
      failures.push(messageOf(error));
    }
  }
  throw new KhalaError('ENGINE_UNAVAILABLE', `opening an engine: none is usable: ${failures.join('; ')}`);
}

async function open(name: EngineName, threads: number): Promise<Engine> {
  const provider = PROVIDERS[name];
  try {
    return await provider.open(threads);
  } catch (cause) {
    throw new KhalaError(
      'ENGINE_UNAVAILABLE',
      `opening the engine ${name}: ${provider.package} must load, got "${messageOf(cause)}"; ${provider.remedy}`,
      { cause },
    );
  }
}

/** What `khala doctor` tells about an engine. */
export interface EngineReport {
  readonly name: EngineName;
  readonly usable: boolean;
  /** True for the one that `auto` takes. */
  readonly chosen: boolean;
  /** Version of the package, null where it is not installed. */
  readonly version: string | null;
  /** Why it is not usable, with the remedy; null where it is. */
  readonly problem: string | null;
}

/** Opens every engine once and computes 1 + 1 with it. */
export async function probeEngines(): Promise<EngineReport[]> {
  const reports: EngineReport[] = [];
  for (const name of ENGINE_NAMES) {
    const problem = await probe(name);
    const chosen = problem === null && !reports.some((r) => r.usable);
    reports.push({
      name,
      usable: problem === null,
      chosen,
      version: versionOf(PROVIDERS[name].package),
      problem,
    });
  }
  return reports;
}

async function probe(name: EngineName): Promise<string | null> {
  try {
    const engine = await open(name, 1);
    const runner = await engine.compile({
      name: 'probe',
      inputs: { x: { shape: [1], dtype: 'float32' } },
      program: ({ x }) => ({ sum: tf.add(x, x) }),
    });
    const { sum } = await runner.run({ x: Float32Array.of(1) });
    await engine.dispose();
    return sum[0] === 2 ? null : `opening the engine ${name}: 1 + 1 must be 2, got ${sum[0]}; do not use it`;
  } catch (error) {
    return messageOf(error);
  }
}

function versionOf(packageName: string): string | null {
  try {
    const main = require.resolve(packageName);
    const root = main.slice(0, main.lastIndexOf(packageName) + packageName.length);
    return (require(join(root, 'package.json')) as { version: string }).version;
  } catch (error) {
    // Not installed is an answer, not a fault; anything else is.
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return null;
    throw error;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.split('\n')[0] : String(error);
}
