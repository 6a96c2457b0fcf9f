/** Seconds that training has run, interruptions left out. */
export class Stopwatch {
  #before = 0;
  #startedAt: number | null = null;

  get seconds(): number {
    return this.#before + (this.#startedAt === null ? 0 : (performance.now() - this.#startedAt) / 1000);
  }

  start(): void {
    this.#startedAt = performance.now();
  }

  stop(): void {
    this.#before = this.seconds;
    this.#startedAt = null;
  }

  /** Counts on from what an earlier run took. */
  restore(seconds: number): void {
    this.#before = seconds;
  }
}
