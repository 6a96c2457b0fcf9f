/** Milliseconds a call of each, the median of rounds in which they take turns, so that a busy machine slows all alike. */
export function interleaved(calls: readonly (() => void)[], rounds = 15, roundMs = 4): number[] {
  const repeats = calls.map((call) => {
    // Long enough for the engine to have compiled both for speed.
    const end = performance.now() + 60;
    let count = 0;
    const start = performance.now();
    for (; performance.now() < end || count < 2; count++) call();
    return Math.max(1, Math.round((roundMs * count) / (performance.now() - start)));
  });
  const times: number[][] = calls.map(() => []);
  for (let round = 0; round < rounds; round++) {
    calls.forEach((call, i) => {
      const start = performance.now();
      for (let j = 0; j < repeats[i]; j++) call();
      times[i].push((performance.now() - start) / repeats[i]);
    });
  }
  return times.map((list) => list.sort((a, b) => a - b)[rounds >> 1]);
}
