export type { CellName, ComparisonCell, MechanismMeasure } from './cell.ts';
export { type CellStore, MemoryCellStore } from './cellStore.ts';
export { type CompareOptions, type Comparison, type ComparisonProgress, compare } from './compare.ts';
export { comparisonChart } from './comparisonChart.ts';
export { measureMechanism } from './measureMechanism.ts';
export {
  type ComparedMechanism,
  type ComparedSizes,
  comparedMechanisms,
  pickMechanisms,
} from './mechanisms.ts';
export { SequencePredictor } from './sequencePredictor.ts';
export { type ComparisonSettings, checkComparisonSettings, comparisonSettings } from './settings.ts';
export { type ComparisonRow, type Spread, summarize } from './summarize.ts';
