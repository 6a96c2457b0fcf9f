import { escapeHtml } from './escapeHtml.ts';
import { WEIGHT_STEPS, weightClass } from './palette.ts';
import { textWidth } from './svg.ts';
import { checkTokenAttention, strongest, type TokenAttention } from './tokenAttention.ts';
import { visibleToken } from './visibleToken.ts';

/** A translated sentence with its map, and with those of single heads or layers if there are any. */
export interface ReportExample extends TokenAttention {
  title?: string;
  /** What a person would have said. */
  reference?: string;
  /** Further maps of the same words, to choose from. */
  heads?: readonly { name: string; weights: TokenAttention['weights'] }[];
  /** What `weights` is, where there are heads: their mean, usually. */
  name?: string;
}

const FONT_SIZE = 15;

/** One example of the report: the two sentences, the choice of maps, the map as a table, and its numbers for the script. */
export function reportExample(example: ReportExample, index: number): string {
  const maps = [{ name: example.name ?? 'mean', weights: example.weights }, ...(example.heads ?? [])];
  for (const { weights } of maps) checkTokenAttention('attentionReport', { ...example, weights });
  const source = example.source.map((token) => escapeHtml(visibleToken(token)));
  const target = example.target.map((token) => escapeHtml(visibleToken(token)));
  const title = example.title ?? `Sentence ${index + 1}`;
  return `
<section class="example" aria-labelledby="example-${index}">
<h3 id="example-${index}">${escapeHtml(title)}</h3>
<p class="words" data-side="source">${words(source, 's')}</p>
<p class="words" data-side="target">${words(target, 't')}</p>
${example.reference === undefined ? '' : `<p class="reference">Reference: ${escapeHtml(example.reference)}</p>`}
${maps.length === 1 ? '' : choice(maps, example)}
<div class="scroll">${table(source, target, example, title)}</div>
<p class="legend" aria-hidden="true">0<span class="ramp">${legendSteps()}</span><span class="max">${strongest(example.weights).toPrecision(2)}</span></p>
<p class="readout" aria-live="polite"></p>
<script type="application/json">${JSON.stringify(maps.map(({ weights }) => tenThousandths(weights)))}</script>
</section>`;
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

function choice(maps: readonly { name: string }[], { source, target }: TokenAttention): string {
  const buttons = maps.map(
    ({ name }, i) =>
      `<button type="button" class="head" data-map="${i}" aria-pressed="${i === 0}">` +
      `<canvas width="${source.length}" height="${target.length}" aria-hidden="true"></canvas>${escapeHtml(name)}</button>`,
  );
  return `<div class="heads" role="group" aria-label="Which attention to show">${buttons.join('')}</div>`;
}

/** `source` and `target` are escaped already. */
function table(
  source: readonly string[],
  target: readonly string[],
  example: ReportExample,
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
    `<table style="--columns:${Math.max(1, source.length)};--slant:${Math.ceil(longest * Math.SQRT1_2) + 26}px">` +
    `<caption>${caption}</caption><thead><tr><td></td>${head.join('')}</tr></thead><tbody>${rows.join('')}</tbody></table>`
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
function tenThousandths(weights: TokenAttention['weights']): number[][] {
  return weights.map((row) => Array.from(row, (weight) => Math.round(weight * 10_000)));
}
