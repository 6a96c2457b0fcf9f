export { byteTask } from './byteTask.ts';
export { copyTask } from './copyTask.ts';
export { evaluateListOps, type ListOperator, listOpsTokens } from './evaluateListOps.ts';
export { drawListOps, type ListOpsExpression, type ListOpsRules, listOpsRules } from './listOps.ts';
export { type ListOpsTaskOptions, listOpsTask } from './listOpsTask.ts';
export { pixelTask } from './pixelTask.ts';
export { readListOps } from './readListOps.ts';
export { type RetrievalTaskOptions, retrievalTask } from './retrievalTask.ts';
export type { GeneratedTaskOptions, LabelledTokens, TokenTask } from './tokenTask.ts';
