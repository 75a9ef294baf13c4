/** Where threads wait for each other: nobody passes before all have come. Three numbers of shared memory. */
const ARRIVED = 0;
const PASSED = 1;
const BROKEN = 2;

/** False where another thread gave up: whoever waits then waits in vain. */
export function passGate(gate: Int32Array, threads: number): boolean {
  const round = Atomics.load(gate, PASSED);
  if (Atomics.add(gate, ARRIVED, 1) + 1 === threads) {
    Atomics.store(gate, ARRIVED, 0);
    Atomics.add(gate, PASSED, 1);
    Atomics.notify(gate, PASSED);
  }
  while (Atomics.load(gate, PASSED) === round && Atomics.load(gate, BROKEN) === 0)
    Atomics.wait(gate, PASSED, round);
  return Atomics.load(gate, BROKEN) === 0;
}

/** Lets all pass who wait, and tells them and who comes later. */
export function breakGate(gate: Int32Array): void {
  Atomics.store(gate, BROKEN, 1);
  Atomics.add(gate, PASSED, 1);
  Atomics.notify(gate, PASSED);
}
