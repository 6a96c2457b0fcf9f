import { type PositionTask, UNASKED } from './positionTask.ts';

/** Cards of a key and a value each, no key twice, and then keys alone: which value is on the card of each? */
export function lookUpTask(keys: number, values: number): PositionTask {
  return {
    vocabulary: values * keys + keys,
    length: 2 * keys,
    draw(rng) {
      const order = rng.shuffle(Array.from({ length: keys }, (_, key) => key));
      const drawn = order.map(() => rng.integer(values));
      const asked = rng.shuffle([...order]);
      return {
        tokens: [
          ...order.map((key, i) => key * values + drawn[i]),
          ...asked.map((key) => keys * values + key),
        ],
        targets: [...new Array<number>(keys).fill(UNASKED), ...asked.map((key) => drawn[order.indexOf(key)])],
      };
    },
  };
}
