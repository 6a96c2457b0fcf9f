import type { HostInfo } from 'heed';

/**
 * Waits for the workers that the first large piece of work has called for: a page starts them only when its event loop
 * turns.
 */
export async function workersJoin(describeHost: () => HostInfo): Promise<void> {
  const deadline = performance.now() + 5_000;
  while (performance.now() < deadline) {
    const { threads, workersPresent } = describeHost();
    if (workersPresent + 1 >= threads) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
