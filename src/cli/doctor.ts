/** `khala doctor`: which engines, games and servers are usable on this machine. */
import { availableParallelism, freemem, totalmem } from 'node:os';
import { z } from 'zod';
import { probeEngines } from '../engine/index.js';
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
    engines: await probeEngines(),
    sc2: findStarCraft(),
    redis: await probeRedis(),
  }),
  render: (report) => {
    const gib = (bytes: number): string => `${(bytes / BYTES_PER_GIB).toFixed(1)} GiB`;
    const { memory, sc2, redis } = report;
    const machine = renderTable(
      ['', '', ''],
      [
        ['Khala', report.khala, `Node ${report.node}, ${report.platform}`],
        [
          'machine',
          `${report.cores} cores`,
          `${gib(memory.totalBytes)} memory, ${gib(memory.freeBytes)} free`,
        ],
        ['StarCraft II', sc2.found ? 'found' : 'not found', sc2.path ?? sc2.note],
        ['Redis', redis.reachable ? 'reachable' : 'not reachable', `${redis.address}: ${redis.note}`],
      ],
    );
    const engines = renderTable(
      ['engine', 'version', 'usable'],
      report.engines.map(({ name, version, usable, chosen }) => [
        name,
        version ?? 'not installed',
        chosen ? 'yes, chosen' : usable ? 'yes' : 'no',
      ]),
    );
    const problems = report.engines.flatMap(({ problem }) => (problem === null ? [] : [problem]));
    return [machine, engines, ...problems].join('\n');
  },
});
