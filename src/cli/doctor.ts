/** `khala doctor`: which engines, games and servers are usable on this machine, and what it lacks for a replay. */
import { availableParallelism, freemem, totalmem } from 'node:os';
import { z } from 'zod';
import { probeEngines } from '../engine/index.js';
import { readVersion } from '../spec/version.js';
import { defineCommand } from './command.js';
import { probeRedis } from './doctor/redis.js';
import { type ReplayNeeds, renderNeeds, replayNeeds } from './doctor/replay.js';
import { reportStarCraft } from './doctor/starcraft.js';
import { renderTable } from './table.js';

const BYTES_PER_GIB = 2 ** 30;

const flags = z.strictObject({
  replay: z.string().optional().describe('a .SC2Replay file: what the game needs to open it'),
});

/** What this machine has. */
const inspectMachine = async () => {
  return {
    khala: readVersion(),
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    cores: availableParallelism(),
    memory: { totalBytes: totalmem(), freeBytes: freemem() },
    engines: await probeEngines(),
    sc2: reportStarCraft(),
    redis: await probeRedis(),
  };
};
type MachineReport = Awaited<ReturnType<typeof inspectMachine>>;

function renderMachine(report: MachineReport): string {
  const gib = (bytes: number): string => `${(bytes / BYTES_PER_GIB).toFixed(1)} GiB`;
  const { memory, sc2, redis } = report;
  const machine = renderTable(
    ['', '', ''],
    [
      ['Khala', report.khala, `Node ${report.node}, ${report.platform}`],
      ['machine', `${report.cores} cores`, `${gib(memory.totalBytes)} memory, ${gib(memory.freeBytes)} free`],
      [
        'StarCraft II',
        sc2.found ? `base build${sc2.builds.length > 1 ? 's' : ''} ${sc2.builds.join(', ')}` : 'not found',
        sc2.path === null ? sc2.note : `${sc2.path} (${sc2.note}), ${sc2.maps.length} maps`,
      ],
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
}

export const command = defineCommand<typeof flags, MachineReport | ReplayNeeds>({
  example: 'khala doctor game.SC2Replay',
  flags,
  positional: 'replay',
  run: async ({ replay }) => (replay === undefined ? inspectMachine() : replayNeeds(replay)),
  render: (report) => ('needs' in report ? renderNeeds(report) : renderMachine(report)),
});
