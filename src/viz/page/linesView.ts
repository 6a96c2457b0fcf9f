import { escapeHtml } from '../escapeHtml.ts';
import { hue } from '../palette.ts';
import { attentionLines } from '../pictures/attentionLines.ts';
import { inlineSvg } from '../svg.ts';
import type { LayerAttention } from '../tokenAttention.ts';

/** Above this there are too many lines for an eye and a file. */
const MOST_WORDS = 60;

/**
 * The lines between words, layer by layer, with plain inputs that choose the layer and the heads. They work by style rules
 * alone (`linesStyle`); where a browser does not know `:has`, all layers and heads are shown.
 */
export function linesView(map: LayerAttention, index: number): string {
  if (Math.max(map.source.length, map.target.length) > MOST_WORDS) return '';
  const { layers } = map;
  const heads = Math.max(...layers.map((maps) => maps.length));
  const layerInputs = layers.map(
    (_, i) =>
      `<label><input type="radio" name="layer-${index}" value="${i}"${i === 0 ? ' checked' : ''}>${i + 1}</label>`,
  );
  const headInputs = Array.from(
    { length: heads },
    (_, h) =>
      `<label style="--own:${hue(h)}"><input type="checkbox" name="head" value="${h}" checked>${h + 1}</label>`,
  );
  const pictures = layers.map((maps, i) => {
    const title = layers.length === 1 ? 'Lines of attention' : `Lines of attention in layer ${i + 1}`;
    const picture = attentionLines({ ...map, heads: maps }, { title });
    return `<div class="scroll" data-layer="${i}">${inlineSvg(picture)}</div>`;
  });
  const choose = (legend: string, inputs: readonly string[]) =>
    inputs.length === 1
      ? ''
      : `<fieldset><legend>${escapeHtml(legend)}</legend>${inputs.join('')}</fieldset>`;
  return (
    `<details class="lines"><summary>Lines between words</summary>` +
    `<form>${choose('Layer', layerInputs)}${choose('Heads', headInputs)}</form>${pictures.join('')}</details>`
  );
}

/** Hides what is not chosen, for as many layers and heads as any example has. */
export function linesStyle(layers: number, heads: number): string {
  const layerRules = Array.from(
    { length: layers },
    (_, i) =>
      `.lines:has([type=radio][value="${i}"]:checked) [data-layer]:not([data-layer="${i}"]){display:none}`,
  );
  const headRules = Array.from(
    { length: heads },
    (_, h) => `.lines:has([type=checkbox][value="${h}"]:not(:checked)) .head-${h}{display:none}`,
  );
  return [...layerRules, ...headRules].join('');
}
