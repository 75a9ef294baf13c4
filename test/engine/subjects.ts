/**
 * The engines that are held to the `cpu` engine, and what each is held to. A new engine needs its line here and nothing else: the type
 * asks for it.
 */
import { createEngine, ENGINE_NAMES, type Engine, type EngineName } from '../../src/engine/index.js';
import { hasCode } from '../../src/spec/errors.js';
import { useSwiftShader } from './swiftshader.js';

type SubjectName = Exclude<EngineName, 'cpu'>;

interface Subject {
  /** Largest difference allowed, relative to the larger of 1 and the number itself. */
  readonly tolerance: number;
  /**
   * The same for the norm of a whole gradient, which is one float32 sum over all parameters, and for the moments that its clipping
   * scales, as lengths.
   */
  readonly norm: number;
  /** A dependency of Khala, so it must open everywhere; others are skipped where they do not. */
  readonly required: boolean;
  /** Whether each graph takes it long to make ready, so that two policies must do, and time. */
  readonly slow?: true;
  /** Kernels' cases that it cannot run, or whose result is wrong there, with the reason. */
  readonly cannot: Readonly<Record<string, string>>;
}

/** A few float32 roundings. */
const ROUNDINGS = 2e-5;
/** Of a sum over a million numbers in several running sums. */
const LONG_SUM = 2e-4;

/** WGSL, section "Accuracy of built-in functions". */
const ANGLES = 'WebGPU asks for 2^-11 of sines and cosines, no more';

const SUBJECTS: Readonly<Record<SubjectName, Subject>> = {
  onnx: { tolerance: ROUNDINGS, norm: LONG_SUM, required: true, cannot: {} },
  'onnx-int8': {
    tolerance: ROUNDINGS,
    norm: LONG_SUM,
    required: true,
    // Only products with known weights are in 8 bits, and these programs know none; int8.test.ts holds those.
    cannot: {},
  },
  webgpu: {
    // Sums are in another order, and the policy reads places by sines that need not be better than ANGLES says.
    tolerance: 2e-4,
    norm: 2e-3,
    required: false,
    // SwiftShader takes half a minute to compile the shaders of a training step.
    slow: true,
    cannot: {
      cos: ANGLES,
      sin: ANGLES,
      tan: ANGLES,
      'pow broadcast': 'its Pow of int32 fails',
      'mod int32': 'its remainder by a negative number has another sign',
    },
  },
  cuda: { tolerance: ROUNDINGS, norm: LONG_SUM, required: false, cannot: {} },
  'tfjs-node-gpu': { tolerance: ROUNDINGS, norm: LONG_SUM, required: false, cannot: {} },
  'tfjs-node': { tolerance: ROUNDINGS, norm: LONG_SUM, required: false, cannot: {} },
  wasm: {
    tolerance: ROUNDINGS,
    // It adds them up one by one.
    norm: 2e-3,
    required: true,
    // All of tfjs's wasm backend 4.22.
    cannot: {
      'mod int32': 'its integer remainder traps',
      'clip of NaN': 'it turns NaN into the lower limit',
      cast: 'its cast of a fraction to bool gives false',
      oneHot: 'it writes onValue and offValue as integers',
    },
  },
};

export type OpenSubject = Subject & { readonly name: SubjectName } & (
    | { readonly engine: Engine }
    | { readonly engine: null; readonly reason: string }
  );

/** Opens every engine but `cpu`. One that is not usable here has the reason why. */
export async function openSubjects(): Promise<OpenSubject[]> {
  useSwiftShader();
  const subjects: OpenSubject[] = [];
  for (const name of ENGINE_NAMES) {
    if (name === 'cpu') continue;
    try {
      subjects.push({
        ...SUBJECTS[name],
        name,
        engine: await createEngine(name, { threads: 1, warn: () => undefined }),
      });
    } catch (error) {
      if (SUBJECTS[name].required || !hasCode(error, 'ENGINE_UNAVAILABLE')) throw error;
      subjects.push({ ...SUBJECTS[name], name, engine: null, reason: (error as Error).message });
    }
  }
  return subjects;
}
