import { TILE_WORDS } from '../../tensor/blockMap.ts';

/** The bits of partial blocks, equal ones once. */
export class TileStore {
  /** The words of a tile, as text, say where it is. */
  readonly #numbers = new Map<string, number>();
  readonly #tiles: Int32Array[] = [];

  /** The number of a tile with these bits, which are copied if they are new. */
  add(bits: Int32Array): number {
    const key = String.fromCharCode(...new Uint16Array(bits.buffer, bits.byteOffset, 2 * TILE_WORDS));
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.#tiles.push(bits.slice()) - 1;
      this.#numbers.set(key, number);
    }
    return number;
  }

  /** All tiles, one behind the other. */
  words(): Int32Array {
    const words = new Int32Array(this.#tiles.length * TILE_WORDS);
    for (const [number, tile] of this.#tiles.entries()) words.set(tile, number * TILE_WORDS);
    return words;
  }
}
