/** The process that plays and writes the files of a recording; started by the pool. */
import { serveJobs } from '../../jobs/worker.js';
import type { Shard } from './plan.js';
import { type Cast, recordShard, resolveCast, type ShardResult } from './shard.js';

/** Loading a policy costs more than a match: all files of a recording share one. */
let cast: Promise<Cast> | null = null;

serveJobs<Shard, ShardResult>(async (shard, context) => {
  cast ??= resolveCast(shard.settings);
  return recordShard(shard, await cast, context);
});
