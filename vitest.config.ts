import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const cores = availableParallelism();

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    environment: 'node',
    pool: 'forks',
    // vitest leaves a core to itself, which on two cores is half of the machine.
    maxWorkers: cores > 2 ? cores - 1 : cores,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
