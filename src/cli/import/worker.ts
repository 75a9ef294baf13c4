/** The process that reads replays and writes recordings; started by the pool. Files from strangers are opened only here. */
import type { Skipped } from '../../../replays/sc2replay/dataset/reports.js';
import { serveJobs } from '../../jobs/worker.js';
import { type Answer, closeStage, type ImportJob, type ScanResult, sample, scan, write } from './jobs.js';

/** The pool. A worker whose pool was killed hears nothing of it while it reads: it must not go on writing beside the next import. */
const pool = process.ppid;

/** One function, so that it is heard once, whatever the number of jobs. */
const endGame = (): void => void closeStage();

serveJobs<ImportJob, ScanResult | Skipped | Answer>((job, { update, signal }) => {
  // Whatever is waited for then fails; its guard would end the game in any case.
  signal.addEventListener('abort', endGame);
  switch (job.kind) {
    case 'scan':
      return scan(job);
    case 'write':
      return write(job, (place) => {
        if (process.ppid !== pool) process.exit(1);
        update(place);
      });
    case 'sample':
      return sample(job);
  }
});
