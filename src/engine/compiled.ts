/**
 * The compiled engines: a program recorded as one ONNX graph and run by ONNX Runtime, on one of its execution providers. `run`
 * blocks its thread for as long as the graph takes; whoever must stay responsive calls it in a worker thread.
 */
import type * as Ort from 'onnxruntime-node';
import { deviceHeld, holdOnDevice, Mover } from './device.js';
import { describeFallback } from './fallback.js';
import { holdOnHost, hostHeld, keepHeld } from './held.js';
import { CPU_DIALECT, type Dialect, INT8_DIALECT, WEBGPU_DIALECT } from './onnx/graph.js';
import { NOTHING_CARRIED, outputNameIn } from './onnx/serialise.js';
import { trace } from './trace.js';
import type { Engine, EngineName, ProgramSpec, Runner, TensorData, TensorSpec } from './types.js';
import { checkData } from './values.js';

export type OrtModule = typeof Ort;

/** Where ONNX Runtime computes. */
interface ExecutionProvider {
  /** ONNX Runtime's name for it. */
  readonly ort: 'cpu' | 'webgpu' | 'cuda';
  readonly dialect: Dialect;
}

const EXECUTION_PROVIDERS = {
  onnx: { ort: 'cpu', dialect: CPU_DIALECT },
  'onnx-int8': { ort: 'cpu', dialect: INT8_DIALECT },
  webgpu: { ort: 'webgpu', dialect: WEBGPU_DIALECT },
  cuda: { ort: 'cuda', dialect: CPU_DIALECT },
} as const satisfies Partial<Record<EngineName, ExecutionProvider>>;
export type CompiledEngineName = keyof typeof EXECUTION_PROVIDERS;

/** What ONNX Runtime says where a node has no kernel on the provider and may not run elsewhere. */
const FALLBACK_REFUSED = 'fallback to CPU EP has been explicitly disabled';

function sessionOptions(provider: ExecutionProvider, threads: number): Ort.InferenceSession.SessionOptions {
  return {
    executionProviders: [provider.ort],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
    extra: {
      session: {
        // Threads that wait sleep instead of spinning: with a busy neighbour on the same cores, spinning slows both.
        intra_op: { allow_spinning: '0' },
        // Numbers below 1e-38 take the processor's slow path and mean nothing in a network.
        set_denormal_as_zero: '1',
      },
      // Its kernel for a sum and its layer normalisation takes six times as long on a CPU as the two by themselves.
      optimization: { disable_specified_optimizers: 'SkipLayerNormFusion' },
    },
  };
}

/**
 * A session whose nodes are all on the provider; where it has no kernel for one, a session that computes that node on the CPU,
 * and a warning that names it.
 */
async function openSession(
  { ort, provider, threads, warn }: Compiler,
  name: string,
  model: Uint8Array,
  outputs: Ort.InferenceSession.SessionOptions,
): Promise<Ort.InferenceSession> {
  const options = { ...sessionOptions(provider, threads), ...outputs };
  if (provider.ort === 'cpu') return ort.InferenceSession.create(model, options);
  const { extra } = options;
  const strict = {
    ...options,
    // What is refused here is told below, with what it costs.
    logSeverityLevel: 4 as const,
    extra: { ...extra, session: { ...(extra?.session as object), disable_cpu_ep_fallback: '1' } },
  };
  try {
    return await ort.InferenceSession.create(model, strict);
  } catch (error) {
    if (!(error instanceof Error && error.message.includes(FALLBACK_REFUSED))) throw error;
  }
  const what = await describeFallback(ort, model, sessionOptions(provider, threads)).catch(
    // Made-up inputs suit most programs, not all; that must not keep this one from running.
    (error: Error) => `it has no kernel for some nodes; which could not be profiled: ${error.message}`,
  );
  warn(`compiling ${name} for ${provider.ort}: ${what}`);
  return ort.InferenceSession.create(model, options);
}

interface Compiler {
  readonly ort: OrtModule;
  readonly provider: ExecutionProvider;
  readonly threads: number;
  readonly warn: (text: string) => void;
}

/**
 * An engine on a loaded `onnxruntime-node`.
 * @param warn told when a provider leaves nodes of a program to the CPU
 */
export function compiledEngine(
  ort: OrtModule,
  name: CompiledEngineName,
  threads: number,
  warn: (text: string) => void,
): Engine {
  const runners = new Set<Runner>();
  const compiler: Compiler = { ort, provider: EXECUTION_PROVIDERS[name], threads, warn };
  const mover = new Mover(ort, (copy, places) => {
    const { model } = trace(copy, NOTHING_CARRIED, compiler.provider.dialect);
    return openSession(compiler, copy.name, model, places);
  });
  return {
    name,
    async compile(spec) {
      const runner = await compile(compiler, spec);
      runners.add(runner);
      return runner;
    },
    hold: async (values) => (name === 'webgpu' ? holdOnDevice(mover, values) : holdOnHost(values)),
    async dispose() {
      for (const runner of runners) await runner.dispose();
      runners.clear();
      await mover.dispose();
    },
  };
}

async function compile(compiler: Compiler, spec: ProgramSpec): Promise<Runner> {
  const { ort, provider } = compiler;
  const { model, inputs, outputs, overwritable } = trace(spec, NOTHING_CARRIED, provider.dialect);
  const inputNames = Object.keys(inputs);
  const outputNames = Object.keys(outputs);
  const onDevice = new Set(provider.ort === 'webgpu' ? spec.held : []);
  const kept = outputNames.filter((name) => onDevice.has(name));
  const session = await openSession(compiler, spec.name, model, keepOnDevice(outputNames, inputs, kept));
  let disposed = false;
  const tensor = (what: string, data: TensorData | undefined, tensorSpec: TensorSpec): Ort.Tensor => {
    checkData(`running ${spec.name}: ${what}`, data, tensorSpec);
    return new ort.Tensor(tensorSpec.dtype, data, tensorSpec.shape);
  };
  const onHost = inputNames.filter((name) => !onDevice.has(name));
  /** False where writing the output while the graph runs could change an input that is still to be read. */
  const mayWrite = (output: string, target: TensorData, values: Record<string, TensorData>): boolean =>
    onHost.every((input) => values[input].buffer !== target.buffer || overwritable[output].has(input));
  return {
    inputs,
    outputs,
    async run(given, into, holding) {
      const device = onDevice.size > 0 ? deviceHeld(spec, holding) : null;
      const held = device ? null : hostHeld(spec, holding);
      const values = { ...given, ...held?.feeds(spec.held ?? []) };
      const feeds: Record<string, Ort.Tensor> = device?.feeds(onDevice) ?? {};
      for (const name of onHost) feeds[name] = tensor(`input ${name}`, values[name], inputs[name]);
      const fetches: Record<string, Ort.Tensor | null> = {};
      const written = new Set<string>();
      outputNames.forEach((name, i) => {
        const target = into?.[name];
        if (target !== undefined) checkData(`running ${spec.name}: output ${name}`, target, outputs[name]);
        const direct = target !== undefined && mayWrite(name, target, values);
        if (direct) written.add(name);
        fetches[session.outputNames[i]] = direct ? tensor(`output ${name}`, target, outputs[name]) : null;
      });
      const fetched = await session.run(feeds, fetches);
      const results: Record<string, TensorData> = {};
      const made = new Map<string, Ort.Tensor>();
      outputNames.forEach((name, i) => {
        const result = fetched[session.outputNames[i]];
        if (onDevice.has(name)) {
          made.set(name, result);
          return;
        }
        const data = result.data as TensorData;
        const target = into?.[name] ?? data;
        // What ONNX Runtime was given to write into holds the result; its binding for Node returns a copy all the same.
        if (target !== data && !written.has(name)) target.set(data);
        results[name] = target;
      });
      device?.replace(made);
      return keepHeld(spec, held, results);
    },
    async dispose() {
      if (disposed) return;
      disposed = true;
      await session.release();
    },
  };
}

/** Where the outputs of a session are left: in the device's memory those that are kept there. */
function keepOnDevice(
  outputs: readonly string[],
  inputs: Readonly<Record<string, TensorSpec>>,
  kept: readonly string[],
): Ort.InferenceSession.SessionOptions {
  if (kept.length === 0) return {};
  const place = (name: string) => [
    outputNameIn(name, Object.keys(inputs)),
    kept.includes(name) ? 'gpu-buffer' : 'cpu',
  ];
  return { preferredOutputLocation: Object.fromEntries(outputs.map(place)) };
}
