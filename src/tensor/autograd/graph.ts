import type { Shape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';

/** A gradient that is zero but in a few places, such as the rows of a table that were looked up. */
export interface PartialGradient {
  readonly shape: Shape;
  /** Adds it to a dense tensor of the shape. */
  addTo(target: Tensor): void;
}

/**
 * The backward rule of an operation: from the gradients of its outputs (null where none arrived) and what it saved, the
 * gradients of its inputs. `needs[i]` is false where input i has no use for one; null then does.
 */
export type BackwardRule = (
  gradients: readonly (Tensor | null)[],
  saved: readonly Tensor[],
  needs: readonly boolean[],
) => readonly (Tensor | PartialGradient | null)[];

/** Where an input came from: the node that made it, and which of its outputs it was. */
export interface Edge {
  readonly node: GraphNode;
  readonly outputIndex: number;
}

let created = 0;

/**
 * One recorded operation. It lives while a tensor that it made, or a later operation, refers to it; when the last of
 * these goes, or when `backward` has passed, what it saved is freed.
 */
export class GraphNode {
  /** Grows with each node, so that descending order is a topological order. */
  readonly id = ++created;
  readonly name: string;
  readonly edges: readonly (Edge | null)[];
  readonly gradients: (Tensor | null)[];
  /** For leaves: where gradients are added up. */
  readonly leaf: WeakRef<Tensor> | null;
  saved: readonly Tensor[];
  rule: BackwardRule | null;
  #references = 0;

  constructor(
    name: string,
    edges: readonly (Edge | null)[],
    saved: readonly Tensor[],
    rule: BackwardRule | null,
    outputs = 1,
    leaf: Tensor | null = null,
  ) {
    this.name = name;
    this.edges = edges;
    this.saved = saved;
    this.rule = rule;
    this.gradients = new Array(outputs).fill(null);
    this.leaf = leaf === null ? null : new WeakRef(leaf);
    for (const edge of edges) edge?.node.retain();
  }

  retain(): this {
    this.#references++;
    return this;
  }

  /** Without recursion: a recurrent network's graph is as deep as its sequence is long. */
  release(): void {
    const queue: GraphNode[] = [this];
    for (const node of queue) {
      if (--node.#references > 0) continue;
      node.free();
      for (const edge of node.edges) if (edge !== null) queue.push(edge.node);
    }
  }

  /** Frees what the backward rule needed; it can run no more. */
  free(): void {
    for (const tensor of this.saved) tensor.dispose();
    this.saved = [];
    this.rule = null;
  }
}
