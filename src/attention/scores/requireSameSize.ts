import { ShapeError, type Tensor } from '../../tensor/index.ts';

/** For scores that compare queries and keys element by element. */
export function requireSameSize(score: string, query: Tensor, key: Tensor): void {
  const [Eq, Ek] = [query, key].map(({ shape }) => shape[shape.length - 1]);
  if (Eq === Ek) return;
  throw new ShapeError(
    `${score}: query and key must have the same size E; got ${Eq} and ${Ek}. ` +
      'BilinearScore, LowRankBilinearScore and AdditiveScore compare different sizes.',
  );
}
