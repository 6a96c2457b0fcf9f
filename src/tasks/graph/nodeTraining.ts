import type { Graph } from '../../data/index.ts';
import { type GraphInput, type GraphNodeClassifier, graphInput } from '../../models/index.ts';
import { DataError, noGrad, tidy } from '../../tensor/index.ts';
import type { BatchLoss, ResumableSource, TrainingTask, Validation } from '../../training/index.ts';
import type { NodeClassifier } from './nodeClassifier.ts';
import { byGraph, type NodeExample } from './nodeExample.ts';
import { scoreNodes } from './scoreNodes.ts';

/** A graph and the nodes of it that an update is about, by number. */
type NodeBatch = readonly [graph: Graph, nodes: readonly number[]];

/**
 * Learning the classes of nodes, as a trainer sees it: each update is about all of the nodes of a graph whose class is given;
 * where there are several graphs, they take turns.
 */
export class NodeTraining implements TrainingTask<NodeBatch> {
  readonly model: GraphNodeClassifier;
  readonly batches: ResumableSource<NodeBatch>;
  /** Absent where nothing was held out. */
  readonly validate?: () => Promise<Validation>;
  readonly #inputs: ReadonlyMap<Graph, GraphInput>;

  /** @throws DataError unless there are nodes to train on, in graphs whose features and classes are the model's. */
  constructor(classifier: NodeClassifier, train: readonly NodeExample[], validation: readonly NodeExample[]) {
    if (train.length === 0) throw new DataError('graph: there is no labelled node to train on');
    const graphs = [...byGraph([...train, ...validation]).keys()];
    for (const graph of graphs) requireSame(classifier, graph);
    this.model = classifier.model;
    this.#inputs = new Map(graphs.map((graph) => [graph, graphInput(graph)]));
    this.batches = inTurns([...byGraph(train)]);
    const held = [...byGraph(validation)];
    if (held.length > 0) this.validate = async () => this.#validate(held);
  }

  loss(batch: NodeBatch): BatchLoss {
    return { loss: this.#score(batch).loss, count: batch[1].length };
  }

  describe([graph, nodes]: NodeBatch): string {
    return `${nodes.length} nodes of a graph of ${graph.numNodes}`;
  }

  /** Gives back the memory of the graphs, not that of the model. */
  dispose(): void {
    for (const input of this.#inputs.values()) input.dispose();
  }

  #score([graph, nodes]: NodeBatch): ReturnType<typeof scoreNodes> {
    return scoreNodes(this.model, this.#inputs.get(graph)!, graph, nodes);
  }

  #validate(held: readonly NodeBatch[]): Validation {
    let [total, right, count] = [0, 0, 0];
    for (const batch of held) {
      noGrad(() =>
        tidy(() => {
          const score = this.#score(batch);
          total += score.loss.read()[0] * batch[1].length;
          right += score.right();
        }),
      );
      count += batch[1].length;
    }
    return { loss: total / count, metrics: { accuracy: right / count } };
  }
}

function requireSame(classifier: NodeClassifier, graph: Graph): void {
  classifier.requireFit(graph);
  const { classes } = classifier;
  if (graph.classes.length === classes.length && classes.every((name, i) => name === graph.classes[i]))
    return;
  throw new DataError(
    `graph: the classes must be those that the model was made for, ${classes.join(', ')}; got ${graph.classes.join(', ')}`,
  );
}

/** One after the other, over and over. */
function inTurns<Batch>(batches: readonly Batch[]): ResumableSource<Batch> {
  let place = 0;
  return {
    next: () => batches[place++ % batches.length],
    epochLength: batches.length,
    get state() {
      return place;
    },
    restore(state) {
      place = state as number;
    },
  };
}
