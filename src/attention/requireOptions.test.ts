import { describe, expect, it } from 'vitest';
import { Rng, tidy, ValueError, zeros } from '../tensor/index.ts';
import * as heed from './index.ts';

const { softmax, scaledDot, linformer, attentionMap, mechanismFor, MultiHeadAttention } = heed;

/** As a JavaScript caller sees them, with options that are complete. */
const rng = new Rng(1);
const mechanisms: Record<string, object> = {
  attention: { score: scaledDot(), normalizer: softmax() },
  denseSynthesizer: { maxLength: 7 },
  globalTokens: { count: 2, window: 3 },
  inducedSet: { numInducing: 3 },
  linearAttention: { featureMap: heed.eluFeatures() },
  linformer: { maxLength: 7, rank: 3 },
  lsh: { rng },
  memoryCompressed: { factor: 3 },
  nystrom: { numLandmarks: 3 },
  randomSynthesizer: { maxLength: 7 },
  routing: { numClusters: 3 },
  sinkhorn: { blockSize: 3 },
  strided: { stride: 3 },
  synthesizerMixture: { components: [scaledDot()] },
};
const patterns: Record<string, object> = {
  bigBird: { seed: 1 },
  longformer: { window: 3 },
  randomBlocks: { blocksPerRow: 2, seed: 1 },
};
const factory = (name: string) => (heed as unknown as Record<string, (...args: unknown[]) => unknown>)[name];
const refused = (make: () => unknown, ...says: string[]): void => {
  expect(make).toThrow(ValueError);
  for (const text of says) expect(make).toThrow(text);
};

describe.each(Object.entries({ ...mechanisms, ...patterns }))('%s', (name, options) => {
  it('says which options it needs, and what came', () => {
    const needs = `${name}: needs options { ${Object.keys(options).join(', ')}, ... }; got `;
    refused(() => factory(name)(), `${needs}undefined`);
    refused(() => factory(name)({}), `${needs}{}`);
    for (const left of Object.keys(options))
      refused(() => factory(name)({ ...options, [left]: undefined }), needs);
    expect(() => factory(name)(options)).not.toThrow();
  });
});

it('refuses a pattern where the mechanism has one of its own', () => {
  const pattern = heed.causal();
  for (const [name, options] of Object.entries({ ...mechanisms, retention: {} })) {
    if (name === 'attention') continue;
    refused(() => factory(name)({ ...options, pattern }), `${name}: has no option pattern. It says itself`);
  }
});

it('refuses causal: true in patterns, and in attention, which has a pattern for it', () => {
  for (const [name, options] of Object.entries(patterns)) {
    refused(() => factory(name)({ ...options, causal: true }), `by and(causal(), ${name}(...))`);
  }
  const causal = true;
  for (const [name, ...args] of [
    ['slidingWindow', 3, { causal }],
    ['slidingWindow', { before: 3, after: 3, causal }],
    ['dilatedWindow', 3, { dilation: 2, causal }],
    ['blockDiagonal', 3, { causal }],
    ['global', [0], { causal }],
    ['prefix', 3, { causal }],
  ] as const) {
    refused(() => factory(name)(...args), `${name}: has no option causal`);
  }
  refused(() => factory('attention')({ ...mechanisms.attention, causal }), 'Pass pattern: causal()');
});

it('tells a mechanism from a recipe, a factory and a name', () => {
  const sizes = { numHeads: 2, headDim: 3, rng };
  refused(() => mechanismFor('linformer' as never, sizes), 'needs a mechanism', "got 'linformer', a name");
  refused(
    () => mechanismFor(linformer as never, sizes),
    'the function linformer, which may make one: call it',
  );
  refused(() => mechanismFor(undefined as never, sizes), 'got undefined');
  refused(
    () => new MultiHeadAttention({ embedDim: 6, numHeads: 2, mechanism: linformer as never, rng }),
    'linformer',
  );
  refused(() => factory('mixedHeads')(), 'needs a list of groups [{ heads, mechanism }, ...]; got undefined');
  tidy(() => {
    const x = zeros([1, 5, 3]);
    const recipe = linformer({ maxLength: 7, rank: 3 });
    refused(
      () => attentionMap(recipe as never, x, x),
      'attentionMap: needs a mechanism',
      'got the recipe linformer',
    );
  });
});
