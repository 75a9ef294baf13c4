/** Which engines there are, whether they are usable here, and how to get one. */
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { KhalaError } from '../spec/errors.js';
import { type CompiledEngineName, compiledEngine } from './compiled.js';
import { eagerEngine } from './eager.js';
import { GPU_DEVICES, hasGpu } from './gpu.js';
import { prepareTfjs, startBackend, useBackend } from './tfjs.js';
import { type Trial, timeTrial } from './trial.js';
import { ENGINE_NAMES, type Engine, type EngineName } from './types.js';
import { repairWasm } from './wasm-repairs.js';

const require = createRequire(import.meta.url);

interface Provider {
  /** npm package that brings it. */
  readonly package: string;
  /** What must be, where that is not only that the package loads. */
  readonly condition?: string;
  /** What to do when it is missing. */
  readonly remedy: string;
  open(options: OpenOptions): Promise<Engine>;
}

interface OpenOptions {
  /** Threads within a node on the CPU; tfjs's backends choose for themselves. */
  readonly threads: number;
  /** Told when a provider leaves nodes of a program to the CPU. */
  readonly warn: (text: string) => void;
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

const openCompiled =
  (name: CompiledEngineName) =>
  async ({ threads, warn }: OpenOptions): Promise<Engine> => {
    const engine = compiledEngine(await import('onnxruntime-node'), name, threads, warn);
    // A provider's library or device is only looked for when a session is made.
    if (!isPlain(name)) await checkSum(engine);
    return engine;
  };

const PROVIDERS: Readonly<Record<EngineName, Provider>> = {
  onnx: {
    package: 'onnxruntime-node',
    remedy: 'install it again with "npm ci"; it has libraries for Linux, macOS and Windows on x64 and arm64',
    open: openCompiled('onnx'),
  },
  'onnx-int8': {
    package: 'onnxruntime-node',
    remedy: 'install it again with "npm ci"',
    open: openCompiled('onnx-int8'),
  },
  webgpu: {
    package: 'onnxruntime-node',
    condition: 'it must find a GPU',
    remedy:
      'install its driver, on Linux one for Vulkan and its loader ("apt install libvulkan1"); onnxruntime-node brings the rest',
    open: openCompiled('webgpu'),
  },
  cuda: {
    package: 'onnxruntime-node',
    condition: 'its CUDA library must load',
    remedy:
      'on Linux x64 with CUDA and cuDNN, run "npm install --no-save --ignore-scripts=false onnxruntime-node", which fetches its CUDA library',
    open(options) {
      if (!hasCudaLibrary()) throw new Error('it is not installed');
      return openCompiled('cuda')(options);
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

/** Engines whose device not every machine has, and which `auto` takes only where they were measured to be faster. */
const ACCELERATORS = ['webgpu', 'cuda'] as const satisfies readonly EngineName[];

/** Whether `auto` may take an engine without a measurement: it is on every machine, and rounds no more than the others. */
function isPlain(name: EngineName): boolean {
  return name !== 'onnx-int8' && !ACCELERATORS.some((accelerator) => accelerator === name);
}

/** Times that an accelerator must be faster to be taken: the same run must not end up here and there by a measurement's noise. */
const WORTH = 1.5;

export interface EngineOptions {
  /** Threads within a node for `onnx`; tfjs's backends choose for themselves. */
  readonly threads: number;
  /** What the engine will mostly run: `auto` measures with it whether a GPU is faster. Without it `auto` looks at no GPU. */
  readonly trial?: Trial;
  /** Told when a provider leaves nodes of a program to the CPU; a warning of the process if not given. */
  readonly warn?: (text: string) => void;
}

/**
 * Opens an engine. `auto` is the first of ENGINE_NAMES that opens on every machine or, where there is a GPU and a trial, the
 * accelerator that runs the trial at least 1.5 times as fast.
 * @throws KhalaError ENGINE_UNAVAILABLE with what to install.
 * @example const engine = await createEngine('auto', { threads: 2 })
 */
export async function createEngine(name: EngineName | 'auto', options: EngineOptions): Promise<Engine> {
  const { threads, trial } = options;
  const given: OpenOptions = { threads, warn: options.warn ?? ((text) => process.emitWarning(text)) };
  if (name !== 'auto') return open(name, given);
  const engine = await openFirst(given);
  return trial && hasGpu() ? fastest(engine, trial, given) : engine;
}

async function openFirst(options: OpenOptions): Promise<Engine> {
  const failures: string[] = [];
  for (const candidate of ENGINE_NAMES.filter(isPlain)) {
    try {
      return await open(candidate, options);
    } catch (error) {
      failures.push(messageOf(error));
    }
  }
  throw new KhalaError('ENGINE_UNAVAILABLE', `opening an engine: none is usable: ${failures.join('; ')}`);
}

/** The given engine, or an accelerator that opens and is worth it; the others are disposed. */
async function fastest(engine: Engine, trial: Trial, options: OpenOptions): Promise<Engine> {
  let best = { engine, milliseconds: (await timeTrial(engine, trial)) / WORTH };
  for (const name of ACCELERATORS) {
    // One that does not open or fails on the way is none; `khala doctor` says why.
    const candidate = await open(name, options).catch(() => null);
    if (candidate === null) continue;
    const milliseconds = await timeTrial(candidate, trial).catch(() => Number.POSITIVE_INFINITY);
    const faster = milliseconds < best.milliseconds;
    await (faster ? best.engine : candidate).dispose();
    if (faster) best = { engine: candidate, milliseconds };
  }
  return best.engine;
}

async function open(name: EngineName, options: OpenOptions): Promise<Engine> {
  const provider = PROVIDERS[name];
  try {
    return await provider.open(options);
  } catch (cause) {
    throw new KhalaError(
      'ENGINE_UNAVAILABLE',
      `opening the engine ${name}: ${provider.condition ?? `${provider.package} must load`}, got "${messageOf(cause)}"; ${provider.remedy}`,
      { cause },
    );
  }
}

/** What `khala doctor` tells about an engine. */
export interface EngineReport {
  readonly name: EngineName;
  readonly usable: boolean;
  /** True for the one that `auto` takes where it does not measure. */
  readonly chosen: boolean;
  /** Version of the package, null where it is not installed. */
  readonly version: string | null;
  /** Why it is not usable, with the remedy; null where it is. */
  readonly problem: string | null;
}

/** Opens every engine once and computes 1 + 1 with it; `webgpu` only where a GPU is seen. */
export async function probeEngines(): Promise<EngineReport[]> {
  const reports: EngineReport[] = [];
  for (const name of ENGINE_NAMES) {
    const problem = await probe(name);
    const chosen = problem === null && isPlain(name) && !reports.some((r) => r.chosen);
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
  // Looking for a GPU where there is none makes its library complain on stderr.
  if (name === 'webgpu' && !hasGpu())
    return `opening the engine webgpu: ${PROVIDERS.webgpu.condition}, none of ${GPU_DEVICES.join(', ')} is there; ${PROVIDERS.webgpu.remedy}`;
  try {
    const engine = await open(name, { threads: 1, warn: () => {} });
    await checkSum(engine);
    await engine.dispose();
    return null;
  } catch (error) {
    return messageOf(error);
  }
}

/** Computes 1 + 1. @throws Error where that is not 2, or what the engine throws */
async function checkSum(engine: Engine): Promise<void> {
  const runner = await engine.compile({
    name: 'probe',
    inputs: { x: { shape: [1], dtype: 'float32' } },
    program: ({ x }) => ({ sum: tf.add(x, x) }),
  });
  const { sum } = await runner.run({ x: Float32Array.of(1) });
  await runner.dispose();
  if (sum[0] !== 2) throw new Error(`1 + 1 must be 2, got ${sum[0]}; do not use it`);
}

/** Folder of an installed package. @throws Error where it is not installed */
function rootOf(packageName: string): string {
  const main = require.resolve(packageName);
  return main.slice(0, main.lastIndexOf(packageName) + packageName.length);
}

/** Whether ONNX Runtime's library for CUDA lies beside its binding; asked for without it, it complains on stderr. */
function hasCudaLibrary(): boolean {
  const libraries = join(rootOf('onnxruntime-node'), 'bin');
  return readdirSync(libraries, { recursive: true }).some((path) =>
    /onnxruntime_providers_cuda\.(so|dll)$/.test(String(path)),
  );
}

function versionOf(packageName: string): string | null {
  try {
    return (require(join(rootOf(packageName), 'package.json')) as { version: string }).version;
  } catch (error) {
    // Not installed is an answer, not a fault; anything else is.
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return null;
    throw error;
  }
}

function messageOf(error: unknown): string {
  const [text] = (error instanceof Error ? error.message : String(error)).split('\n');
  // ONNX Runtime begins with the place and the condition in its sources.
  return text.replace(/^\/onnxruntime_src\/.* was (true|false)\. /, '');
}
