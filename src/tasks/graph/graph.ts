import { countFeatures, graphModels } from '../../models/index.ts';
import { Adam } from '../../optim/index.ts';
import { DataError, Rng } from '../../tensor/index.ts';
import type { Task } from '../task.ts';
import { NodeClassifier } from './nodeClassifier.ts';
import { byGraph, type NodeExample } from './nodeExample.ts';
import { NodeTraining } from './nodeTraining.ts';
import { type GraphSettings, graphSettings } from './settings.ts';

/** Classes of the nodes of a graph, learned from the nodes whose class is known, by attention along edges. */
export const graph: Task<NodeExample, GraphSettings, NodeClassifier> = {
  name: 'graph',
  defaultSettings: graphSettings,
  monitor: { metric: 'loss', mode: 'min' },

  prepare(examples, settings) {
    if (examples.length === 0) {
      throw new DataError('graph: there is no node to train on: none has both a label and the split "train"');
    }
    const [{ graph }] = examples;
    return newClassifier({ classes: graph.classes, numFeatures: countFeatures(graph) }, settings);
  },

  refuse: (_, { graph, node }) => (graph.labels[node] < 0 ? 'the node has no label' : null),

  training: (classifier, train, validation) => new NodeTraining(classifier, train, validation),

  optimizer: ({ model }, { learningRate, weightDecay }) =>
    new Adam(model.parameters(), { lr: learningRate, weightDecay }),

  async evaluate(classifier, examples) {
    let right = 0;
    for (const [graph, nodes] of byGraph(examples)) {
      for (const { node, label } of classifier.classify(graph, nodes)) {
        if (label === graph.classes[graph.labels[node]]) right++;
      }
    }
    return { metrics: { accuracy: right / examples.length }, examples: examples.length };
  },

  toJSON: ({ classes, numFeatures }): Vocabulary => ({ classes, numFeatures }),

  fromJSON(json, settings) {
    const { classes, numFeatures } = Object(json) as Partial<Vocabulary>;
    if (!Array.isArray(classes) || !Number.isInteger(numFeatures)) {
      throw new DataError('graph: the vocabulary must hold classes, a list, and numFeatures, a whole number');
    }
    return newClassifier({ classes, numFeatures: numFeatures! }, settings);
  },
};

/** What a classifier needs to know of the graph that it was trained on. */
interface Vocabulary {
  readonly classes: readonly string[];
  readonly numFeatures: number;
}

/** A classifier that knows nothing yet. */
function newClassifier({ classes, numFeatures }: Vocabulary, { model, seed }: GraphSettings): NodeClassifier {
  const context = { numFeatures, numClasses: classes.length, rng: new Rng(seed) };
  return new NodeClassifier({ model: graphModels.build(model, context), classes, numFeatures });
}
