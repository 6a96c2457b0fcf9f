import { Rng } from '../../tensor/index.ts';

/** Sets `count` examples apart by chance; all keep their order. */
export function holdOut<Example>(
  examples: readonly Example[],
  count: number,
  seed: number,
): { train: readonly Example[]; valid: readonly Example[] } {
  const held = new Set(new Rng(seed).shuffle([...examples.keys()]).slice(0, count));
  return {
    train: examples.filter((_, i) => !held.has(i)),
    valid: examples.filter((_, i) => held.has(i)),
  };
}
