/** A tensor, or anything of its shape that can be read. */
interface Operand {
  readonly shape: readonly number[];
  read(): ArrayLike<number>;
}

export type Allowed = (b: number, h: number, i: number, j: number) => boolean;

/**
 * Attention and its gradients by their definitions, in float64: q [B, H, L, E], k [B, Hk, S, E], v [B, Hk, S, Ev], and a bias
 * that is dense [B, H, L, S].
 */
export function referenceAttention(
  operands: { q: Operand; k: Operand; v: Operand; g: Operand; bias?: Operand | null; scale?: number },
  allowed: Allowed,
) {
  const { q, k, v, g, bias = null } = operands;
  const [B, H, L, E] = q.shape;
  const [, Hk, S, Ev] = v.shape;
  const { scale = 1 / Math.sqrt(E) } = operands;
  const [x, y, z, dOut] = [q, k, v, g].map((t) => Float64Array.from(t.read()));
  const added = bias === null ? null : Float64Array.from(bias.read());
  const out = new Float64Array(B * H * L * Ev);
  const [dq, dk, dv] = [x, y, z].map((t) => new Float64Array(t.length));
  const dbias = new Float64Array(B * H * L * S);
  for (let head = 0; head < B * H; head++) {
    const [b, h] = [Math.floor(head / H), head % H];
    const kv = (b * Hk + Math.floor(h / (H / Hk))) * S;
    for (let i = 0; i < L; i++) {
      const row = (head * L + i) * E;
      const scores = Array.from({ length: S }, (_, j) => {
        if (!allowed(b, h, i, j)) return Number.NEGATIVE_INFINITY;
        let sum = 0;
        for (let e = 0; e < E; e++) sum += x[row + e] * y[(kv + j) * E + e];
        return sum * scale + (added === null ? 0 : added[(head * L + i) * S + j]);
      });
      const top = Math.max(...scores);
      if (top === Number.NEGATIVE_INFINITY) continue;
      const exponentials = scores.map((s) => Math.exp(s - top));
      const total = exponentials.reduce((a, b) => a + b, 0);
      const weights = exponentials.map((w) => w / total);
      const dWeights = weights.map((w, j) => {
        let sum = 0;
        for (let e = 0; e < Ev; e++) {
          const value = (kv + j) * Ev + e;
          const o = (head * L + i) * Ev + e;
          out[o] += w * z[value];
          dv[value] += w * dOut[o];
          sum += dOut[o] * z[value];
        }
        return sum;
      });
      const mean = weights.reduce((sum, w, j) => sum + w * dWeights[j], 0);
      weights.forEach((w, j) => {
        const slope = w * (dWeights[j] - mean);
        dbias[(head * L + i) * S + j] = slope;
        for (let e = 0; e < E; e++) {
          dq[row + e] += slope * scale * y[(kv + j) * E + e];
          dk[(kv + j) * E + e] += slope * scale * x[row + e];
        }
      });
    }
  }
  return { out, dq, dk, dv, dbias };
}
