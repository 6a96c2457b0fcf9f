/** Runs `work` with a signal that the first Ctrl-C raises, so that it can save and end; a second one ends at once. */
export async function withInterrupt<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = (): void => {
    process.stderr.write('\nstopping after this update; press Ctrl-C again to stop at once\n');
    controller.abort();
    removeListeners();
  };
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const removeListeners = (): void => {
    for (const name of signals) process.removeListener(name, stop);
  };
  for (const name of signals) process.on(name, stop);
  try {
    return await work(controller.signal);
  } finally {
    removeListeners();
  }
}
