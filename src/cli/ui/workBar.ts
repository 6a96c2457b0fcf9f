import { SingleBar } from 'cli-progress';

/** A bar for work of known extent, on a terminal; elsewhere silent, so that logs stay short. */
export class WorkBar {
  readonly #bar: SingleBar | null;
  #started = false;

  constructor(label: string, stream: NodeJS.WriteStream) {
    this.#bar = stream.isTTY
      ? new SingleBar({
          format: `${label} {bar} {value}/{total}`,
          stream,
          barsize: 30,
          barCompleteChar: '█',
          barIncompleteChar: '░',
          hideCursor: true,
          clearOnComplete: true,
        })
      : null;
  }

  update(done: number, total: number): void {
    if (this.#bar === null) return;
    if (!this.#started) this.#bar.start(total, 0);
    this.#started = true;
    this.#bar.update(done);
  }

  stop(): void {
    this.#bar?.stop();
  }
}
