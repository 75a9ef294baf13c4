/**
 * The policy again, as plain loops over float64 numbers and for one sample: written from the description in docs/model.md,
 * not from the source, so that agreement means something.
 */

import type { Policy } from '../../src/model/policy.js';
import {
  ENTITY_FEATURES,
  ENTITY_IDS,
  FINE_CELLS,
  HISTORY_FEATURES,
  HISTORY_IDS,
  LOCATION_GRID,
  MAP_PATCH,
  MAP_PATCH_SIZE,
  MAP_PATCHES,
  MAP_RASTER,
  type PolicyInputs,
  SCALAR_FEATURES,
  SCALAR_IDS,
} from '../../src/spec/encoding.js';
import { DELAY_BINS } from '../../src/spec/vocabulary.js';

type Row = number[];
type Rows = Row[];

/** Choices that the teacher forces, as class ids. */
export interface ForcedChoices {
  readonly function: number;
  readonly delay: number;
  readonly queued: number;
  readonly pivot: number;
  readonly selected: readonly number[];
  readonly cell: number;
}

export class Reference {
  private readonly tensors = new Map<string, { shape: readonly number[]; data: number[] }>();

  constructor(
    private readonly policy: Policy,
    flat: Float32Array,
  ) {
    for (const { name, shape, offset, size } of policy.layout.slices) {
      this.tensors.set(name, { shape, data: Array.from(flat.subarray(offset, offset + size)) });
    }
  }

  private row(name: string, index = 0): Row {
    const { shape, data } = this.tensors.get(name)!;
    const width = shape.at(-1)!;
    return data.slice(index * width, (index + 1) * width);
  }

  linear(name: string, x: Row): Row {
    const { shape, data } = this.tensors.get(`${name}.w`)!;
    const bias = this.row(`${name}.b`);
    const [input, output] = shape;
    return Array.from({ length: output }, (_, o) => {
      let sum = bias[o];
      for (let i = 0; i < input; i++) sum += x[i] * data[i * output + o];
      return sum;
    });
  }

  norm(name: string, x: Row): Row {
    const mean = x.reduce((a, b) => a + b) / x.length;
    const variance = x.reduce((a, b) => a + (b - mean) ** 2, 0) / x.length;
    const gain = this.row(`${name}.g`);
    const bias = this.row(`${name}.b`);
    return x.map((v, i) => ((v - mean) / Math.sqrt(variance + 1e-5)) * gain[i] + bias[i]);
  }

  mlp(name: string, x: Row): Row {
    return this.linear(`${name}.down`, this.linear(`${name}.up`, x).map(gelu));
  }

  /** Multi-head attention of query rows over key and value rows; `seen[t]` false hides a row. */
  attend(q: Rows, k: Rows, v: Rows, seen?: readonly boolean[]): Rows {
    const { heads, width } = this.policy.config;
    const depth = width / heads;
    return q.map((query) => {
      const out: Row = new Array(width).fill(0);
      for (let h = 0; h < heads; h++) {
        const logits = k.map((key, t) => {
          if (seen && !seen[t]) return Number.NEGATIVE_INFINITY;
          let dot = 0;
          for (let i = h * depth; i < (h + 1) * depth; i++) dot += query[i] * key[i];
          return dot / Math.sqrt(depth);
        });
        const weights = softmax(logits);
        v.forEach((value, t) => {
          for (let i = h * depth; i < (h + 1) * depth; i++) out[i] += weights[t] * value[i];
        });
      }
      return out;
    });
  }

  fourier(x: number, y: number, longest: number, shortest: number): Row {
    const bands = this.policy.config.fourierBands;
    const waves = Array.from(
      { length: bands },
      (_, i) => longest * (shortest / longest) ** (i / (bands - 1)),
    );
    const angles = [...waves.map((w) => (2 * Math.PI * x) / w), ...waves.map((w) => (2 * Math.PI * y) / w)];
    return [...angles.map(Math.sin), ...angles.map(Math.cos)];
  }

  private raster(x: number, y: number): Row {
    return this.fourier(x, y, 2 * MAP_RASTER, 2);
  }

  /** All logits of sample `b` along forced choices. */
  forward(inputs: PolicyInputs, b: number, forced: ForcedChoices) {
    const { config, index } = this.policy;
    const { entities: count } = inputs;
    const part = (array: ArrayLike<number>, size: number, at: number): Row =>
      Array.from({ length: size }, (_, i) => array[at * size + i]);
    const live = part(inputs.entity_mask, count, b);

    // Tokens
    const modality = [0, 1, 2, 3].map((m) => this.row('tokens.modality', m));
    const entityTokens: Rows = Array.from({ length: count }, (_, n) => {
      const at = b * count + n;
      const [x, y, u, w] = part(inputs.entity_position, 4, at);
      const numbers = [
        ...part(inputs.entity_features, ENTITY_FEATURES.length, at),
        ...this.fourier(x, y, 512, 2),
        ...this.raster(u, w),
      ];
      let sum = this.linear('tokens.entity.in', numbers);
      part(inputs.entity_ids, ENTITY_IDS.length, at).forEach((id, i) => {
        sum = add(sum, this.row(`tokens.entity.${ENTITY_IDS[i]}`, id));
      });
      return this.norm('tokens.entity.norm', this.linear('tokens.entity.out', sum.map(gelu)));
    });
    const side = MAP_RASTER / MAP_PATCH;
    const patches: Rows = Array.from({ length: MAP_PATCHES }, (_, i) => {
      const place = this.raster(((i % side) + 0.5) * MAP_PATCH, (Math.floor(i / side) + 0.5) * MAP_PATCH);
      const values = part(inputs.map, MAP_PATCH_SIZE, b * MAP_PATCHES + i);
      return this.norm(
        'tokens.map.norm',
        add(this.linear('tokens.map', values), this.linear('tokens.map.place', place)),
      );
    });
    let player = this.linear('tokens.scalars', part(inputs.scalars, SCALAR_FEATURES.length, b));
    part(inputs.scalar_ids, SCALAR_IDS.length, b).forEach((id, i) => {
      player = add(player, this.row(`tokens.scalars.${SCALAR_IDS[i]}`, id));
    });
    if (config.context) {
      const size = inputs.tallies.length / inputs.batch;
      player = add(player, this.linear('tokens.tallies', part(inputs.tallies, size, b)));
    }
    const scalars = this.norm('tokens.scalars.norm', player);
    const remembered = part(inputs.history_mask, config.history, b);
    const readPast = (prefix: string): Rows =>
      remembered.map((_, k) => {
        const at = b * config.history + k;
        const features = part(inputs.history_features, HISTORY_FEATURES.length, at);
        const [x, y] = part(inputs.history_place, 2, at);
        const placed = features[HISTORY_FEATURES.indexOf('placed')];
        const numbers = [...features, ...this.raster(x, y).map((v) => v * placed)];
        let sum = add(this.linear(`${prefix}.in`, numbers), this.row(`${prefix}.rank`, k));
        part(inputs.history_ids, HISTORY_IDS.length, at).forEach((id, i) => {
          sum = add(sum, this.row(`${prefix}.${HISTORY_IDS[i]}`, id));
        });
        return sum.map(gelu);
      });
    const past = readPast('tokens.history').map((t) =>
      this.norm('tokens.history.norm', this.linear('tokens.history.out', t)),
    );
    const habits = (): number[] => {
      const size = inputs.habits.length / inputs.batch;
      return this.norm('tokens.habits.norm', this.linear('tokens.habits', part(inputs.habits, size, b)));
    };
    const shown = (): Rows => readPast('tokens.context.past').map((t, k) => t.map((v) => v * remembered[k]));
    const direct = config.context
      ? this.norm('tokens.context.norm', this.mlp('tokens.context', [scalars, habits(), ...shown()].flat()))
      : new Array<number>(config.width).fill(0);
    const tokens: Rows = [
      ...entityTokens.map((t) => add(t, modality[0])),
      ...patches.map((t) => add(t, modality[1])),
      add(scalars, modality[2]),
      ...past.map((t) => add(t, modality[3])),
    ];
    const seen = [
      ...live.map((m) => m > 0),
      ...new Array<boolean>(MAP_PATCHES + 1).fill(true),
      ...remembered.map((m) => m > 0),
    ];

    // Torso
    const kv = (name: string, rows: Rows): [Rows, Rows] => {
      const normed = rows.map((r) => this.norm(`${name}.norm`, r));
      return [normed.map((r) => this.linear(`${name}.k`, r)), normed.map((r) => this.linear(`${name}.v`, r))];
    };
    const addMlp = (name: string, x: Row): Row => add(x, this.mlp(name, this.norm(`${name}.norm`, x)));
    const think = (name: string, rows: Rows, among?: readonly boolean[]): Rows => {
      const normed = rows.map((r) => this.norm(`${name}.norm`, r));
      const attended = this.attend(
        normed.map((r) => this.linear(`${name}.q`, r)),
        normed.map((r) => this.linear(`${name}.k`, r)),
        normed.map((r) => this.linear(`${name}.v`, r)),
        among,
      );
      return rows.map((r, i) => addMlp(`${name}.mlp`, add(r, this.linear(`${name}.out`, attended[i]))));
    };
    const transformed = config.torso === 'transformer';
    const torso = (): Rows => {
      if (transformed) {
        let all = tokens;
        for (let layer = 0; layer < config.blocks; layer++) all = think(`transformer.${layer}`, all, seen);
        return all.map((t) => this.norm('transformer.norm', t));
      }
      const start: Rows = Array.from({ length: config.latents }, (_, l) => this.row('encoder.latents', l));
      const query = start.map((l) => this.linear('encoder.query', this.norm('encoder.query.norm', l)));
      const [tk, tv] = kv('encoder.tokens', tokens);
      const read = this.attend(query, tk, tv, seen);
      let latents = start.map((l, i) => addMlp('encoder.mlp', add(l, this.linear('encoder.out', read[i]))));
      for (let block = 0; block < config.blocks; block++) latents = think(`latent.${block}`, latents);
      return latents;
    };
    const latents = torso();
    const heard = transformed ? seen : undefined;

    // Queries
    const [lk, lv] = kv('decoder.latents', latents);
    const ask = (q: Rows): Rows => this.attend(q, lk, lv, heard);
    const learnedStart = [0, 1, 2, 3].map((i) => this.row('decoder.queries', i));
    const learnedRead = ask(learnedStart.map((l) => this.linear('decoder.query', l)));
    const learned = learnedStart.map((l, i) =>
      addMlp('decoder.mlp', add(l, this.linear('decoder.out', learnedRead[i]))),
    );
    const asked = (): Rows => {
      const entityRead = ask(entityTokens.map((e) => this.linear('decoder.entity.query', e)));
      return entityTokens.map((e, i) =>
        addMlp('decoder.entity.mlp', add(e, this.linear('decoder.entity.out', entityRead[i]))),
      );
    };
    const worked = transformed ? latents.slice(0, count) : asked();
    const entities = worked.map((e) => this.norm('decoder.entity.norm', e));
    const cell = MAP_RASTER / LOCATION_GRID;
    const places = Array.from({ length: LOCATION_GRID ** 2 }, (_, i) =>
      this.raster(((i % LOCATION_GRID) + 0.5) * cell, (Math.floor(i / LOCATION_GRID) + 0.5) * cell),
    );
    const { pointerWidth, width } = config;
    const narrow = latents.map((l) =>
      this.linear('decoder.cell.keyValue', this.norm('decoder.latents.norm', l)),
    );
    const cellRead = places.map((p) => {
      const q = this.linear('decoder.cell.query', p);
      const weights = softmax(
        narrow.map((kv, m) =>
          heard?.[m] === false
            ? Number.NEGATIVE_INFINITY
            : dot(q, kv.slice(0, pointerWidth)) / Math.sqrt(pointerWidth),
        ),
      );
      return narrow.reduce<Row>(
        (sum, kv, l) =>
          add(
            sum,
            kv.slice(pointerWidth).map((v) => v * weights[l]),
          ),
        new Array(pointerWidth).fill(0),
      );
    });
    const cells = places.map((p, i) => add(cellRead[i], this.linear('decoder.cell.place', p)));

    // Heads
    const [functionAnswer, delayQuery, queuedQuery, valueQuery] = learned;
    const functionQuery = add(functionAnswer, direct);
    const keys = entities.map((e) => this.linear('heads.entities', e));
    const key = (n: number, which: number): Row =>
      keys[n].slice(which * pointerWidth, (which + 1) * pointerWidth);
    const point = (q: Row, rows: Rows): Row => rows.map((k) => dot(q, k) / Math.sqrt(pointerWidth));
    const functions = this.linear('heads.function', this.norm('heads.function.norm', functionQuery));
    const functionMask = part(inputs.function_mask, functions.length, b);
    let context = add(functionAnswer, this.row('heads.function.embedding', forced.function));
    const delay = this.mlp('heads.delay', add(context, delayQuery));
    context = add(context, this.row('heads.delay.embedding', forced.delay));
    const queued = this.mlp('heads.queued', add(context, queuedQuery));
    context = add(context, this.row('heads.queued.embedding', forced.queued));
    const types = index.vocabulary.unitTypes.length + 1;
    const selectable = entities.map((_, n) => {
      const type = inputs.entity_ids[(b * count + n) * ENTITY_IDS.length];
      return index.users[forced.function * types + type] > 0 && inputs.own_mask[b * count + n] > 0;
    });
    const pivot = point(
      this.mlp('heads.pivot', context),
      entities.map((_, n) => key(n, 0)),
    );
    const pivoted = add(context, this.linear('heads.pivot.embedding', entities[forced.pivot]));
    const together = this.linear('heads.selected.context', pivoted);
    const pointed = point(
      this.mlp('heads.selected', pivoted),
      entities.map((_, n) => key(n, 1)),
    );
    const selected = entities.map((_, n) => {
      const hidden = add(keys[n].slice(3 * pointerWidth, 3 * pointerWidth + width), together).map(gelu);
      return this.linear('heads.selected.hidden', hidden)[0] + pointed[n];
    });
    const chosen = entities.map((_, n) =>
      selectable[n] && (n === forced.pivot || forced.selected.includes(n)) ? 1 : 0,
    );
    const size = Math.max(
      1,
      chosen.reduce((a: number, c) => a + c, 0),
    );
    const pooled = entities.reduce<Row>(
      (sum, e, n) =>
        chosen[n]
          ? add(
              sum,
              e.map((v) => v / size),
            )
          : sum,
      new Array(width).fill(0),
    );
    context = add(pivoted, this.linear('heads.selected.embedding', pooled));
    const target = point(
      this.mlp('heads.target_entity', context),
      entities.map((_, n) => key(n, 2)),
    );
    const targetCell = point(this.mlp('heads.target_cell', context), cells);
    const fine = this.mlp(
      'heads.target_fine',
      add(context, this.linear('heads.target_cell.embedding', cells[forced.cell])),
    );
    const only = (logits: Row, allowed: readonly boolean[]): Row =>
      logits.map((v, i) => (allowed[i] ? v : v - 1e9));
    if (delay.length !== DELAY_BINS.length || fine.length !== FINE_CELLS)
      throw new Error('reference: a head has the wrong size');
    return {
      function: only(
        functions,
        functionMask.map((m) => m > 0),
      ),
      delay,
      queued,
      pivot: only(pivot, selectable),
      selected: only(selected, selectable),
      target_entity: only(
        target,
        live.map((m) => m > 0),
      ),
      target_cell: targetCell,
      target_fine: fine,
      value: this.linear('heads.value', this.norm('heads.value.norm', valueQuery)),
    };
  }
}

const gelu = (x: number): number => x / (1 + Math.exp(-1.702 * x));
const add = (a: Row, b: Row): Row => a.map((v, i) => v + b[i]);
const dot = (a: Row, b: Row): number => a.reduce((sum, v, i) => sum + v * b[i], 0);
function softmax(logits: Row): Row {
  const max = Math.max(...logits);
  const weights = logits.map((l) => Math.exp(l - max));
  const sum = weights.reduce((a, b) => a + b);
  return weights.map((w) => w / sum);
}
