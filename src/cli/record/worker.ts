/** The process that plays and writes the files of a recording; started by the pool. */
import { runLanes } from '../../jobs/lanes.js';
import { serveJobs } from '../../jobs/worker.js';
import type { Shard } from './plan.js';
import { type Cast, type Casting, openCasting, recordShard, type ShardResult } from './shard.js';

/** Loading a policy costs more than a match: all files of a recording share one. */
let casting: Promise<Casting> | null = null;
const casts: Cast[] = [];

serveJobs<readonly Shard[], readonly ShardResult[]>(async (shards, { signal, update }) => {
  casting ??= openCasting(shards[0].settings);
  const { batches, cast } = await casting;
  const lanes = batches ? shards.length : 1;
  while (casts.length < lanes) casts.push(cast());
  const done = new Array<number>(shards.length).fill(0);
  return runLanes(casts, shards, signal, (cast, shard, stop) =>
    recordShard(shard, cast, {
      signal: stop,
      update: (episodes) => {
        done[shards.indexOf(shard)] = episodes;
        update(done.reduce((sum, count) => sum + count, 0));
      },
    }),
  );
});
