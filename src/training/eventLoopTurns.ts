/** Milliseconds of work after which timers, signals and drawing get their turn. */
const TURN = 50;

/** Gives the event loop its turns within long synchronous work, so that progress bars, Ctrl-C and pages stay alive. */
export class EventLoopTurns {
  #last = performance.now();

  /** Waits one turn if the last was a while ago. */
  async giveIfDue(): Promise<void> {
    if (performance.now() - this.#last < TURN) return;
    await nextTask();
    this.#last = performance.now();
  }
}

/** Settles in a task of its own. Unlike a timer, a message is not held back by browsers. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
