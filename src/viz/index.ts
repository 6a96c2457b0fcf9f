export { type AttentionTextOptions, renderAttention } from './attentionText.ts';
export { displayWidth, truncate } from './displayWidth.ts';
export { type CurvePoint, learningCurve } from './learningCurve.ts';
export { meanMap } from './meanMap.ts';
export { type AttentionPage, attentionPage } from './page/attentionPage.ts';
export type { AttentionExample } from './page/example.ts';
export { type AttentionArcsOptions, attentionArcs, type SelfAttention } from './pictures/attentionArcs.ts';
export { type AttentionLinesOptions, attentionLines } from './pictures/attentionLines.ts';
export { type Bubble, type BubbleChartOptions, bubbleChart } from './pictures/bubbleChart.ts';
export {
  type AttentionGraph,
  type GraphEdge,
  type GraphMapOptions,
  type GraphNode,
  graphMap,
} from './pictures/graphMap.ts';
export { type HeadGridOptions, headGrid } from './pictures/headGrid.ts';
export { type HeatmapOptions, heatmap } from './pictures/heatmap.ts';
export { type ImageAttention, type ImageMapOptions, imageMap } from './pictures/imageMap.ts';
export {
  type PatternThumbnailOptions,
  patternThumbnail,
  type Visibility,
} from './pictures/patternThumbnail.ts';
export { pictureRow } from './pictures/pictureRow.ts';
export type { BubbleMeasure } from './pictures/sizeLegend.ts';
export {
  type SpectrogramAttention,
  type SpectrogramMapOptions,
  spectrogramMap,
} from './pictures/spectrogramMap.ts';
export { type TextMapOptions, textMap, type WeightedText } from './pictures/textMap.ts';
export { type Rgb, ramp, type Scheme } from './ramp.ts';
export type { TerminalColor } from './shading.ts';
export { renderSound, type SoundTextOptions } from './soundText.ts';
export { type Picture, type PictureTable, standaloneSvg } from './svg.ts';
export { renderText, type TextShadesOptions } from './textShades.ts';
export type { HeadAttention, LayerAttention, Matrix, TokenAttention } from './tokenAttention.ts';
