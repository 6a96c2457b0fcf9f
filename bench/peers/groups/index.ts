import { attention, causal } from './attention.ts';
import { decoding } from './decoding.ts';
import { gemm } from './gemm.ts';
import type { Group } from './group.ts';
import { linear } from './linear.ts';
import { shapes } from './shapes.ts';
import { threads } from './threads.ts';
import { training } from './training.ts';
import { web } from './web.ts';
import { scaling, window } from './window.ts';

export const groups: readonly Group[] = [
  attention,
  causal,
  shapes,
  gemm,
  threads,
  window,
  scaling,
  linear,
  training,
  decoding,
  web,
];
