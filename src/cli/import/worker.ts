/** The process that reads replays and writes recordings; started by the pool. Files from strangers are opened only here. */
import type { SeriesReport, Skipped } from '../../../replays/sc2replay/dataset/reports.js';
import { serveJobs } from '../../jobs/worker.js';
import { type ImportJob, type Sample, type ScanResult, sample, scan, write } from './jobs.js';

serveJobs<ImportJob, ScanResult | Skipped | SeriesReport | Sample | null>((job, { update }) => {
  switch (job.kind) {
    case 'scan':
      return scan(job);
    case 'write':
      return write(job, update);
    case 'sample':
      return sample(job);
  }
});
