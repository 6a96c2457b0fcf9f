import { ValueError } from '../tensor/index.ts';
import type { DecodingState } from './decodingState.ts';
import { KVCache } from './kvCache.ts';
import type { Mechanism } from './mechanism.ts';

/** What is kept of the positions that were decoded: their keys and values, or a state of the mechanism's own. */
export type DecodingCache = KVCache | DecodingState;

/**
 * What decoding by `mechanism` begins with.
 *
 * @throws ValueError if it cannot be decoded step by step.
 */
export function startDecoding(mechanism: Mechanism): DecodingCache {
  if (mechanism.recurrent) return mechanism.recurrent();
  cachedForm(mechanism);
  return new KVCache();
}

/**
 * How the last positions attend to all that a `KVCache` holds.
 *
 * @throws ValueError if the mechanism does not decode, or not by a cache.
 */
export function cachedForm(mechanism: Mechanism): Mechanism {
  if (mechanism.cached) return mechanism.cached;
  if (mechanism.recurrent) {
    throw new ValueError(
      `${mechanism.mechanism}: decodes by a state of its own, and not by a KVCache: pass what startDecoding() gives`,
    );
  }
  throw new ValueError(
    `${mechanism.mechanism}: cannot be decoded step by step: ${whyNotDecoded(mechanism)}. Generate by whole passes over all ` +
      'positions so far, without a kvCache, or take a mechanism that decodes, such as attention with the pattern causal().',
  );
}

/** Null where a mechanism decodes. */
export function whyNotDecoded({ recurrent, cached, undecodable, causal }: Mechanism): string | null {
  if (recurrent || cached) return null;
  if (undecodable !== undefined) return undecodable;
  return causal === false
    ? 'it is not causal, so that what comes later would change what was given before'
    : 'it is not defined how';
}
