// Pictures of one sentence looking at itself with four heads, half of which see only what came before, written as SVG files and
// as one page: node examples/drawAttention.ts FOLDER
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  attention,
  attentionArcs,
  attentionLines,
  attentionPage,
  byHead,
  causal,
  dense,
  headGrid,
  heatmap,
  patternThumbnail,
  Rng,
  randomNormal,
  scaledDot,
  softmax,
  standaloneSvg,
} from 'heed';

const words = 'The small black cat sleeps on the red sofa'.split(' ');
const [H, L, E] = [4, words.length, 8];
const rng = new Rng(5);
const query = randomNormal([1, H, L, E], rng);
const key = randomNormal([1, H, L, E], rng);
const pattern = byHead([causal(), causal(), dense(), dense()]);
const layer = attention({ score: scaledDot({ scale: 1 }), normalizer: softmax(), pattern });
const { weights } = layer(query, key, key, { needWeights: true });
if (weights === null) throw new Error('weights were asked for');

const flat = await weights.data();
const heads = Array.from({ length: H }, (_, h) =>
  Array.from({ length: L }, (_, l) => flat.slice((h * L + l) * L, (h * L + l + 1) * L)),
);
const map = { source: words, target: words, heads };
const pictures = {
  heatmap: heatmap({ ...map, weights: heads[0] }, { title: 'The first head' }),
  heads: headGrid({ ...map, layers: [heads] }),
  lines: attentionLines(map),
  arcs: attentionArcs({ words, heads: heads.slice(0, 2) }),
  pattern: patternThumbnail(
    Array.from({ length: H }, (_, h) => pattern.at(L, L, 0, h)),
    { title: 'Who may look at whom', queries: L },
  ),
};

const folder = process.argv[2] ?? join(tmpdir(), 'heed-pictures');
mkdirSync(folder, { recursive: true });
for (const [name, picture] of Object.entries(pictures)) {
  writeFileSync(join(folder, `${name}.svg`), standaloneSvg(picture));
  console.log(`${name}.svg: ${picture.description}`);
}
writeFileSync(
  join(folder, 'page.html'),
  attentionPage({
    title: 'A sentence looks at itself',
    examples: [{ ...map, layers: [heads] }],
    pictures: [pictures.pattern],
  }),
);
console.log(`written to ${folder}`);
