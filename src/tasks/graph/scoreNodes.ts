import type { Graph } from '../../data/index.ts';
import type { GraphInput, GraphNodeClassifier } from '../../models/index.ts';
import { argmax, crossEntropy, gather, type Tensor, tensor } from '../../tensor/index.ts';

/** How well a network knows the classes of some nodes: the mean cross-entropy, and how many it gets right. */
export function scoreNodes(
  model: GraphNodeClassifier,
  { features, edges }: GraphInput,
  { labels }: Graph,
  nodes: readonly number[],
): { loss: Tensor; right: () => number } {
  const { logits } = model.forward(features, edges);
  const chosen = gather(logits, tensor(Int32Array.from(nodes)));
  const targets = Int32Array.from(nodes, (node) => labels[node]);
  const right = (): number => {
    const best = argmax(chosen, -1).read();
    return targets.filter((target, i) => target === best[i]).length;
  };
  return { loss: crossEntropy(chosen, tensor(targets)), right };
}
