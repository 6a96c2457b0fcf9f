import { escapeHtml } from './escapeHtml.ts';
import { type CurvePoint, learningPanels } from './learningCurve.ts';
import { paletteStyle } from './palette.ts';
import { type ReportExample, reportExample } from './reportExample.ts';
import { REPORT_SCRIPT } from './reportScript.ts';
import { REPORT_STYLE } from './reportStyle.ts';
import { inlineSvg } from './svg.ts';

export interface AttentionReport {
  title: string;
  /** A few sentences below the title. */
  summary?: string;
  /** The numbers that matter, shown large. */
  figures?: readonly { label: string; value: string }[];
  curve?: readonly CurvePoint[];
  examples: readonly ReportExample[];
  /** A last line: with what it was made, and when. */
  footer?: string;
}

/**
 * One HTML file that shows what a model looked at: figures, learning curve, and for each example the two sentences and
 * the attention map, to be pointed at. It asks nothing of the network, follows the reader's choice of light or dark,
 * can be read without a script, by a screen reader, and on paper.
 *
 * @throws ShapeError, ValueError if an example's words and weights do not fit together
 */
export function attentionReport({
  title,
  summary,
  figures,
  curve,
  examples,
  footer,
}: AttentionReport): string {
  const panels = learningPanels(curve ?? []);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style>${paletteStyle(':root')}${REPORT_STYLE}</style>
<main>
<header>
<h1>${escapeHtml(title)}</h1>
${summary === undefined ? '' : `<p class="summary">${escapeHtml(summary)}</p>`}
${figures === undefined ? '' : figureList(figures)}
</header>
${panels.length === 0 ? '' : `<h2>Learning curve</h2>\n<div class="curves">${panels.map(inlineSvg).join('')}</div>`}
${examples.length === 0 ? '' : '<h2>What each word looked at</h2>'}
${examples.map(reportExample).join('\n')}
${footer === undefined ? '' : `<footer>${escapeHtml(footer)}</footer>`}
</main>
<script>${REPORT_SCRIPT}</script>
</html>
`;
}

function figureList(figures: readonly { label: string; value: string }[]): string {
  const items = figures.map(
    ({ label, value }) => `<div><dt>${escapeHtml(label)}</dt><dd>${escapeHtml(value)}</dd></div>`,
  );
  return `<dl class="figures">${items.join('')}</dl>`;
}
