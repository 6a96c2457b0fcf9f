import { describe, expect, it } from 'vitest';
import { communities } from '../../../test/support/communities.ts';
import { expectNoLeaks } from '../../../test/support/noLeaks.ts';
import { Graph } from '../../data/index.ts';
import { backward, DataError, Rng, sum, tidy } from '../../tensor/index.ts';
import { edgeScoreNames, type GraphNodeClassifier, graphInput, graphModels } from './index.ts';

function build(options: Record<string, unknown> = {}): GraphNodeClassifier {
  const context = { numFeatures: 7, numClasses: 3, rng: new Rng(1) };
  return graphModels.build({ kind: 'graphAttention', numHeads: 2, headDim: 5, ...options }, context);
}

describe('GraphNodeClassifier', () => {
  expectNoLeaks();

  it.each(edgeScoreNames)('gives scores of classes and weights of all layers, with the %s score', (score) => {
    using model = build({ score, numLayers: 3, numOutputHeads: 4 });
    const graph = communities();
    const input = graphInput(graph);
    const edges = 2 * graph.numEdges + graph.numNodes;
    tidy(() => {
      const { logits, weights } = model.forward(input.features, input.edges, { needWeights: true });
      expect(logits.shape).toEqual([graph.numNodes, 3]);
      expect(weights!.map(({ shape }) => shape)).toEqual([
        [edges, 2],
        [edges, 2],
        [edges, 4],
      ]);
      expect(model.forward(input.features, input.edges).weights).toBeNull();
      backward(sum(logits));
      for (const [name, { grad }] of model.namedParameters()) expect(grad, name).not.toBeNull();
    });
    input.dispose();
  });

  it('names its parameters by layer', () => {
    using model = build();
    expect([...model.namedParameters().keys()].slice(0, 4)).toEqual([
      'layers.0.weight',
      'layers.0.bias',
      'layers.0.score.query',
      'layers.0.score.key',
    ]);
  });

  it('is configured by plain JSON, with the published sizes by default', () => {
    expect(graphModels.complete({ kind: 'graphAttention', numHeads: 3 })).toEqual({
      kind: 'graphAttention',
      numLayers: 2,
      headDim: 8,
      numHeads: 3,
      numOutputHeads: 1,
      dropout: 0.6,
      attentionDropout: 0.6,
      score: 'additive',
    });
    expect(() => build({ score: 'best' })).toThrow(
      'unknown score "best"; there are additive, dynamic, scaledDot',
    );
    expect(() => build({ numHead: 2 })).toThrow(DataError);
    expect(() => build({ dropout: '0.5' })).toThrow('dropout must be a number; got "0.5"');
    expect(() => build({ numLayers: 0 })).toThrow('numLayers must be a whole number of at least 1; got 0');
    expect(() => build({ headDim: 2.5 })).toThrow(DataError);
  });
});

describe('graphInput', () => {
  expectNoLeaks();

  it('divides features by their sum, and adds a loop to each node', () => {
    const features = {
      numFeatures: 3,
      offsets: Int32Array.of(0, 2, 2, 4, 5),
      indices: Int32Array.of(0, 2, 0, 1, 2),
      values: Float32Array.of(3, 1, -1, 1, 0),
    };
    const graph = new Graph({ nodes: ['a', 'b', 'c', 'd'], edges: [[0, 2]], features });
    const input = graphInput(graph);
    expect([...input.features.values.read()]).toEqual([0.75, 0.25, -0.5, 0.5, 0]);
    expect([...input.edges.columns.read()]).toEqual([0, 2, 1, 0, 2, 3]);
    input.dispose();
  });

  it('tells nodes without features apart by their numbers', () => {
    const input = graphInput(new Graph({ nodes: ['a', 'b', 'c'], edges: [[0, 2]] }));
    expect([...input.features.sparsity.columns.read()]).toEqual([0, 1, 2]);
    expect([...input.features.values.read()]).toEqual([1, 1, 1]);
    input.dispose();
  });
});
