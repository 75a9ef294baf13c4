/**
 * Settings that suit a game, by the name of its vocabulary. What is not named here is the schema's default, which is meant
 * for the simulator; what the user gives goes before both.
 */
import { KhalaError } from '../spec/errors.js';
import { type TrainingConfig, trainingConfigSchema } from './config.js';

type Preset = Partial<TrainingConfig>;

const PRESETS = {
  skirmish: {},
  /** Human games: hundreds of entities, habits, rare functions. Chosen by measurement; docs/training.md has the figures. */
  sc2: {
    batch: 8,
    steps: 6500,
    warmup: 300,
    functionWeight: 4,
    heldOut: 0.1,
    history: 16,
    context: true,
    contextBatch: 512,
    contextDropout: 0.3,
    habitDropout: 0.1,
    maxEntities: 256,
    bucketed: true,
    functionCount: 20,
    evaluateEvery: 500,
    checkpointEvery: 1000,
  },
} as const satisfies Record<string, Preset>;

/**
 * The settings of a run on recordings with this vocabulary; null where none is known yet.
 * @throws BAD_ARGUMENT where they contradict each other
 */
export function settle(vocabulary: string | null, given: Preset): TrainingConfig {
  const found: Preset = Object.entries(PRESETS).find(([name]) => name === vocabulary)?.[1] ?? {};
  const asked = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  // A match's decisions stay in their order, whatever their sizes.
  const preset = given.memory === true ? { ...found, bucketed: false } : found;
  const config = trainingConfigSchema.parse({ ...preset, ...asked });
  if (config.memory && config.bucketed)
    throw new KhalaError(
      'BAD_ARGUMENT',
      'choose training settings: bucketed puts observations of like size together, memory needs them in order of time; turn one of them off',
    );
  if (config.memory && config.batch % config.sequence !== 0)
    throw new KhalaError(
      'BAD_ARGUMENT',
      `choose training settings: batch is ${config.batch} and no multiple of sequence, ${config.sequence}; with a memory it holds sequences, give ${Math.ceil(config.batch / config.sequence) * config.sequence}`,
    );
  if (config.contextBatch > 0 && !config.context)
    throw new KhalaError(
      'BAD_ARGUMENT',
      `choose training settings: contextBatch is ${config.contextBatch} and there is no context; turn context on or give contextBatch 0`,
    );
  return config;
}

/** What a setting is where it is not given: `2000; 6000 for sc2`. */
export function presetText(key: keyof TrainingConfig): string {
  const plain = String(trainingConfigSchema.parse({})[key]);
  const special = Object.entries<Preset>(PRESETS)
    .filter(([, preset]) => preset[key] !== undefined)
    .map(([name, preset]) => `${String(preset[key])} for ${name}`);
  return [`default ${plain}`, ...special].join('; ');
}
