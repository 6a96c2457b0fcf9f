import type { Sparsity, Tensor } from '../../tensor/index.ts';

/** How alike two nodes are, for those pairs alone that an edge joins. */
export interface EdgeScore {
  readonly name: string;
  /**
   * query [N, H, E] of the nodes that look, key [S, H, E] of those that are looked at, both after the layer's projection;
   * row i of `edges` [N, S] holds whom node i may look at -> a score for each edge and head, [M, H].
   */
  scores(query: Tensor, key: Tensor, edges: Sparsity): Tensor;
}
