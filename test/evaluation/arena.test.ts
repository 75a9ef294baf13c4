import { describe, expect, it } from 'vitest';
import { createScripted } from '../../agent/scripted/index.js';
import type { Player } from '../../env-bridge/environment.js';
import { createSkirmish } from '../../env-bridge/skirmish/index.js';
import { type Arena, openDirectArena } from '../../src/evaluation/arena.js';
import { openBridgeArena } from '../../src/evaluation/bridge-arena.js';
import { summariseLatencies } from '../../src/evaluation/latency.js';
import { planMatches } from '../../src/evaluation/plan.js';
import { KhalaError } from '../../src/spec/errors.js';

/** A clock that goes on by one millisecond whenever somebody looks. */
function tickingClock(): () => number {
  let time = 0;
  return () => time++;
}

/** Acts like Easy until it throws in the matches of these seeds. */
function failing(seeds: ReadonlySet<number>, error: () => Error): Player {
  const inner = createScripted('Easy');
  let fails = false;
  return {
    name: 'failing',
    start: (info) => {
      fails = seeds.has(info.seed);
      return inner.start(info);
    },
    act: (step) => {
      if (fails && step.observation.gameLoop >= 20) throw error();
      return inner.act(step);
    },
    end: (outcome) => inner.end(outcome),
  };
}

const OPENERS = {
  direct: async (agent: Player, opponent: Player): Promise<Arena> =>
    openDirectArena({ environment: createSkirmish('3m'), agent, opponent, now: tickingClock() }),
  bridge: (agent: Player, opponent: Player): Promise<Arena> =>
    openBridgeArena({ environment: createSkirmish('3m'), agent, opponent, now: tickingClock() }),
};

async function withArena<T>(
  transport: keyof typeof OPENERS,
  agent: Player,
  opponent: Player,
  use: (arena: Arena) => Promise<T>,
): Promise<T> {
  const arena = await OPENERS[transport](agent, opponent);
  try {
    return await use(arena);
  } finally {
    await arena.close();
  }
}

const plans = planMatches(6, 11);

describe.each(['direct', 'bridge'] as const)('%s arena', (transport) => {
  it('plays a match the same again, whatever was played before', async () => {
    await withArena(transport, createScripted('Hard'), createScripted('Easy'), async (arena) => {
      const forth = [];
      for (const plan of plans) forth.push((await arena.play(plan, false)).record);
      const back = [];
      for (const plan of [...plans].reverse()) back.unshift((await arena.play(plan, false)).record);
      expect(back).toEqual(forth);
      expect(forth.map((record) => record.side)).toEqual([1, 2, 1, 2, 1, 2]);
      expect(new Set(forth.map((record) => record.loops)).size).toBeGreaterThan(1);
    });
  });

  it.each([
    ['crash', () => new Error('out of ideas'), 'MATCH_FAILED'],
    ['timeout', () => new KhalaError('TIMED_OUT', 'think: too long'), 'TIMED_OUT'],
  ])(
    'calls a %s what it is, for either player, and goes on with the next match',
    async (verdict, error, code) => {
      const bad = new Set([plans[2].seed]);
      await withArena(transport, failing(bad, error), createScripted('Easy'), async (arena) => {
        const { record } = await arena.play(plans[2], false);
        expect(record).toMatchObject({ result: verdict, reason: verdict, fault: { by: 'agent', code } });
        expect((await arena.play(plans[0], false)).record.fault).toBeNull();
      });
      await withArena(transport, createScripted('Easy'), failing(bad, error), async (arena) => {
        const { record } = await arena.play(plans[3], false);
        expect(record).toMatchObject({ result: verdict, reason: verdict, fault: { by: 'opponent', code } });
        expect((await arena.play(plans[1], false)).record.fault).toBeNull();
      });
    },
  );

  it('films both sides when asked', async () => {
    await withArena(transport, createScripted('Hard'), createScripted('Easy'), async (arena) => {
      const { film, record } = await arena.play(plans[0], true);
      expect(film?.viewers).toEqual([1, 2]);
      expect(film?.units).toHaveLength(6);
      const gone = film?.units.filter((unit) => unit.gone !== null).map((unit) => unit.owner) ?? [];
      expect([1, 2].map((owner) => gone.filter((one) => one === owner).length)).toContain(3);
      expect(film?.outcome?.loops).toBe(record.loops);
      expect((await arena.play(plans[0], false)).film).toBeNull();
    });
  });

  it('times every decision of the agent and none of the opponent', async () => {
    let decisions = 0;
    const inner = createScripted('Easy');
    const counted: Player = {
      ...inner,
      act: (step) => {
        decisions++;
        return inner.act(step);
      },
    };
    await withArena(transport, counted, createScripted('Easy'), async (arena) => {
      await arena.play(plans[0], false);
      const summary = summariseLatencies([arena.takeLatencies()]);
      expect(summary.count).toBe(decisions);
      expect(summary.mean).toBe(1);
    });
  });
});

describe('both arenas', () => {
  it('give the same records', async () => {
    const play = (transport: keyof typeof OPENERS) =>
      withArena(transport, createScripted('Medium'), createScripted('Easy'), async (arena) => {
        const records = [];
        for (const plan of plans) records.push((await arena.play(plan, false)).record);
        return records;
      });
    expect(await play('bridge')).toEqual(await play('direct'));
  });
});
