import { beforeAll, describe, expect, it } from 'vitest';
import { communities } from '../../../test/support/communities.ts';
import { expectNoLeaks } from '../../../test/support/noLeaks.ts';
import { Graph } from '../../data/index.ts';
import { DataError, tidy, ValueError } from '../../tensor/index.ts';
import { loadModel, MemoryCheckpointStore } from '../../training/index.ts';
import { graphMap } from '../../viz/index.ts';
import { trainTask } from '../trainTask.ts';
import { graph as task } from './graph.ts';
import { neighbourhood } from './neighbourhood.ts';
import type { NodeClassifier } from './nodeClassifier.ts';
import { nodesOf } from './nodeExample.ts';
import { NodeTraining } from './nodeTraining.ts';
import { type GraphSettings, graphSettings } from './settings.ts';

const data = communities();
const [train, validation, test] = (['train', 'val', 'test'] as const).map((split) => nodesOf(data, split));
const settings: GraphSettings = {
  ...graphSettings,
  model: { kind: 'graphAttention', dropout: 0.3, attentionDropout: 0.3 },
  length: { updates: 80 },
  learningRate: 0.02,
};

describe('the graph task', () => {
  let classifier: NodeClassifier;
  const store = new MemoryCheckpointStore();

  beforeAll(async () => {
    classifier = task.prepare(train, settings);
    await trainTask(task, { predictor: classifier, train, validation, settings, store });
    loadModel(classifier.model, await store.load('best'));
  });

  it('learns classes that only neighbours tell', async () => {
    const { metrics, examples } = await task.evaluate(classifier, test);
    expect(examples).toBe(test.length);
    expect(metrics.accuracy).toBeGreaterThan(0.9);
  });

  it('gives the class of a node, and how likely each is', () => {
    const [first, second] = classifier.classify(data, [40, 8]);
    expect([first.name, second.name]).toEqual(['n40', 'n8']);
    expect(first.label).toBe('green');
    expect(first.probabilities[1]).toBe(Math.max(...first.probabilities));
    expect(first.probabilities.reduce((sum, p) => sum + p)).toBeCloseTo(1);
    expect(classifier.classify(data)).toHaveLength(data.numNodes);
    expect(classifier.classify(data)[8]).toEqual(second);
  });

  it('shows whom a node looks at: its neighbours and itself, with weights that add up to 1', () => {
    const layers = classifier.attention(data, 5);
    expect(layers.map(({ layer, name }) => [layer, name])).toEqual([
      [0, 'n5'],
      [1, 'n5'],
    ]);
    for (const [layer, { neighbours }] of layers.entries()) {
      const expected = [...data.edgesFrom(5), 5].sort((a, b) => a - b);
      expect(neighbours.map(({ node }) => node)).toEqual(expected);
      for (let h = 0; h < [8, 1][layer]; h++) {
        expect(neighbours.reduce((sum, { weights }) => sum + weights[h], 0)).toBeCloseTo(1);
      }
    }
  });

  it('draws a node among those that it looks at', () => {
    const picture = neighbourhood(classifier, data, 5, { layer: 1 });
    expect(picture.nodes).toHaveLength(data.edgesFrom(5).length + 1);
    expect(picture.nodes[picture.center].name).toBe('n5');
    expect(picture.edges.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1);
    expect(graphMap(picture, { kinds: classifier.classes }).body).toContain('n5');
  });

  it('comes back from its JSON and its parameters, and reads another graph', async () => {
    const restored = task.fromJSON(JSON.parse(JSON.stringify(task.toJSON(classifier))), settings);
    loadModel(restored.model, await store.load('best'));
    restored.model.eval();
    expect(restored.classify(data)).toEqual(classifier.classify(data));
    const other = communities({ seed: 2, size: 29 });
    const { metrics } = await task.evaluate(restored, nodesOf(other, 'test'));
    expect(metrics.accuracy).toBeGreaterThan(0.8);
    restored.model.dispose();
    expect(() => task.fromJSON({ classes: 'red' }, settings)).toThrow(DataError);
    expect(() => task.fromJSON(null, settings)).toThrow(DataError);
  });

  it('says what it cannot use', () => {
    expect(() => task.prepare([], settings)).toThrow('there is no node to train on');
    expect(() => classifier.classify(data, [data.numNodes])).toThrow(ValueError);
    const bare = communities({ features: false });
    expect(classifier.refuse(bare)).toContain('this model was trained on 7');
    expect(() => classifier.classify(bare)).toThrow(DataError);
    expect(() => new NodeTraining(classifier, [], validation)).toThrow('no labelled node to train on');
    const { nodes, labels, splits, features } = data;
    const renamed = new Graph({ nodes, labels, splits, features, edges: [], classes: ['x', 'y', 'z'] });
    expect(() => new NodeTraining(classifier, nodesOf(renamed, 'train'), [])).toThrow(
      'made for, red, green, blue; got x, y, z',
    );
    const unlabelled = new Graph({ nodes: ['a', 'b'], edges: [[0, 1]] });
    expect(task.refuse!(classifier, { graph: unlabelled, node: 0 }, settings)).toBe('the node has no label');
    expect(task.refuse!(classifier, train[0], settings)).toBeNull();
  });
});

describe('nodes without features', () => {
  it('are learned from edges alone', async () => {
    const bare = communities({ features: false });
    const [train, validation, test] = (['train', 'val', 'test'] as const).map((split) =>
      nodesOf(bare, split),
    );
    const predictor = task.prepare(train, settings);
    await trainTask(task, { predictor, train, validation, settings, store: new MemoryCheckpointStore() });
    expect((await task.evaluate(predictor, test)).metrics.accuracy).toBeGreaterThan(0.7);
  });
});

describe('NodeTraining', () => {
  expectNoLeaks();

  it('sees all nodes at each update, validates if nodes are held out, and gives its memory back', async () => {
    const classifier = task.prepare(train, settings);
    const training = new NodeTraining(classifier, train, validation);
    expect(training.batches.next()).toEqual([data, train.map(({ node }) => node)]);
    const { loss, count } = tidy(() => training.loss(training.batches.next()));
    expect(count).toBe(train.length);
    loss.dispose();
    const { metrics } = await training.validate!();
    expect(metrics.accuracy).toBeGreaterThanOrEqual(0);
    const alone = new NodeTraining(classifier, train, []);
    expect(alone.validate).toBeUndefined();
    expect(alone.describe([data, [1, 2]])).toBe(`2 nodes of a graph of ${data.numNodes}`);
    for (const part of [training, alone, classifier.model]) part.dispose();
  });

  it('takes graphs in turns, from where it left off, and validates on others', async () => {
    const classifier = task.prepare(train, settings);
    const other = communities({ seed: 2 });
    const both = [...train, ...nodesOf(other, 'train')];
    const training = new NodeTraining(classifier, both, nodesOf(communities({ seed: 3 }), 'val'));
    expect(training.batches.epochLength).toBe(2);
    const graphs = [0, 1, 2].map(() => training.batches.next()[0]);
    expect(graphs).toEqual([data, other, data]);
    const resumed = new NodeTraining(classifier, both, []);
    resumed.batches.restore(training.batches.state);
    expect(resumed.batches.next()[0]).toBe(other);
    expect((await training.validate!()).loss).toBeGreaterThan(0);
    for (const part of [training, resumed, classifier.model]) part.dispose();
  });
});
