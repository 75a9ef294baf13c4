import { describe, expect, test } from 'vitest';
import { Pacer } from '../../env-bridge/pacer.js';
import { FakeClock } from './fake-clock.js';

describe('Pacer', () => {
  test('gives 22.4 loops to a second, times the speed', () => {
    const clock = new FakeClock();
    const normal = new Pacer(clock, 1);
    const fast = new Pacer(clock, 4);
    expect(normal.until(224)).toBeCloseTo(10_000);
    expect(fast.until(224)).toBeCloseTo(2500);
  });

  test('waits until the loop is due', async () => {
    const clock = new FakeClock();
    const pacer = new Pacer(clock, 1);
    let arrived = false;
    const waiting = pacer.wait(224).then(() => {
      arrived = true;
    });
    await clock.pass(9999);
    expect(arrived).toBe(false);
    await clock.pass(2);
    await waiting;
    expect(clock.now()).toBe(10_001);
  });

  test('catches up a little, but does not race through a long stop', async () => {
    const clock = new FakeClock();
    const pacer = new Pacer(clock, 1);
    pacer.until(0);
    await clock.pass(200);
    await Promise.all([pacer.wait(2), clock.pass(0)]);
    expect(pacer.until(224)).toBeCloseTo(9800); // The moments stay where they were.
    await clock.pass(60_000);
    await Promise.all([pacer.wait(224), clock.pass(0)]);
    expect(pacer.until(448)).toBeCloseTo(10_000); // From here on.
  });
});
