// Draws the figures of docs/attention.md:
//   node scripts/tourFigures.ts MODEL_DIR "Une phrase."
// MODEL_DIR holds a trained translator with several layers and heads.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  alibi,
  and,
  attention,
  attentionMap,
  causal,
  dot,
  entmax15,
  gaussian,
  global,
  hard,
  type Normalizer,
  or,
  type Pattern,
  type RelativePositions,
  reluNormalizer,
  rotary,
  type Score,
  scaledDot,
  sigmoidNormalizer,
  slidingWindow,
  softmax,
  sparsemax,
} from '../src/attention/index.ts';
import { attentionEntropy } from '../src/metrics/index.ts';
import { sinusoidalPositions } from '../src/nn/index.ts';
import { ModelDirectory } from '../src/tasks/node/index.ts';
import { translation } from '../src/tasks/translation/index.ts';
import { expandDims, ones, Rng, randomNormal, type Tensor, tensor } from '../src/tensor/index.ts';
import { barChart } from '../src/viz/barChart.ts';
import { headGrid, heatmap, type Picture, patternThumbnail, standaloneSvg } from '../src/viz/index.ts';
import { lineChart } from '../src/viz/lineChart.ts';
import { pictureRow } from '../src/viz/pictures/pictureRow.ts';
import { padded } from '../src/viz/svg.ts';

const [directory, sentence] = process.argv.slice(2);
if (sentence === undefined) throw new Error('usage: see the head of this file');
const folder = 'docs/figures';
mkdirSync(folder, { recursive: true });
const write = (name: string, picture: Picture): void =>
  writeFileSync(join(folder, `${name}.svg`), standaloneSvg(picture));

const attend = (parts: { score?: Score; normalizer?: Normalizer; positions?: RelativePositions }) =>
  attention({ score: scaledDot(), normalizer: softmax(), ...parts });
function toRows(map: Tensor): number[][] {
  const S = map.shape[map.rank - 1];
  const values = map.read();
  return Array.from({ length: values.length / S }, (_, l) => [...values.slice(l * S, (l + 1) * S)]);
}

write('fixed-vector', padded(fixedVector()));
write('scale', padded(scale()));
write('nadaraya-watson', padded(nadarayaWatson()));
write('normalizers', normalizers());
write('patterns', patterns());
write('positions', positions());
write('heads', await heads());

/** BLEU by length, from a bench: the same network with attention and without. */
function fixedVector(): Picture {
  const { results } = JSON.parse(readFileSync('bench/results/attention-gain.json', 'utf8')) as {
    results: { model: { score: string }; byLength: { words: string; bleu: number }[] }[];
  };
  const [without, with_] = [...results].sort((a) => (a.model.score === 'none' ? -1 : 1));
  return barChart({
    title: 'BLEU by words in the source',
    series: [
      { name: 'with attention', color: 'first' },
      { name: 'one vector', color: 'second' },
    ],
    groups: with_.byLength.map(({ words, bleu }, i) => ({
      label: words,
      values: [bleu, without.byLength[i].bleu],
    })),
    width: 560,
  });
}

/** How the entropy of weights falls with the size of vectors, unless scores are divided by its root. */
function scale(): Picture {
  const [keys, rng] = [50, new Rng(0)];
  const sizes = [2, 4, 8, 16, 32, 64, 96, 128, 192, 256];
  const inputs = sizes.map((E) => [randomNormal([1, 400, E], rng), randomNormal([1, keys, E], rng)]);
  const entropy = (score: Score) =>
    inputs.map(([query, key], i) => {
      const map = attentionMap(attend({ score }), query, key);
      return [sizes[i], attentionEntropy(map.read(), keys)] as const;
    });
  return lineChart({
    title: 'Entropy of the weights on 50 keys, in nats',
    xLabel: 'size E of query and key',
    series: [
      { name: 'q · k / √E', points: entropy(scaledDot()), color: 'first' },
      { name: 'q · k', points: entropy(dot()), color: 'second' },
    ],
    width: 560,
    height: 260,
  });
}

/** A function estimated from noisy examples by attention with a Gaussian score. */
function nadarayaWatson(): Picture {
  const rng = new Rng(1);
  const truth = (x: number) => 2 * Math.sin(x) + x ** 0.8 + 1;
  const xs = Array.from({ length: 40 }, (_, i) => i / 8);
  const ys = xs.map((x) => truth(x) + 0.5 * rng.normal());
  const fine = Array.from({ length: 201 }, (_, i) => i / 40);
  const column = (values: number[]) => tensor([values.map((value) => [value])]);
  const estimate = (width: number) => {
    const { output } = attend({ score: gaussian({ width }) })(column(fine), column(xs), column(ys));
    const values = output.read();
    return fine.map((x, i) => [x, Math.max(0, values[i])] as const);
  };
  return lineChart({
    title: 'A function estimated from 40 noisy examples',
    xLabel: 'x',
    series: [
      { name: 'width 0.5', points: estimate(0.5), color: 'first' },
      { name: 'width 0.1', points: estimate(0.1), color: 'second' },
      { name: 'width 2', points: estimate(2), color: 'quiet' },
      { name: 'truth', points: fine.map((x) => [x, truth(x)] as const), color: 'quiet', dashed: true },
    ],
    width: 560,
    height: 260,
  });
}

function normalizers(): Picture {
  const scores = [2, 1.5, 1, 0.5, 0, -0.5, -1, -2];
  const kinds = [softmax(), entmax15(), sparsemax(), hard(), reluNormalizer(), sigmoidNormalizer()];
  const weights = kinds.map((kind) => toRows(kind.normalize(tensor([scores]), null))[0]);
  return heatmap(
    { source: scores.map((score) => `score ${score}`), target: kinds.map(({ name }) => name), weights },
    { title: 'The same scores under six normalizers', axes: { rows: 'normalizer', columns: 'key' } },
  );
}

function patterns(): Picture {
  const L = 16;
  const kinds: [string, Pattern][] = [
    ['causal', causal()],
    ['window', slidingWindow(2)],
    ['causal window', and(causal(), slidingWindow(4))],
    ['window and global', or(slidingWindow(2), global([0]))],
  ];
  return pictureRow(
    kinds.map(([title, pattern]) => patternThumbnail(pattern.at(L, L), { title, queries: L })),
    { title: 'Who may look at whom' },
  );
}

/** What equal vectors look at when nothing but their positions differs. */
function positions(): Picture {
  const [L, E, H] = [8, 32, 4];
  const names = Array.from({ length: L }, (_, i) => String(i));
  const same = ones([1, H, L, E]);
  const places = expandDims(sinusoidalPositions(L, E), 0);
  const maps: [string, number[][]][] = [
    ['sinusoidal', toRows(attentionMap(attend({}), places, places))],
    ['rotary', toRows(attentionMap(attend({ positions: rotary() }), same, same)).slice(0, L)],
    [
      `ALiBi, head 1 of ${H}`,
      toRows(attentionMap(attend({ positions: alibi({ numHeads: H }) }), same, same)).slice(0, L),
    ],
  ];
  return pictureRow(
    maps.map(([title, weights]) => heatmap({ source: names, target: names, weights }, { title })),
    { title: 'What equal vectors look at, by position alone' },
  );
}

/** Every head of the decoder as it reads the source. */
async function heads(): Promise<Picture> {
  const translator = await new ModelDirectory(directory).load(translation);
  const { translation: found, views } = await translator.observe(sentence);
  const cross = views.find(({ kind }) => kind === 'cross');
  if (cross === undefined) throw new Error('this model has no attention to show');
  return headGrid(cross, { title: `${found.source} → ${found.target}`, size: 130 });
}
