/** Holds a contest in a process of its own, which tells what it would note. */
import { serveJobs } from '../../../jobs/worker.js';
import { type Contest, type ContestOptions, holdContest } from './contest.js';

serveJobs<ContestOptions, Contest>((options, { signal, update: note }) =>
  holdContest(options, { note, signal }),
);
