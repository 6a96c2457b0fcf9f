// Draws the learning curves of heed and PyTorch on the same task, side by side:
//   node bench/learningCurves.ts bench/results/translation-small.json bench/results/translation-small.svg
import { readFileSync, writeFileSync } from 'node:fs';
import { lineChart } from '../src/viz/lineChart.ts';
import { standaloneSvg } from '../src/viz/svg.ts';

interface Point {
  update: number;
  loss: number;
  bleu: number;
}

const [from, to] = process.argv.slice(2);
const { task, heed, pytorch } = JSON.parse(readFileSync(from, 'utf8')) as {
  task: string;
  heed: Point[];
  pytorch: Point[];
};

const SIZE = { width: 420, height: 260 };
const PADDING = 20;
const GAP = 36;
const panels = (['loss', 'bleu'] as const).map((figure) => {
  const points = (curve: Point[]) => curve.map((point) => [point.update, point[figure]] as const);
  return lineChart({
    ...SIZE,
    title: figure === 'loss' ? 'Training loss' : 'BLEU',
    xLabel: 'updates',
    series: [
      { name: 'heed', points: points(heed), color: 'first' },
      { name: 'PyTorch', points: points(pytorch), color: 'second' },
    ],
  });
});
const body = panels.map(
  (panel, i) => `<g transform="translate(${PADDING + i * (SIZE.width + GAP)} ${PADDING})">${panel.body}</g>`,
);
writeFileSync(
  to,
  standaloneSvg({
    width: 2 * PADDING + 2 * SIZE.width + GAP,
    height: 2 * PADDING + SIZE.height,
    title: 'heed and PyTorch side by side',
    description: task,
    body: body.join(''),
  }),
);
