import type { Clock } from '../../env-bridge/clock.js';

/** A clock that stands still until it is told to go on. */
export class FakeClock implements Clock {
  private time = 0;
  private timers: { readonly at: number; readonly work: () => void }[] = [];

  now(): number {
    return this.time;
  }

  after(milliseconds: number, work: () => void): () => void {
    const timer = { at: this.time + milliseconds, work };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }

  /** Goes on by so much; what is due happens in order, and what waits for promises gets its turn. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.time + milliseconds;
    for (;;) {
      const next = this.timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.timers = this.timers.filter((timer) => timer !== next);
      this.time = Math.max(this.time, next.at);
      next.work();
      await new Promise(setImmediate);
    }
    this.time = end;
  }

  /** How many timers are set. */
  get pending(): number {
    return this.timers.length;
  }
}
