/**
 * The compiled engine: a program recorded as one ONNX graph and run by ONNX Runtime. `run` blocks its thread for as
 * long as the graph takes; whoever must stay responsive calls it in a worker thread.
 */
import type * as Ort from 'onnxruntime-node';
import { trace } from './trace.js';
import type { Engine, ProgramSpec, Runner, TensorData, TensorSpec } from './types.js';
import { checkData } from './values.js';

export type OrtModule = typeof Ort;

function sessionOptions(threads: number): Ort.InferenceSession.SessionOptions {
  return {
    executionProviders: ['cpu'],
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

/** The engine on a loaded `onnxruntime-node`. */
export function compiledEngine(ort: OrtModule, threads: number): Engine {
  const runners = new Set<Runner>();
  return {
    name: 'onnx',
    async compile(spec) {
      const runner = await compile(ort, threads, spec);
      runners.add(runner);
      return runner;
    },
    async dispose() {
      for (const runner of runners) await runner.dispose();
      runners.clear();
    },
  };
}

async function compile(ort: OrtModule, threads: number, spec: ProgramSpec): Promise<Runner> {
  const { model, inputs, outputs, overwritable } = trace(spec);
  const session = await ort.InferenceSession.create(model, sessionOptions(threads));
  const inputNames = Object.keys(inputs);
  const outputNames = Object.keys(outputs);
  let disposed = false;
  const tensor = (what: string, data: TensorData | undefined, tensorSpec: TensorSpec): Ort.Tensor => {
    checkData(`running ${spec.name}: ${what}`, data, tensorSpec);
    return new ort.Tensor(tensorSpec.dtype, data, tensorSpec.shape);
  };
  /** False where writing the output while the graph runs could change an input that is still to be read. */
  const mayWrite = (output: string, target: TensorData, values: Record<string, TensorData>): boolean =>
    inputNames.every((input) => values[input].buffer !== target.buffer || overwritable[output].has(input));
  return {
    inputs,
    outputs,
    async run(values, into) {
      const feeds: Record<string, Ort.Tensor> = {};
      for (const name of inputNames) feeds[name] = tensor(`input ${name}`, values[name], inputs[name]);
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
      outputNames.forEach((name, i) => {
        const data = fetched[session.outputNames[i]].data as TensorData;
        const target = into?.[name] ?? data;
        // What ONNX Runtime was given to write into holds the result; its binding for Node returns a copy all the same.
        if (target !== data && !written.has(name)) target.set(data);
        results[name] = target;
      });
      return results;
    },
    async dispose() {
      if (disposed) return;
      disposed = true;
      await session.release();
    },
  };
}
