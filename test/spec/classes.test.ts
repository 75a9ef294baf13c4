import { describe, expect, it } from 'vitest';
import { PAUSE_CLASSES, pauseClass, STEPPED, STEPS, stepOf } from '../../src/spec/classes.js';

describe('pauseClass', () => {
  it('tells short pauses loop by loop and long ones roughly, and never falls', () => {
    const classes = Array.from({ length: 1000 }, (_, loops) => pauseClass(loops));
    expect(classes.slice(0, 11)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    for (let loops = 1; loops < classes.length; loops++)
      expect([0, 1]).toContain(classes[loops] - classes[loops - 1]);
    expect(new Set(classes).size).toBe(PAUSE_CLASSES);
  });
});

describe('stepOf', () => {
  it('keeps every number within its steps', () => {
    for (const name of STEPPED) {
      const { width, count } = STEPS[name];
      expect(stepOf(name, -1)).toBe(0);
      expect(stepOf(name, width)).toBe(1);
      expect(stepOf(name, 2 * width - 0.01)).toBe(1);
      expect(stepOf(name, 1e9)).toBe(count - 1);
    }
  });
});
