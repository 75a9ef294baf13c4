/** The model card of an exported policy (Mitchell et al. 2019, "Model Cards for Model Reporting"): only what its checkpoint knows. */
import { decisionProgram } from '../../../agent/decision.js';
import type { Checkpoint } from '../../model/checkpoint.js';
import { readVersion } from '../../spec/version.js';

/** Settings of a training run that a reader asks for first. */
const SETTINGS = ['steps', 'batch', 'contextBatch', 'learningRate', 'seed', 'heldOut'] as const;

/** @param buckets entities of the ONNX models beside it */
export function modelCard(
  { policy, parameters, description }: Checkpoint,
  buckets: readonly number[],
  license: string,
): string {
  const { config, layout, index } = policy;
  const { vocabulary } = index;
  const training = description.training as {
    readonly config?: Readonly<Record<string, unknown>>;
    readonly loss?: unknown;
    readonly heldOut?: Readonly<Record<string, { readonly loss?: unknown; readonly top1?: unknown }>> | null;
  };
  const settings = SETTINGS.filter((key) => training.config?.[key] !== undefined).map(
    (key) => `${key} ${String(training.config?.[key])}`,
  );
  const number = (value: unknown, digits: number): string =>
    typeof value === 'number' ? value.toFixed(digits) : '-';
  const heads = Object.entries(training.heldOut ?? {}).map(
    ([head, { loss, top1 }]) =>
      `| ${head} | ${number(loss, 3)} | ${typeof top1 === 'number' ? `${number(100 * top1, 1)} %` : '-'} |`,
  );
  const torso = config.torso === 'perceiver' ? `Perceiver IO, ${config.latents} latents` : 'transformer';
  return `${[
    `# A policy for ${vocabulary.name}, by Khala ${readVersion()}`,
    '',
    `| | |`,
    `| --- | --- |`,
    `| torso | ${torso}, width ${config.width}, ${config.blocks} blocks, ${config.heads} heads |`,
    `| parameters | ${layout.size}, float32 |`,
    `| trained for | ${description.step} steps of imitation${settings.length > 0 ? ` (${settings.join(', ')})` : ''} |`,
    `| vocabulary | ${vocabulary.name}: ${vocabulary.functions.length} functions, ${vocabulary.unitTypes.length} unit types |`,
    `| weights | SHA-256 ${description.weightsHash} |`,
    `| licence of the weights | ${license} |`,
    '',
    '## Use',
    '',
    `Plays ${vocabulary.name} through Khala: \`khala play --agent FILE\`, \`khala evaluate --agent FILE\`. It imitates whom it was shown, where it`,
    'was shown him; in other games, or far from its demonstrations, it knows nothing.',
    '',
    ...(heads.length > 0
      ? [
          '## On held-out recordings',
          '',
          '| head | cross-entropy | top-1 |',
          '| --- | --- | --- |',
          ...heads,
          '',
        ]
      : []),
    ...(buckets.length > 0 ? onnxSection(policy, parameters, buckets) : []),
  ]
    .join('\n')
    .trimEnd()}\n`;
}

/** How a caller carries the state of a policy that has a memory. */
const MEMORY_LINES = [
  'The policy has a memory: `memory` is its state, zeros at the first decision of a match, and afterwards what the last decision gave as its',
  'second output, `memory_out`, of the same shape. Keep one a match and player.',
  '',
] as const;

function onnxSection(
  policy: Checkpoint['policy'],
  parameters: Float32Array,
  buckets: readonly number[],
): string[] {
  const [entities] = buckets;
  const { inputs } = decisionProgram(policy, parameters, entities);
  const rows = Object.entries(inputs)
    .filter(([name]) => name !== 'parameters')
    .map(([name, { shape, dtype }]) => `| \`${name}\` | ${dtype} | ${shape.join(' x ')} |`);
  return [
    '## The ONNX models',
    '',
    `Opset 18, one for ${buckets.join(', ')} entities: a whole decision, sampling included. Inputs at ${entities} entities:`,
    '',
    '| input | type | shape |',
    '| --- | --- | --- |',
    ...rows,
    '',
    `\`noise\` of zeros gives the likeliest command. Output \`answer\` (1 x ${7 + entities}): classes of function, delay, queued, target_entity,`,
    'target_cell and target_fine, the logit of winning, then 1 for each entity that is selected. What the numbers mean is in Khala’s',
    '`docs/export.md` and `src/spec/encoding.ts`; the classes’ names are in the model’s metadata under `khala.policy`.',
    '',
    ...(policy.config.memory ? MEMORY_LINES : []),
  ];
}
