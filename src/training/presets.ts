/**
 * Settings that suit a game, by the name of its vocabulary, and a size. What is not named here is the schema's default, which is meant
 * for the simulator; what the user gives goes before both.
 */
import type { ModelSize } from '../model/config.js';
import { KhalaError } from '../spec/errors.js';
import { type TrainingConfig, trainingConfigSchema } from './config.js';

type Preset = Partial<TrainingConfig>;

const PRESETS = {
  skirmish: {},
  /** Human games: hundreds of entities, habits, rare functions. Chosen by measurement; docs/training.md has the figures. */
  sc2: {
    batch: 8,
    steps: 7200,
    warmup: 300,
    lossWeights: { function: 4 },
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

/** What a size needs besides, by game: small batches, of which several make a step, keep the memory of a large policy bounded. */
const SIZE_PRESETS: { readonly [S in ModelSize]?: Readonly<Record<string, Preset>> } = {
  full: {
    skirmish: { batch: 8, accumulate: 8, learningRate: 5e-4, bucketed: true },
    sc2: { batch: 4, accumulate: 2, contextBatch: 256, learningRate: 5e-4, maxEntities: 512 },
  },
};

/**
 * The settings of a run on recordings with this vocabulary; null where none is known yet. Of those given, the later go before the earlier;
 * of `lossWeights` each head by itself.
 * @throws BAD_ARGUMENT where they contradict each other
 */
export function settle(vocabulary: string | null, ...given: readonly Preset[]): TrainingConfig {
  const game = Object.entries(PRESETS).find(([name]) => name === vocabulary)?.[1] ?? {};
  const asked = merge(given);
  const size = trainingConfigSchema.shape.size.parse(asked.size);
  const found = merge([game, SIZE_PRESETS[size]?.[vocabulary ?? 'skirmish'] ?? {}]);
  // A match's decisions stay in their order, whatever their sizes.
  const preset = asked.memory === true ? { ...found, bucketed: false } : found;
  const config = trainingConfigSchema.parse(merge([preset, ...given]));
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

function merge(layers: readonly Preset[]): Preset {
  const lossWeights = Object.assign({}, ...layers.map((layer) => layer.lossWeights));
  const all = layers.flatMap((layer) => Object.entries(layer).filter(([, value]) => value !== undefined));
  return { ...Object.fromEntries(all), lossWeights };
}

/** What a setting is where it is not given: `default 2000; 7200 for sc2`. */
export function presetText(key: keyof TrainingConfig): string {
  const sizes = Object.entries(SIZE_PRESETS).flatMap(([size, games]) =>
    Object.entries(games).map(([game, preset]): [string, Preset] => [`${game} with --size ${size}`, preset]),
  );
  const special = [...Object.entries<Preset>(PRESETS), ...sizes]
    .filter(([, preset]) => preset[key] !== undefined)
    .map(([name, preset]) => `${text(preset[key])} for ${name}`);
  return [`default ${text(trainingConfigSchema.parse({})[key])}`, ...special].join('; ');
}

function text(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const parts = Object.entries(value).map(([name, part]) => `${name}=${part}`);
  return parts.length > 0 ? parts.join(' ') : 'none';
}
