/**
 * The process of the pool that plays matches. It opens its arena for the first job and keeps it for all others; the end
 * of the process frees it.
 */
import { serveJobs } from '../jobs/worker.js';
import { type EvaluationJob, type JobResult, type MatchPlayer, openMatchPlayer } from './job.js';

let opened: Promise<MatchPlayer> | null = null;

serveJobs<EvaluationJob, JobResult>(async (job, { signal, update }) => {
  opened ??= openMatchPlayer(job.pairing);
  return (await opened).play(job, signal, update);
});
