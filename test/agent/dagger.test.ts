import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createLabelledPlayer } from '../../agent/dagger.js';
import { createScripted } from '../../agent/scripted/index.js';
import type { Player } from '../../env-bridge/environment.js';
import { type MatchObserver, playMatch } from '../../env-bridge/match.js';
import { createSkirmish } from '../../env-bridge/skirmish/index.js';
import { DEFAULT_DEMONSTRATION_OPTIONS, openDemonstrations } from '../../replays/demonstrations.js';
import { recordPlayer } from '../../replays/recording/record-player.js';
import { createRecordingWriter } from '../../replays/recording/writer.js';
import { createEngine, type Engine, type TensorData } from '../../src/engine/index.js';
import { modelConfig } from '../../src/model/config.js';
import { inputArrays } from '../../src/model/inputs.js';
import { initialise } from '../../src/model/parameters.js';
import { createPolicy } from '../../src/model/policy.js';
import type { TimeStep } from '../../src/spec/match.js';
import { type Command, noOp } from '../../src/spec/observation.js';
import { ABILITY, SKIRMISH_VOCABULARY } from '../../src/spec/vocabulary.js';
import { encodeSamples } from '../../src/training/batches.js';
import { createPolicyPlayer } from './alone.js';
import { INFO, scene } from './scripted/scene.js';

/** Plays back these commands, one a question, and notes the loops at which it was asked. */
interface Script extends Player {
  readonly asked: number[];
  readonly calls: string[];
}
function script(name: string, commands: readonly Command[]): Script {
  const asked: number[] = [];
  const calls: string[] = [];
  return {
    name,
    asked,
    calls,
    start: () => {
      calls.push('start');
    },
    act: ({ observation }) => {
      asked.push(observation.gameLoop);
      return commands[(asked.length - 1) % commands.length];
    },
    end: () => {
      calls.push('end');
    },
  };
}

const stop = (delay: number): Command => ({
  ability: ABILITY.stop,
  delay,
  queued: false,
  units: [1n],
  target: { kind: 'none' },
});
const stepAt = (gameLoop: number): TimeStep => ({
  observation: scene([{ tag: 1n, type: 'marine', x: 5, y: 5 }], [], gameLoop),
  reward: 0,
  terminated: false,
  truncated: false,
  info: { rejected: [] },
});

describe('a labelled player', () => {
  const loops = [0, 2, 5, 7, 9, 11];
  let learner: Script;
  let teacher: Script;
  beforeEach(() => {
    learner = script('learner', [stop(5), stop(1), noOp(2)]);
    teacher = script('teacher', [noOp(64), stop(3)]);
  });

  it('asks the teacher at every look, and the learner only when his delay is over', async () => {
    const player = createLabelledPlayer(learner, teacher);
    await player.start(INFO);
    const given: Command[] = [];
    const decided: (boolean | undefined)[] = [];
    const looks: (number | null | undefined)[] = [];
    for (const loop of loops) {
      given.push(await player.act(stepAt(loop)));
      decided.push(player.labelAt(loop)?.decided);
      looks.push(player.nextLook?.());
    }
    expect(teacher.asked).toEqual(loops);
    expect(looks).toEqual([2, 5, 7, 9, 11, 14]); // After 2 not 4, for the learner wakes a loop later.
    expect(learner.asked).toEqual([0, 5, 7, 9]); // A delay of 1 is raised to 2.
    expect(decided).toEqual([true, false, true, true, true, false]);
    expect(given).toEqual([stop(5), noOp(3), stop(1), noOp(2), stop(5), noOp(3)]);
  });

  it('tells the learner when he wakes what was refused while he slept', async () => {
    const told: unknown[] = [];
    const listening: Player = {
      ...learner,
      act: (step) => {
        told.push(step.info.rejected);
        return learner.act(step);
      },
    };
    const player = createLabelledPlayer(listening, teacher);
    await player.start(INFO);
    const refusal = { command: stop(2), result: 'NotSupported' };
    for (const loop of loops) {
      const step = stepAt(loop);
      await player.act(loop === 2 || loop === 9 ? { ...step, info: { rejected: [refusal] } } : step);
    }
    expect(told).toEqual([[], [refusal], [], [refusal]]);
  });

  it('gives the label of the last look and of no other', async () => {
    const player = createLabelledPlayer(learner, teacher);
    await player.start(INFO);
    expect(player.labelAt(0)).toBe(null);
    await player.act(stepAt(0));
    await player.act(stepAt(2));
    expect(player.labelAt(2)).toEqual({ teacher: 'teacher', command: stop(3), decided: false });
    expect(player.labelAt(0)).toBe(null);
  });

  it('forgets the last match: its sleep and its label', async () => {
    const player = createLabelledPlayer(script('learner', [stop(100)]), teacher);
    await player.start(INFO);
    await player.act(stepAt(0));
    await player.start(INFO);
    expect(player.labelAt(0)).toBe(null);
    await player.act(stepAt(0));
    expect(player.labelAt(0)?.decided).toBe(true);
  });

  it('passes start and end on to both, and is called like the learner', async () => {
    const player = createLabelledPlayer(learner, teacher);
    await player.start(INFO);
    await player.end({ reason: 'aborted', results: {}, faults: {}, loops: 0 });
    expect(learner.calls).toEqual(['start', 'end']);
    expect(teacher.calls).toEqual(['start', 'end']);
    expect(player.name).toBe('learner');
  });

  it.each([0, Number.NaN])('refuses a delay of %s, which would never end', async (delay) => {
    const player = createLabelledPlayer(script('learner', [stop(delay)]), teacher);
    await player.start(INFO);
    await expect(player.act(stepAt(0))).rejects.toMatchObject({ code: 'BAD_COMMAND' });
  });
});

describe('a labelled match', () => {
  const folder = mkdtempSync(join(tmpdir(), 'khala-dagger-'));
  const policy = createPolicy({ ...modelConfig('nano'), history: 4, context: true }, SKIRMISH_VOCABULARY);
  const checkpoint = {
    path: 'fresh',
    policy,
    parameters: initialise(policy.layout, 3),
    description: {
      ...{ format: 'khala-policy', version: 1, step: 0, model: policy.config, training: {} },
      vocabulary: structuredClone(SKIRMISH_VOCABULARY),
      weightsHash: '',
    } as never, // The player reads none of it.
  };
  const SEED = 7;
  let engine: Engine;
  beforeAll(async () => {
    engine = await createEngine('onnx', { threads: 1 });
  });
  afterAll(async () => {
    await engine.dispose();
    rmSync(folder, { recursive: true });
  });

  /** What the policy reads upon each decision, by game loop, and what it orders. */
  interface Seen {
    readonly inputs: ReadonlyMap<number, Readonly<Record<string, TensorData>>>;
    readonly given: readonly { readonly loop: number; readonly command: Command }[];
  }

  /** A match of a policy that tries everything; `seat` puts it into its seat. */
  async function play(
    seat: (policy: Player) => { readonly player: Player; readonly observers: MatchObserver[] },
  ): Promise<Seen> {
    let loop = -1;
    const inputs = new Map<number, Record<string, TensorData>>();
    const given: { loop: number; command: Command }[] = [];
    const watched: Engine = {
      name: engine.name,
      dispose: () => engine.dispose(),
      hold: (values) => engine.hold(values),
      compile: async (spec) => {
        const runner = await engine.compile(spec);
        return {
          inputs: runner.inputs,
          outputs: runner.outputs,
          dispose: () => runner.dispose(),
          run: (feeds, into) => {
            inputs.set(loop, structuredClone(feeds));
            return runner.run(feeds, into);
          },
        };
      },
    };
    const player = createPolicyPlayer(checkpoint, watched, { name: 'fresh', temperature: 1, seed: 1 });
    const looking: Player = {
      name: player.name,
      start: (info) => player.start(info),
      act: async (step) => {
        loop = step.observation.gameLoop;
        const command = await player.act(step);
        given.push({ loop, command });
        return command;
      },
      end: (outcome) => player.end(outcome),
    };
    const seated = seat(looking);
    const { observers } = seated;
    const players = new Map([
      [1, seated.player],
      [2, createScripted('VeryEasy')],
    ]);
    const { faults } = await playMatch(createSkirmish('3m'), players, { seed: SEED, observers });
    expect(faults).toEqual({});
    await player.dispose();
    return { inputs, given };
  }

  it('is the match that the learner plays alone, and shows training what he reads in play', async () => {
    const alone = await play((learner) => ({ player: learner, observers: [] }));
    const path = join(folder, 'round.khr');
    const meta = { khala: '0', writer: 'test', settings: {} };
    const writer = createRecordingWriter(path, meta, { overwrite: false });
    const labelled = await play((learner) => {
      const player = createLabelledPlayer(learner, createScripted('Champion'));
      const names = { 1: 'fresh', 2: 'scripted:VeryEasy' };
      return { player, observers: [recordPlayer(writer, { player: 1, names, labelAt: player.labelAt })] };
    });
    writer.close();
    expect(labelled.given).toEqual(alone.given);

    const demonstrations = openDemonstrations([path], DEFAULT_DEMONSTRATION_OPTIONS);
    const delays = new Set<number | undefined>();
    let compared = 0;
    let slept = 0;
    for (const block of demonstrations.files[0].blocks.keys()) {
      for (const demonstration of demonstrations.readBlock(0, block)) {
        const { gameLoop, lastCommand } = demonstration.observation;
        const read = alone.inputs.get(gameLoop);
        if (!read) {
          slept++;
          continue;
        }
        const { noise: _, ...inPlay } = read;
        expect(
          inputArrays(encodeSamples([demonstration], policy, null, 1).inputs),
          `loop ${gameLoop}`,
        ).toEqual(inPlay);
        delays.add(lastCommand?.delay);
        compared++;
      }
    }
    // Decisions of which the label has no unit are left out.
    expect(compared).toBeGreaterThan(0.9 * alone.given.length);
    expect(slept).toBeGreaterThan(compared);
    expect(delays.size).toBeGreaterThan(6);
  });
});
