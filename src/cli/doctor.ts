/** `khala doctor`: which engines, games and servers are usable on this machine. */
import { availableParallelism, freemem, totalmem } from 'node:os';
import { z } from 'zod';
import { readVersion } from '../spec/version.js';
import { defineCommand } from './command.js';
import { probeRedis } from './doctor/redis.js';
import { findStarCraft } from './doctor/starcraft.js';
import { renderTable } from './table.js';

const BYTES_PER_GIB = 2 ** 30;

export const command = defineCommand({
  example: 'khala doctor',
  flags: z.strictObject({}),
  run: async () => ({
    khala: readVersion(),
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    cores: availableParallelism(),
    memory: { totalBytes: totalmem(), freeBytes: freemem() },
    sc2: findStarCraft(),
    redis: await probeRedis(),
  }),
  render: (report) => {
    const gib = (bytes: number): string => (bytes / BYTES_PER_GIB).toFixed(1);
    return renderTable(
      ['what', 'state', 'note'],
      [
        ['khala', report.khala, `Node ${report.node}, ${report.platform}`],
        ['cores', String(report.cores), ''],
        ['memory', `${gib(report.memory.totalBytes)} GiB`, `${gib(report.memory.freeBytes)} GiB free`],
        ['StarCraft II', report.sc2.found ? 'found' : 'not found', report.sc2.path ?? report.sc2.note],
        [
          'Redis',
          report.redis.reachable ? 'reachable' : 'not reachable',
          `${report.redis.address}: ${report.redis.note}`,
        ],
      ],
    );
  },
});
