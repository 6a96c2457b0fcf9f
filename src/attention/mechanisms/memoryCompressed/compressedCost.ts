import { patternCost } from '../../attentionCost.ts';
import type { AttentionCost, AttentionShape } from '../../mechanism.ts';
import type { Pattern } from '../../patterns/index.ts';
import { windowCounts } from '../stridedWindows.ts';

/** What `memoryCompressed` takes; causal with the pattern `past`. */
export function compressedCost(
  { factor, kernelSize: K }: { factor: number; kernelSize: number },
  past: Pattern | null,
  shape: AttentionShape,
): AttentionCost {
  const { B, H, L, S, E, Ev } = shape;
  const { count, rows, parts } = windowCounts(S, factor, K);
  const keys = past === null ? count : count + S;
  const { pairs, bytes } =
    past === null ? { pairs: B * H * L * keys, bytes: 0 } : patternCost(past, { ...shape, S: keys });
  const windows = (rows * factor > S ? rows * factor : 0) + (parts > 1 ? count * K : 0);
  const joining = past === null ? 0 : count + keys;
  const held = [
    Math.max(windows + count, joining) * E,
    keys * E + Math.max(windows + count * K + count, joining) * Ev,
    keys * (E + Ev) + L * (Ev + 1) + bytes / (4 * B * H),
  ];
  return {
    multiplyAdds: B * H * count * K * E * E + pairs * (E + Ev),
    bytes: 4 * B * H * Math.max(...held),
  };
}
