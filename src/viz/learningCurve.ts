import { lineChart, type Point, type Series } from './lineChart.ts';
import { type Picture, standaloneSvg } from './svg.ts';

/** What was measured after `step` updates; what was not is left out. */
export interface CurvePoint {
  step: number;
  /** Training loss. */
  loss?: number | null;
  validLoss?: number | null;
  bleu?: number | null;
}

const PANEL = { width: 420, height: 260 };
const GAP = 36;
const PADDING = 20;

/** A chart of the losses and one of BLEU, as far as there are values. */
export function learningPanels(points: readonly CurvePoint[]): Picture[] {
  const series = (name: string, key: 'loss' | 'validLoss' | 'bleu', color: Series['color']): Series[] => {
    const measured = points.flatMap((point): Point[] => {
      const value = point[key];
      return typeof value === 'number' && Number.isFinite(value) ? [[point.step, value]] : [];
    });
    return measured.length > 0 ? [{ name, points: measured, color }] : [];
  };
  return [
    {
      title: 'Loss',
      series: [...series('training', 'loss', 'second'), ...series('validation', 'validLoss', 'first')],
    },
    { title: 'BLEU', series: series('validation', 'bleu', 'first') },
  ]
    .filter((panel) => panel.series.length > 0)
    .map((panel) => lineChart({ ...panel, ...PANEL, xLabel: 'updates' }));
}

/**
 * The learning curve as an SVG file: loss in training and validation, and BLEU beside it. Values that are missing or
 * not finite are left out; without any value the picture is empty.
 */
export function learningCurve(points: readonly CurvePoint[], title = 'Learning curve'): string {
  const panels = learningPanels(points);
  const body = panels.map(
    (panel, i) =>
      `<g transform="translate(${PADDING + i * (PANEL.width + GAP)} ${PADDING})">${panel.body}</g>`,
  );
  return standaloneSvg({
    width: 2 * PADDING + panels.length * PANEL.width + Math.max(0, panels.length - 1) * GAP,
    height: 2 * PADDING + PANEL.height,
    title,
    description: panels.map((panel) => `${panel.title}: ${panel.description}`).join(' '),
    body: body.join(''),
  });
}
