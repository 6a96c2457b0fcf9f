import { SingleBar } from 'cli-progress';
import { count, duration } from './format.ts';

export interface TrainingStatus {
  /** From 0 to 1. */
  readonly done: number;
  readonly update: number;
  readonly loss: number;
  readonly tokensPerSecond: number;
  readonly secondsLeft: number;
}

/** Seconds between lines where there is no terminal to draw a bar on. */
const LOG_EVERY = 15;

/** Shows how training goes: a live bar on a terminal, a line now and then elsewhere. */
export class TrainingBar {
  readonly #stream: NodeJS.WriteStream;
  readonly #unit: string;
  readonly #bar: SingleBar | null;
  #started = false;
  #lastLine = Number.NEGATIVE_INFINITY;

  /** @param unit what speed counts */
  constructor(stream: NodeJS.WriteStream, unit = 'targets') {
    this.#stream = stream;
    this.#unit = unit;
    this.#bar = stream.isTTY
      ? new SingleBar({
          format: `{bar} {percentage}%  loss {loss}  {speed} ${unit}/s  {left} left`,
          stream,
          barsize: 24,
          barCompleteChar: '█',
          barIncompleteChar: '░',
          hideCursor: true,
          etaBuffer: 1,
          fps: 8,
        })
      : null;
  }

  update(status: TrainingStatus): void {
    const payload = {
      loss: status.loss.toFixed(3),
      speed: count(status.tokensPerSecond),
      left: duration(status.secondsLeft),
    };
    if (this.#bar === null) {
      const now = performance.now() / 1000;
      if (now - this.#lastLine < LOG_EVERY) return;
      this.#lastLine = now;
      this.#stream.write(
        `update ${count(status.update)}: loss ${payload.loss}, ${payload.speed} ${this.#unit}/s, ${payload.left} left\n`,
      );
      return;
    }
    if (!this.#started) this.#bar.start(100, 0, payload);
    this.#started = true;
    this.#bar.update(Math.min(100, Math.floor(100 * status.done)), payload);
  }

  /** Prints a line above the bar. */
  note(text: string): void {
    if (this.#started) this.#bar?.stop();
    this.#stream.write(`${text}\n`);
    this.#started = false;
  }

  stop(): void {
    if (this.#started) this.#bar?.stop();
    this.#started = false;
  }
}
