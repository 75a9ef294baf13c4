/** What a pool and its workers say to each other, by structured clone over the process's IPC channel. */

/** To a worker. */
export type PoolMessage =
  | { readonly type: 'job'; readonly index: number; readonly job: unknown }
  /** There is no more work, or the work is given up: end, a running job by way of its signal. */
  | { readonly type: 'stop' };

/** From a worker. */
export type WorkerMessage =
  | { readonly type: 'update'; readonly index: number; readonly update: unknown }
  | { readonly type: 'done'; readonly index: number; readonly result: unknown }
  | {
      readonly type: 'failed';
      readonly index: number;
      readonly code: string | null;
      readonly message: string;
    };
