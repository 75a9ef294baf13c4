/**
 * Why a policy commands what it commands: what it reads (attention), and what it would have done had it not read it (ablation,
 * integrated gradients).
 */
import { checkVocabulary } from '../../agent/policy-player.js';
import type { Engine, TensorData } from '../engine/index.js';
import type { Checkpoint } from '../model/checkpoint.js';
import { HEADS, type Head } from '../model/heads.js';
import { inputArrays } from '../model/inputs.js';
import { policyInputs } from '../model/policy.js';
import { decodeCommand, decodePoint, type PolicyChoice } from '../spec/command-classes.js';
import { encodeDecision } from '../spec/encode-decision.js';
import { createTargets, FINE_CELLS, type PolicyTargets } from '../spec/encoding.js';
import type { Observation } from '../spec/observation.js';
import { NO_OP_ABILITY } from '../spec/observation.js';
import { type Ablation, ablate } from './ablation.js';
import { reportAttention, type Weights, type WeightsByName } from './attention.js';
import type { Alternative, CommandReport, EntityReport, Explanation } from './explanation.js';
import { type ByGroup, GROUP_NAMES, type Group, groupsOf } from './groups.js';
import { integrate, type PathAttribution } from './integrated-gradients.js';
import type { Moment } from './moment.js';
import { commandInWords, type Named, nameEntities, verbOf } from './names.js';
import { LOOK, lookProgram, type Subject } from './programs.js';
import { remembered } from './remembered.js';

/** Alternatives that are named. */
const ALTERNATIVES = 5;

/**
 * Explains the policy's likeliest command at a moment. Deterministic on one machine.
 * @throws CHECKPOINT_MISMATCH where the policy was trained for another game; NOT_FINITE where its memory comes to hold what is no number
 * @example await explain('base', openPolicy('base'), await createEngine('auto', { threads: 1 }), moment, source)
 */
export async function explain(
  agent: string,
  checkpoint: Pick<Checkpoint, 'policy' | 'parameters' | 'description'>,
  engine: Engine,
  moment: Moment,
  source: Explanation['source'],
): Promise<Explanation> {
  const { policy, parameters, description } = checkpoint;
  const { observation, info } = moment;
  checkVocabulary(policy.index.vocabulary, info.vocabulary, agent);
  const inputs = policyInputs(policy, 1, observation.count);
  const rows = encodeDecision(observation, moment.past, info.map, policy.index, inputs, 0);
  const subject: Subject = { policy, parameters, entities: inputs.entities };
  const shown = rows.length;
  const observed = { ...inputArrays(inputs), ...(await remembered(checkpoint, engine, moment)) };

  const seen = await look(engine, subject, observed);
  const { targets, choice } = seen;
  const { vocabulary } = policy.index;
  const command = decodeCommand(choice, observation, info.map, vocabulary, rows);
  const spec = vocabulary.functions[choice.function];
  const groups = groupsOf(spec.target, command.ability === NO_OP_ABILITY);
  const arrays = { ...observed, ...named('target.', targets) };
  const names = nameEntities(observation, rows, info.vocabulary);
  const units = groups.includes('units') ? [...choice.selected] : [];
  const target = targetOf(command, choice);
  const isTarget = (n: number): boolean => target.kind === 'entity' && target.entity === n;
  const ablation = await ablate(engine, subject, arrays, {
    sides: names.map(({ alliance }) => alliance),
    named: names.map((_, n) => isTarget(n) || units.includes(n)),
  });
  const gradients = await integrate(engine, subject, arrays, shown, groups);

  const attention = reportAttention(seen.attention, shown, inputs.entities, [
    ...(target.kind === 'entity' ? [[`target: ${names[target.entity].name}`, target.entity] as const] : []),
    ...units.slice(0, 1).map((unit) => [`selected: ${names[unit].name}`, unit] as const),
  ]);
  const entities = names.map(
    (name, n): EntityReport => ({
      ...name,
      ...stateOf(observation, rows[n]),
      selected: units.includes(n),
      target: isTarget(n),
      attention: attention.composed.entities[n],
      ablation: ablation.entities[n],
      gradients: gradientsOf(gradients, n),
    }),
  );
  return {
    kind: 'khala-explanation',
    agent,
    weightsHash: description.weightsHash,
    torso: policy.config.torso,
    scenario: info.scenario,
    seed: info.seed,
    player: info.player,
    source,
    gameLoop: observation.gameLoop,
    decision: moment.decision,
    map: { width: info.map.width, height: info.map.height },
    command: {
      words: commandInWords(command, observation, info.vocabulary),
      function: spec.name,
      delay: command.delay,
      queued: groups.includes('units') && command.queued,
      units,
      target,
      groups,
      probability: exponentials(ablation),
      alternatives: {
        functions: likeliest(seen.logits.function, (f) => verbAndTarget(vocabulary.functions[f])),
        targets: alternativeTargets(seen, target, names, info.map),
      },
    },
    given: commandInWords(moment.command, observation, info.vocabulary),
    winProbability: 1 / (1 + Math.exp(-seen.value)),
    entities,
    notShown: observation.count - shown,
    ranking: rank(entities),
    attention,
    ablation: ablation.others,
    gradients: Object.fromEntries([...gradients].map(([group, { entities: _, ...rest }]) => [group, rest])),
  };
}

interface Seen {
  readonly targets: PolicyTargets;
  readonly choice: PolicyChoice;
  readonly logits: Readonly<Record<Head, Float32Array>>;
  readonly attention: WeightsByName;
  /** Logit of winning. */
  readonly value: number;
}

/** The likeliest command upon one observation, and all attention. */
async function look(engine: Engine, subject: Subject, observed: Record<string, TensorData>): Promise<Seen> {
  const runner = await engine.compile(lookProgram(subject));
  const outputs = (await runner.run(observed)) as Record<string, Float32Array>;
  const attention = new Map<string, Weights>();
  for (const [name, { shape }] of Object.entries(runner.outputs)) {
    if (!name.startsWith(LOOK.attention)) continue;
    const [heads, queries, keys] = shape;
    attention.set(name.slice(LOOK.attention.length), { heads, queries, keys, data: outputs[name] });
  }
  await runner.dispose();
  const targets = createTargets(1, subject.entities);
  for (const head of HEADS) targets[head].set(outputs[`${LOOK.choices}${head}`]);
  const { function: fn, delay, queued, selected, target_entity, target_cell, target_fine } = targets;
  return {
    targets,
    choice: {
      ...{ function: fn[0], delay: delay[0], queued: queued[0] },
      selected: [...selected.keys()].filter((n) => selected[n] > 0),
      ...{ targetEntity: target_entity[0], cell: target_cell[0], fine: target_fine[0] },
    },
    logits: Object.fromEntries(
      HEADS.map((head) => [head, outputs[`${LOOK.logits}${head}`]]),
    ) as Seen['logits'],
    attention,
    value: outputs.value[0],
  };
}

function named(prefix: string, targets: PolicyTargets): Record<string, TensorData> {
  return Object.fromEntries(Object.entries(targets).map(([name, array]) => [`${prefix}${name}`, array]));
}

function targetOf(
  { target }: ReturnType<typeof decodeCommand>,
  choice: PolicyChoice,
): CommandReport['target'] {
  if (target.kind === 'entity') return { kind: 'entity', entity: choice.targetEntity };
  return target.kind === 'point' ? { kind: 'point', x: target.x, y: target.y } : { kind: 'none' };
}

function stateOf(observation: Observation, row: number): Pick<EntityReport, 'x' | 'y' | 'radius' | 'life'> {
  const { x, y, radius, health, health_max, shield, shield_max } = observation.entities;
  const most = health_max[row] + shield_max[row];
  const known = most > 0 && !observation.unknown.includes('health');
  return {
    x: x[row],
    y: y[row],
    radius: radius[row],
    life: known ? (health[row] + shield[row]) / most : null,
  };
}

function gradientsOf(gradients: ReadonlyMap<Group, PathAttribution>, n: number): Partial<ByGroup> {
  const parts = [...gradients].map(([group, { entities }]) => [group, entities[n]] as const);
  return { ...Object.fromEntries(parts), command: parts.reduce((sum, [, value]) => sum + value, 0) };
}

function exponentials({ logProbability }: Ablation): ByGroup {
  const parts = [...GROUP_NAMES, 'command'] as const;
  return Object.fromEntries(
    parts.map((part) => [part, Math.exp(logProbability[part])]),
  ) as unknown as ByGroup;
}

function rank(entities: readonly EntityReport[]): number[] {
  const size = (n: number): number => Math.abs(entities[n].ablation.command);
  return [...entities.keys()].sort((a, b) => size(b) - size(a) || a - b);
}

function verbAndTarget({ name, target }: { readonly name: string; readonly target: string }): string {
  const verb = verbOf(name);
  return target === 'none' ? verb : `${verb} ${target === 'point' ? 'a point' : 'an entity'}`;
}

/** The classes with the largest probabilities of a head. */
function likeliest(logits: Float32Array, nameOf: (index: number) => string): Alternative[] {
  const most = Math.max(...logits);
  const sum = logits.reduce((total, logit) => total + Math.exp(logit - most), 0);
  return [...logits.keys()]
    .sort((a, b) => logits[b] - logits[a] || a - b)
    .slice(0, ALTERNATIVES)
    .map((i) => ({ name: nameOf(i), probability: Math.exp(logits[i] - most) / sum }))
    .filter(({ probability }) => probability > 0);
}

/** Where else the chosen function could point. */
function alternativeTargets(
  { logits }: Seen,
  target: CommandReport['target'],
  names: readonly Named[],
  map: Moment['info']['map'],
): Alternative[] {
  if (target.kind === 'none') return [];
  if (target.kind === 'entity') return likeliest(logits.target_entity, (n) => names[n]?.name ?? 'nothing');
  const middle = FINE_CELLS / 2;
  return likeliest(logits.target_cell, (cell) => {
    const { x, y } = decodePoint(cell, middle, map);
    return `about (${x.toFixed(0)}, ${y.toFixed(0)})`;
  });
}
