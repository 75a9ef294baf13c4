/** Real time: which moment belongs to which game loop. */
import { LOOPS_PER_SECOND } from '../src/spec/observation.js';
import type { Clock } from './clock.js';

/**
 * A game that fell behind by more than this (a suspended process) goes on from where it is, instead of racing through
 * what it missed faster than anybody can play.
 */
const MOST_CATCH_UP_MS = 250;

/** The moment of the first question is that of game loop 0, with which every match begins. */
export class Pacer {
  private origin: number | null = null;
  private readonly loopMs: number;

  /** @param speed times 22.4 game loops a second */
  constructor(
    private readonly clock: Clock,
    speed: number,
  ) {
    this.loopMs = 1000 / (LOOPS_PER_SECOND * speed);
  }

  /** Milliseconds until `gameLoop` is due; negative when it is past. */
  until(gameLoop: number): number {
    const now = this.clock.now();
    this.origin ??= now;
    return this.origin + gameLoop * this.loopMs - now;
  }

  /** Waits until `gameLoop` is due; not at all when it is. */
  async wait(gameLoop: number): Promise<void> {
    const milliseconds = this.until(gameLoop);
    if (milliseconds < -MOST_CATCH_UP_MS) this.origin = this.clock.now() - gameLoop * this.loopMs;
    if (milliseconds <= 0) return;
    await new Promise<void>((resolve) => {
      this.clock.after(milliseconds, resolve);
    });
  }
}
