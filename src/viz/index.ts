export { type AttentionReport, attentionReport } from './attentionHtml.ts';
export { type AttentionTextOptions, renderAttention } from './attentionText.ts';
export { displayWidth, truncate } from './displayWidth.ts';
export { type CurvePoint, learningCurve } from './learningCurve.ts';
export { type Rgb, ramp, type Scheme } from './ramp.ts';
export type { ReportExample } from './reportExample.ts';
export type { TerminalColor } from './shading.ts';
export { svgHeatmap } from './svgHeatmap.ts';
export type { TokenAttention } from './tokenAttention.ts';
