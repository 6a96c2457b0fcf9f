import { graphFolder } from '../../data/graph/node/graphFolder.ts';
import { type Graph, readGraph } from '../../data/index.ts';
import { graphModels } from '../../models/index.ts';
import {
  type GraphSettings,
  graphSettings,
  graph as graphTask,
  type NodeClassifier,
  type NodeExample,
  neighbourhood,
  nodesOf,
} from '../../tasks/index.ts';
import { DataError } from '../../tensor/index.ts';
import { graphMap } from '../../viz/index.ts';
import { count, percent } from '../ui/format.ts';
import { holdOut } from './holdOut.ts';
import { likeliest } from './labelReport.ts';
import { describeModels, modelConfig, modelOption } from './modelOptions.ts';
import type { TaskCommand, Values } from './taskCommand.ts';

/** Nodes of a graph with their classes, from lists of nodes and edges. */
export const graphCommand: TaskCommand<NodeExample, GraphSettings, NodeClassifier> = {
  task: graphTask,
  summary: 'a class for each node of a graph: papers by citation, people by acquaintance',
  description: 'Trains a classifier of nodes, which attend to one another along edges alone.',
  dataFormat:
    'a folder with edges.tsv, nodes.tsv and, if nodes have features, features.tsv, plain or gzipped',
  noun: 'nodes',
  examples: [
    'graph --data cora/ --out papers',
    'graph --data cora/ --out papers --set score=scaledDot --set numHeads=4',
  ],
  modelOptions: describeModels(graphModels),
  dataOptions: () => [],
  settingOptions: () => [modelOption(graphModels, graphSettings.model.kind)],

  settings: (options, common) => ({
    ...graphSettings,
    ...common,
    model: modelConfig(
      graphModels,
      graphSettings.model,
      options as unknown as { model: string; set: Record<string, unknown> },
    ),
  }),

  async read(path, split) {
    const { graph, report } = await readGraph(await graphFolder(path));
    const examples = nodesOf(graph, split === 'valid' ? 'val' : split);
    return examples.length === 0 ? null : { examples, report };
  },

  holdOut,

  describe: ({ model, classes, numFeatures }, settings) =>
    `${settings.model.kind} with ${count(model.countParameters())} parameters, ${count(numFeatures)} features, ` +
    `classes ${classes.slice(0, 8).join(', ')}${classes.length > 8 ? ', ...' : ''}`,

  async evaluate(classifier, { examples }) {
    const { metrics } = await graphTask.evaluate(classifier, examples);
    return {
      json: { ...metrics, nodes: examples.length },
      lines: [`accuracy   ${percent(metrics.accuracy)} of ${count(examples.length)} nodes`],
    };
  },

  input: { name: 'node', isText: false },
  async predict(classifier, names, { needAttention, data }) {
    const graph = await graphOf(classifier, data);
    const labelled = classifier.classify(
      graph,
      names.map((name) => nodeCalled(graph, name)),
    );
    return labelled.map((one) => {
      const best = likeliest({ probabilities: Float32Array.from(one.probabilities) }, classifier.classes);
      const layers = needAttention ? classifier.attention(graph, one.node) : null;
      return {
        text: `${one.name}\t${one.label} (${percent(best[0].probability)})`,
        json: { node: one.name, label: one.label, probabilities: best, ...(layers && { layers }) },
        map: layers && (() => neighbourLines(layers[layers.length - 1].neighbours)),
      };
    });
  },

  async draw(classifier, name, data) {
    const graph = await graphOf(classifier, data);
    const node = nodeCalled(graph, name);
    const [{ label }] = classifier.classify(graph, [node]);
    return {
      title: `${name}: ${label}`,
      summary: 'The neighbours that the node looked at, layer by layer: the wider a line, the more.',
      examples: [],
      pictures: classifier.attention(graph, node).map((_, layer) =>
        graphMap(neighbourhood(classifier, graph, node, { layer }), {
          title: `Layer ${layer + 1}`,
          kinds: classifier.classes,
        }),
      ),
    };
  },

  nextSteps: (out, { data }) => [`predict ${out} 0 1 2 --show`, `evaluate ${out} --data ${data}`],
};

/** The graph that nodes are named in: that of the training, unless another was given. */
async function graphOf({ numFeatures }: NodeClassifier, data: Values): Promise<Graph> {
  if (typeof data.data !== 'string') throw new DataError('which graph? Give its folder by --data');
  const files = await graphFolder(data.data);
  const { graph } = await readGraph(files, files.features === undefined ? {} : { numFeatures });
  return graph;
}

function nodeCalled(graph: Graph, name: string): number {
  const node = graph.nodes.indexOf(name);
  if (node >= 0) return node;
  const some = graph.nodes.slice(0, 3).join(', ');
  throw new DataError(
    `there is no node ${JSON.stringify(name)} among the ${count(graph.numNodes)} of the graph: ${some}, ...`,
  );
}

const MOST_NEIGHBOURS = 12;

/** The neighbours that counted most, a line each. */
function neighbourLines(
  neighbours: readonly { readonly name: string; readonly weights: readonly number[] }[],
): string {
  const mean = (weights: readonly number[]): number =>
    weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
  const sorted = neighbours
    .map(({ name, weights }) => ({ name, weight: mean(weights) }))
    .sort((a, b) => b.weight - a.weight);
  const lines = sorted
    .slice(0, MOST_NEIGHBOURS)
    .map(({ name, weight }) => `${weight.toFixed(3)}  ${'█'.repeat(Math.round(weight * 40))} ${name}`);
  const rest = sorted.length - lines.length;
  return [...lines, ...(rest > 0 ? [`and ${rest} more`] : [])].join('\n');
}
