/** Where threads wait for each other: nobody passes before all have come. Three numbers of shared memory. */
import { KhalaError } from '../spec/errors.js';

const ARRIVED = 0;
const PASSED = 1;
const BROKEN = 2;

/** @throws WORKER_FAILED where another thread gave up */
export function passGate(gate: Int32Array, threads: number): void {
  const round = Atomics.load(gate, PASSED);
  if (Atomics.add(gate, ARRIVED, 1) + 1 === threads) {
    Atomics.store(gate, ARRIVED, 0);
    Atomics.add(gate, PASSED, 1);
    Atomics.notify(gate, PASSED);
  }
  while (Atomics.load(gate, PASSED) === round && Atomics.load(gate, BROKEN) === 0)
    Atomics.wait(gate, PASSED, round);
  if (Atomics.load(gate, BROKEN) !== 0)
    throw new KhalaError('WORKER_FAILED', 'train on several threads: another thread gave up');
}

/** Lets all pass who wait, and tells them and who comes later. */
export function breakGate(gate: Int32Array): void {
  Atomics.store(gate, BROKEN, 1);
  Atomics.add(gate, PASSED, 1);
  Atomics.notify(gate, PASSED);
}
