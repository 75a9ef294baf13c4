/** Many pieces of work at a time within one process: what waits for others leaves its turn to the rest. */

/** Lets the event loop come round. Matches of scripts wait for nothing, and nobody would hear that they are to stop. */
export function eventLoopTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/**
 * Works off the items in order, one to each lane at a time; results stand in the order of the items. Where one fails the others
 * are told by their signal and waited for.
 * @throws what the first that failed threw; the signal's reason when aborted
 * @example await runLanes(arenas, plans, signal, (arena, plan) => arena.play(plan))
 */
export async function runLanes<Lane, Item, Result>(
  lanes: readonly Lane[],
  items: readonly Item[],
  signal: AbortSignal,
  work: (lane: Lane, item: Item, signal: AbortSignal) => Promise<Result>,
): Promise<Result[]> {
  const results = new Array<Result>(items.length);
  let failure: { readonly error: unknown } | null = null;
  const stopping = new AbortController();
  const stop = (): void => stopping.abort(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  let next = 0;
  const run = async (lane: Lane): Promise<void> => {
    while (next < items.length && !stopping.signal.aborted) {
      const place = next++;
      try {
        results[place] = await work(lane, items[place], stopping.signal);
        await eventLoopTurn();
      } catch (error) {
        failure ??= { error };
        stopping.abort(error);
      }
    }
  };
  try {
    signal.throwIfAborted();
    await Promise.all(lanes.map(run));
    signal.throwIfAborted();
    if (failure) throw (failure as { readonly error: unknown }).error;
    return results;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
