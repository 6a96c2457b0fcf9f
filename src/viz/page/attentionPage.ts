import { escapeHtml } from '../escapeHtml.ts';
import { type CurvePoint, learningPanels } from '../learningCurve.ts';
import { paletteStyle } from '../palette.ts';
import { inlineSvg, type Picture } from '../svg.ts';
import { type AttentionExample, exampleSection } from './example.ts';
import { figure, numbers } from './figure.ts';
import { linesStyle } from './linesView.ts';
import { PAGE_SCRIPT } from './script.ts';
import { PAGE_STYLE } from './style.ts';

export interface AttentionPage {
  title: string;
  /** A few sentences below the title. */
  summary?: string;
  /** The numbers that matter, shown large. */
  figures?: readonly { label: string; value: string }[];
  curve?: readonly CurvePoint[];
  examples?: readonly AttentionExample[];
  /** Further pictures: over an image, a sound, a graph, a text. */
  pictures?: readonly Picture[];
  /** A last line: with what it was made, and when. */
  footer?: string;
}

/**
 * One HTML file that shows what a model looked at: figures, learning curve, for each example its words and attention map,
 * to be pointed at, with the maps of single heads to choose from and as lines, and further pictures with their numbers. It
 * asks nothing of the network, follows the reader's choice of light or dark, can be read without a script, by a screen
 * reader, and on paper.
 *
 * @throws ShapeError, ValueError if an example's words and weights do not fit together
 */
export function attentionPage({
  title,
  summary,
  figures,
  curve,
  examples = [],
  pictures = [],
  footer,
}: AttentionPage): string {
  const panels = learningPanels(curve ?? []);
  const layers = examples.flatMap((example) => (example.layers === undefined ? [] : [example.layers]));
  const mostLayers = Math.max(0, ...layers.map((each) => each.length));
  const mostHeads = Math.max(0, ...layers.flat().map((heads) => heads.length));
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style>${paletteStyle(':root')}${PAGE_STYLE}${linesStyle(mostLayers, mostHeads)}</style>
<main>
<header>
<h1>${escapeHtml(title)}</h1>
${summary === undefined ? '' : `<p class="summary">${escapeHtml(summary)}</p>`}
${figures === undefined ? '' : figureList(figures)}
</header>
${panels.length === 0 ? '' : `<h2>Learning curve</h2>\n<div class="curves">${panels.map((panel) => `<div>${inlineSvg(panel)}${numbers(panel)}</div>`).join('')}</div>`}
${examples.length === 0 ? '' : '<h2>What each word looked at</h2>'}
${examples.map(exampleSection).join('\n')}
${pictures.length === 0 ? '' : `<div class="drawn">${pictures.map(figure).join('')}</div>`}
${footer === undefined ? '' : `<footer>${escapeHtml(footer)}</footer>`}
</main>
${examples.length === 0 ? '' : `<script>${PAGE_SCRIPT}</script>`}
</html>
`;
}

function figureList(figures: readonly { label: string; value: string }[]): string {
  const items = figures.map(
    ({ label, value }) => `<div><dt>${escapeHtml(label)}</dt><dd>${escapeHtml(value)}</dd></div>`,
  );
  return `<dl class="figures">${items.join('')}</dl>`;
}
