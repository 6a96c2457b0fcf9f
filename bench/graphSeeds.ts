// How well nodes of a graph are classified, over several seeds: node bench/graphSeeds.ts <folder> [seeds]. The best model of
// each training is chosen by the nodes that are held out for it; the nodes of the split "test" are looked at once, at the end.
import { basename } from 'node:path';
import { readGraph } from '../src/data/index.ts';
import { graphModels } from '../src/models/index.ts';
import { graphFolder } from '../src/node.ts';
import { configure, getEngine } from '../src/runtime/index.ts';
import { graphSettings, nodesOf, graph as task } from '../src/tasks/graph/index.ts';
import { trainTask } from '../src/tasks/trainTask.ts';
import { loadModel, MemoryCheckpointStore } from '../src/training/index.ts';
import { describeMachine } from './machine.ts';
import { resultsFolder, table, writeJson } from './output.ts';

const [folder, count = '10'] = process.argv.slice(2);
const seeds = Number(count);
if (folder === undefined || !(seeds > 0)) {
  console.error(
    'Usage: node bench/graphSeeds.ts <folder with edges.tsv, nodes.tsv and features.tsv> [seeds]',
  );
  process.exit(1);
}
configure({ threads: 1 });
const { graph } = await readGraph(await graphFolder(folder));
const [train, validation, test] = (['train', 'val', 'test'] as const).map((split) => nodesOf(graph, split));

const runs = [];
for (let seed = 0; seed < seeds; seed++) {
  const run = await trainAndTest(seed);
  runs.push(run);
  console.error(`seed ${seed}: ${run.test.toFixed(1)} in ${run.seconds.toFixed(1)} s`);
}

const accuracy = spread(runs.map((run) => run.test));
const seconds = spread(runs.map((run) => run.seconds));
console.log(
  table(
    ['seed', 'updates', 'best at', 'validation', 'test', 'seconds'],
    runs.map((run) => [
      ...[run.seed, run.updates, run.bestUpdate].map(String),
      ...[run.validation, run.test, run.seconds].map((value) => value.toFixed(1)),
    ]),
  ),
);
console.log(
  `\nTest accuracy ${accuracy.mean.toFixed(2)} ± ${accuracy.deviation.toFixed(2)}, ${seconds.mean.toFixed(1)} s a training`,
);
const machine = { ...describeMachine(), build: getEngine().build, threads: 1 };
const data = { nodes: graph.numNodes, edges: graph.numEdges, features: graph.features?.numFeatures ?? null };
const { seed: _, model, ...training } = graphSettings;
const settings = { model: graphModels.complete(model), ...training };
writeJson(resultsFolder, basename(folder), { machine, data, settings, accuracy, seconds, runs });

async function trainAndTest(seed: number) {
  const settings = { ...graphSettings, seed };
  const predictor = task.prepare(train, settings);
  const store = new MemoryCheckpointStore();
  const { updates, best, seconds } = await trainTask(task, { predictor, train, validation, settings, store });
  loadModel(predictor.model, await store.load('best'));
  const { accuracy } = (await task.evaluate(predictor, test)).metrics;
  predictor.model.dispose();
  return {
    seed,
    updates,
    bestUpdate: best!.update,
    validation: 100 * best!.metrics.accuracy!,
    test: 100 * accuracy,
    seconds,
  };
}

/** The mean, and the standard deviation of a sample. */
function spread(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const squares = values.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / Math.max(1, values.length - 1)) };
}
