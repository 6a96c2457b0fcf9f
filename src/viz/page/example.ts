import { escapeHtml } from '../escapeHtml.ts';
import { meanMap } from '../meanMap.ts';
import { WEIGHT_STEPS, weightClass } from '../palette.ts';
import { textWidth } from '../svg.ts';
import {
  checkLayerAttention,
  checkTokenAttention,
  type LayerAttention,
  type Matrix,
  strongest,
  type TokenAttention,
} from '../tokenAttention.ts';
import { visibleToken } from '../visibleToken.ts';
import { isRightToLeft } from '../writingDirection.ts';
import { headChoice, namedMaps } from './headChoice.ts';
import { linesView } from './linesView.ts';

/** A sentence, or two, with the attention between their words. */
export interface AttentionExample extends Pick<TokenAttention, 'source' | 'target'> {
  /** `[L, S]`; the mean of all heads otherwise. */
  weights?: Matrix;
  title?: string;
  /** What a person would have said. */
  reference?: string;
  /** The maps of single heads, `[layers, H, L, S]`, to choose from and to be drawn as lines. */
  layers?: LayerAttention['layers'];
  /** What `weights` is, where there are layers: the mean of their heads, usually. */
  name?: string;
}

const FONT_SIZE = 15;

/** One example of the page: the sentences, the choice of heads, the map as a table, lines, and numbers for the script. */
export function exampleSection(example: AttentionExample, index: number): string {
  const drawable = example.source.length > 0 && example.target.length > 0;
  const layers = drawable ? (example.layers ?? []) : [];
  if (layers.length > 0) checkLayerAttention('attentionPage', { ...example, layers });
  const main = { ...example, weights: example.weights ?? meanMap(layers.flat()) };
  checkTokenAttention('attentionPage', main);
  const maps = namedMaps({ name: example.name ?? 'mean', weights: main.weights }, layers);
  const source = example.source.map((token) => escapeHtml(visibleToken(token)));
  const target = example.target.map((token) => escapeHtml(visibleToken(token)));
  const title = example.title ?? `Sentence ${index + 1}`;
  return `
<section class="example" aria-labelledby="example-${index}">
<h3 id="example-${index}">${escapeHtml(title)}</h3>
<p class="words" data-side="source" dir="${direction(example.source)}">${words(source, 's')}</p>
<p class="words" data-side="target" dir="${direction(example.target)}">${words(target, 't')}</p>
${example.reference === undefined ? '' : `<p class="reference">Reference: ${escapeHtml(example.reference)}</p>`}
${maps.length === 1 ? '' : headChoice(maps, layers)}
<div class="scroll">${table(source, target, main, title)}</div>
<p class="legend" aria-hidden="true">0<span class="ramp">${legendSteps()}</span><span class="max">${strongest(main.weights).toPrecision(2)}</span></p>
<p class="readout" aria-live="polite"></p>
${layers.length === 0 ? '' : linesView({ ...example, layers }, index)}
<script type="application/json">${JSON.stringify(maps.map(({ weights }) => tenThousandths(weights)))}</script>
</section>`;
}

function direction(words: readonly string[]): 'rtl' | 'ltr' {
  return isRightToLeft(words) ? 'rtl' : 'ltr';
}

/** Only target words take the keyboard's focus: going through them tells the whole map. */
function words(names: readonly string[], side: 's' | 't'): string {
  const focus = side === 's' ? ' tabindex="-1"' : '';
  return names
    .map(
      (name, i) =>
        `<button type="button" class="word" data-${side}="${i}"${focus}><bdi>${name}</bdi></button>`,
    )
    .join(' ');
}

/** `source` and `target` are escaped already. */
function table(
  source: readonly string[],
  target: readonly string[],
  example: TokenAttention,
  title: string,
): string {
  const max = strongest(example.weights);
  const longest = Math.max(0, ...example.source.map((token) => textWidth(visibleToken(token), FONT_SIZE)));
  const head = source.map((name, s) => `<th scope="col" data-s="${s}"><span><bdi>${name}</bdi></span></th>`);
  const rows = target.map((name, t) => {
    const cells = source.map((_, s) => {
      const weight = example.weights[t][s];
      return `<td class="${weightClass(weight / max)}" data-t="${t}" data-s="${s}">${shortWeight(weight)}</td>`;
    });
    return `<tr><th scope="row" data-t="${t}"><bdi>${name}</bdi></th>${cells.join('')}</tr>`;
  });
  const caption = `${escapeHtml(title)}: how much each target word (rows) looked at each source word (columns)`;
  return (
    `<table class="map" style="--columns:${Math.max(1, source.length)};--slant:${Math.ceil(longest * Math.SQRT1_2) + 26}px">` +
    `<caption>${caption}</caption><thead><tr><td>this word ↓<br>looks at →</td>${head.join('')}</tr></thead><tbody>${rows.join('')}</tbody></table>`
  );
}

/** `.37`, which fits into a cell. */
function shortWeight(weight: number): string {
  return weight.toFixed(2).replace(/^0/, '');
}

function legendSteps(): string {
  return Array.from(
    { length: WEIGHT_STEPS + 1 },
    (_, i) => `<i class="${weightClass(i / WEIGHT_STEPS)}"></i>`,
  ).join('');
}

/** Whole numbers keep the file small. */
function tenThousandths(weights: Matrix): number[][] {
  return weights.map((row) => Array.from(row, (weight) => Math.round(weight * 10_000)));
}
