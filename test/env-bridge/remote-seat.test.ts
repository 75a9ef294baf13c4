import { describe, expect, test } from 'vitest';
import { Pacer } from '../../env-bridge/pacer.js';
import { decodeMessage, type Message } from '../../env-bridge/protocol.js';
import { type Link, RemoteSeat } from '../../env-bridge/remote-seat.js';
import { type MatchSettingsInput, matchSettingsSchema } from '../../env-bridge/settings.js';
import { createSkirmish } from '../../env-bridge/skirmish/index.js';
import { KhalaError } from '../../src/spec/errors.js';
import type { TimeStep } from '../../src/spec/match.js';
import { type Command, LOOPS_PER_SECOND, noOp } from '../../src/spec/observation.js';
import { FakeClock } from './fake-clock.js';

const environment = createSkirmish('3m');
environment.reset(1);
const info = environment.matchInfo(1);
const { stepLoops } = info.limits;

function stepAt(gameLoop: number): TimeStep {
  const step = environment.observe(1);
  return { ...step, observation: { ...step.observation, gameLoop } };
}

const STOP: Command = { ability: 3665, delay: 4, queued: false, units: [1n], target: { kind: 'none' } };
const commandFor = (gameLoop: number) => ({ type: 'command', player: 1, gameLoop, command: STOP }) as const;

class FakeLink implements Link {
  congested = false;
  readonly sent: Message[] = [];
  send(bytes: Uint8Array): void {
    this.sent.push(decodeMessage(bytes));
  }
  get loops(): number[] {
    return this.sent.flatMap((message) =>
      message.type === 'observation' ? [message.step.observation.gameLoop] : [],
    );
  }
}

/** A seat with an agent at a match that has begun. */
function seated(settings: MatchSettingsInput = {}) {
  const clock = new FakeClock();
  const parsed = matchSettingsSchema.parse(settings);
  const events = { vacated: 0, aborted: 0 };
  const seat = new RemoteSeat(1, {
    settings: parsed,
    clock,
    pacer: parsed.mode === 'real-time' ? new Pacer(clock, parsed.speed) : null,
    vacated: () => events.vacated++,
    abort: () => events.aborted++,
  });
  const link = new FakeLink();
  seat.attach(link, 'agent');
  return { seat, link, clock, events };
}

function playing(settings: MatchSettingsInput = {}) {
  const made = seated(settings);
  made.seat.start(info);
  return made;
}

const code = (expected: string) => expect.objectContaining({ code: expected });

describe('a remote seat in lockstep', () => {
  test('asks and takes the answer', async () => {
    const { seat, link, clock } = playing();
    const decision = seat.act(stepAt(6));
    seat.receive(commandFor(6));
    expect(await decision).toStrictEqual(STOP);
    expect(link.sent.map(({ type }) => type)).toEqual(['start', 'observation']);
    expect(clock.pending).toBe(0);
  });

  test('times out', async () => {
    const { seat, clock } = playing({ decisionTimeoutMs: 500 });
    const decision = expect(seat.act(stepAt(0))).rejects.toThrow(code('TIMED_OUT'));
    await clock.pass(500);
    await decision;
  });

  test('passes over repeats and refuses what cannot be', () => {
    const { seat } = playing();
    void seat.act(stepAt(0));
    seat.receive(commandFor(0));
    void seat.act(stepAt(4));
    seat.receive(commandFor(0));
    expect(() => seat.receive(commandFor(8))).toThrow(code('PROTOCOL_STATE'));
    expect(() => seat.receive({ ...commandFor(4), player: 2 })).toThrow(code('PROTOCOL_MESSAGE'));
    const flood = () => {
      for (let i = 0; i < 100; i++) seat.receive(commandFor(0));
    };
    expect(flood).toThrow(code('PROTOCOL_LIMIT'));
  });

  test('sends start, question and end again to an agent that comes back', async () => {
    const { seat, link } = playing();
    const decision = seat.act(stepAt(6));
    seat.detach(link);
    const back = new FakeLink();
    seat.attach(back, 'agent');
    seat.resend();
    expect(back.sent.map(({ type }) => type)).toEqual(['start', 'observation']);
    seat.receive(commandFor(6));
    expect(await decision).toStrictEqual(STOP);
    seat.detach(back);
    seat.end({ reason: 'eliminated', results: { 1: 'win' }, faults: {}, loops: 6 });
    const again = new FakeLink();
    seat.attach(again, 'agent');
    seat.resend();
    expect(again.sent.map(({ type }) => type)).toEqual(['start', 'outcome']);
  });

  test('does not count the time of a cut as thinking', async () => {
    const { seat, link, clock } = playing({ decisionTimeoutMs: 500, resumeSeconds: 10 });
    const decision = seat.act(stepAt(6));
    seat.detach(link);
    await clock.pass(5000);
    seat.attach(link, 'agent');
    seat.resend();
    await clock.pass(499);
    seat.receive(commandFor(6));
    expect(await decision).toStrictEqual(STOP);
  });

  test('is not cut by the end of a connection that was replaced', async () => {
    const { seat, link, clock } = playing({ resumeSeconds: 1 });
    const decision = seat.act(stepAt(0));
    seat.attach(new FakeLink(), 'agent');
    seat.detach(link);
    await clock.pass(5000);
    seat.receive(commandFor(0));
    expect(await decision).toStrictEqual(STOP);
  });

  test('forfeits when the agent stays away', async () => {
    const { seat, link, clock } = playing({ absentAgent: 'forfeit', resumeSeconds: 3 });
    const decision = expect(seat.act(stepAt(0))).rejects.toThrow(code('CONNECTION_LOST'));
    seat.detach(link);
    await clock.pass(3000);
    await decision;
    expect(() => seat.act(stepAt(4))).toThrow(code('CONNECTION_LOST'));
  });

  test('idles when the agent stays away, and wakes when it comes back', async () => {
    const { seat, link, clock } = playing({ absentAgent: 'idle', resumeSeconds: 3 });
    const decision = seat.act(stepAt(0));
    seat.detach(link);
    await clock.pass(3000);
    expect(await decision).toMatchObject({ ability: 0 });
    expect(seat.act(stepAt(22))).toMatchObject({ ability: 0 });
    const back = new FakeLink();
    seat.attach(back, 'agent');
    seat.resend();
    const awake = seat.act(stepAt(44));
    expect(back.loops).toEqual([44]);
    seat.receive(commandFor(44));
    expect(await awake).toStrictEqual(STOP);
  });

  test('aborts the match when the agent stays away', async () => {
    const { seat, link, clock, events } = playing({ absentAgent: 'abort', resumeSeconds: 3 });
    const decision = seat.act(stepAt(0));
    seat.detach(link);
    await clock.pass(3000);
    expect(await decision).toMatchObject({ ability: 0 });
    expect(events.aborted).toBe(1);
  });

  test('does not wait for an agent that leaves of its own will', async () => {
    const { seat } = playing();
    const decision = expect(seat.act(stepAt(0))).rejects.toThrow(code('CONNECTION_LOST'));
    seat.leave();
    await decision;
  });

  test('fails with the error that the agent names', async () => {
    const { seat } = playing();
    const decision = expect(seat.act(stepAt(0))).rejects.toThrow(code('NOT_FINITE'));
    seat.fail(new KhalaError('NOT_FINITE', 'the weights are NaN'));
    await decision;
  });

  test('becomes free again when the agent goes before the match', async () => {
    const { seat, link, clock, events } = seated({ resumeSeconds: 2 });
    seat.detach(link);
    expect(seat.occupied).toBe(true);
    await clock.pass(2000);
    expect(seat.occupied).toBe(false);
    expect(events.vacated).toBe(1);
    expect(clock.pending).toBe(0);
  });
});

describe('a remote seat in real time', () => {
  const settings: MatchSettingsInput = { mode: 'real-time', latencyBudgetMs: 40 };
  const loopMs = 1000 / LOOPS_PER_SECOND;

  test('takes a command that comes within the budget', async () => {
    const { seat, clock } = playing(settings);
    const decision = seat.act(stepAt(0));
    await clock.pass(39);
    seat.receive(commandFor(0));
    expect(await decision).toStrictEqual(STOP);
  });

  test('does nothing for a step when none comes', async () => {
    const { seat, clock } = playing(settings);
    const decision = seat.act(stepAt(0));
    await clock.pass(40);
    expect(await decision).toStrictEqual(noOp(stepLoops));
  });

  test('never waits beyond the next step, however large the budget is', async () => {
    const { seat, clock } = playing({ ...settings, latencyBudgetMs: 10_000 });
    const decision = seat.act(stepAt(0));
    await clock.pass(stepLoops * loopMs + 1);
    expect(await decision).toStrictEqual(noOp(stepLoops));
  });

  test('applies a late command at the next decision, without asking again', async () => {
    const { seat, link, clock } = playing(settings);
    const missed = seat.act(stepAt(0));
    await clock.pass(40);
    await missed;
    seat.receive(commandFor(0));
    expect(seat.act(stepAt(stepLoops))).toStrictEqual(STOP);
    expect(link.loops).toEqual([0]);
  });

  test('applies a command that is late by more than a step at once', async () => {
    const { seat, link, clock } = playing(settings);
    const missed = seat.act(stepAt(0));
    await clock.pass(40);
    await missed;
    const decision = seat.act(stepAt(stepLoops));
    seat.receive(commandFor(0));
    expect(await decision).toStrictEqual(STOP);
    expect(link.loops).toEqual([0, stepLoops]);
  });

  test('drops a late command when told so', async () => {
    const { seat, clock } = playing({ ...settings, lateCommand: 'drop' });
    const missed = seat.act(stepAt(0));
    await clock.pass(40);
    await missed;
    seat.receive(commandFor(0));
    const decision = seat.act(stepAt(stepLoops));
    await clock.pass(1000);
    expect(await decision).toStrictEqual(noOp(stepLoops));
  });

  test('drops a command that is older than the one before', async () => {
    const { seat, clock } = playing(settings);
    for (const loop of [0, stepLoops]) {
      const missed = seat.act(stepAt(loop));
      await clock.pass(loopMs * stepLoops);
      await missed;
    }
    seat.receive(commandFor(0));
    const decision = seat.act(stepAt(2 * stepLoops));
    expect(decision).toBeInstanceOf(Promise);
    await clock.pass(40);
    expect(await decision).toStrictEqual(noOp(stepLoops));
  });

  test('goes on without an agent that was cut', async () => {
    const { seat, link, clock } = playing({ ...settings, resumeSeconds: 10 });
    seat.detach(link);
    const decision = seat.act(stepAt(0));
    await clock.pass(40);
    expect(await decision).toStrictEqual(noOp(stepLoops));
    const back = new FakeLink();
    const next = seat.act(stepAt(stepLoops));
    seat.attach(back, 'agent');
    seat.resend();
    expect(back.loops).toEqual([stepLoops]);
    seat.receive(commandFor(stepLoops));
    expect(await next).toStrictEqual(STOP);
  });

  test('leaves observations out when the agent does not read them', async () => {
    const { seat, link, clock } = playing(settings);
    link.congested = true;
    const decision = seat.act(stepAt(0));
    await clock.pass(40);
    await decision;
    expect(link.loops).toEqual([]);
  });
});
