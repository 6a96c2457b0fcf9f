/** A tensor, or anything of its shape that can be read. */
interface Operand {
  readonly shape: readonly number[];
  read(): ArrayLike<number>;
}

/** A feature of one number, and its slope. */
export interface ReferenceFeature {
  of(x: number): number;
  slope(x: number): number;
}

export const referenceFeatures = {
  given: { of: (x) => x, slope: () => 1 },
  elu: { of: (x) => (x > 0 ? x + 1 : Math.exp(x)), slope: (x) => (x > 0 ? 1 : Math.exp(x)) },
  exp: { of: Math.exp, slope: Math.exp },
  relu: { of: (x) => Math.max(0, x) + 1e-3, slope: (x) => (x > 0 ? 1 : 0) },
} satisfies Record<string, ReferenceFeature>;

/** Linear attention and its gradients in the quadratic form of its definition, in float64, pair by pair. */
export function referenceLinearAttention(
  operands: { q: Operand; k: Operand; v: Operand; g: Operand },
  { feature, divide = true }: { feature: ReferenceFeature; divide?: boolean },
  allowed: (b: number, kv: number, i: number, j: number) => boolean,
) {
  const { q, k, v, g } = operands;
  const [B, H, L, F] = q.shape;
  const [, Hk, S, Ev] = v.shape;
  const [x, y, z, dOut] = [q, k, v, g].map((t) => Float64Array.from(t.read()));
  const [phiQ, phiK] = [x, y].map((t) => t.map(feature.of));
  const out = new Float64Array(B * H * L * Ev);
  const [dq, dk, dv] = [x, y, z].map((t) => new Float64Array(t.length));
  for (let head = 0; head < B * H; head++) {
    const [b, h] = [Math.floor(head / H), head % H];
    const kv = Math.floor(h / (H / Hk));
    const first = (b * Hk + kv) * S;
    for (let i = 0; i < L; i++) {
      const row = head * L + i;
      const raw = Array.from({ length: S }, (_, j) => {
        if (!allowed(b, kv, i, j)) return 0;
        let sum = 0;
        for (let c = 0; c < F; c++) sum += phiQ[row * F + c] * phiK[(first + j) * F + c];
        return sum;
      });
      const total = divide ? raw.reduce((a, b) => a + b, 0) : 1;
      if (total === 0) continue;
      const weights = raw.map((w) => w / total);
      const dWeights = weights.map((w, j) => {
        let sum = 0;
        for (let e = 0; e < Ev; e++) {
          const value = (first + j) * Ev + e;
          out[row * Ev + e] += w * z[value];
          dv[value] += w * dOut[row * Ev + e];
          sum += dOut[row * Ev + e] * z[value];
        }
        return sum;
      });
      const mean = divide ? weights.reduce((sum, w, j) => sum + w * dWeights[j], 0) : 0;
      for (let j = 0; j < S; j++) {
        if (!allowed(b, kv, i, j)) continue;
        const slope = (dWeights[j] - mean) / total;
        for (let c = 0; c < F; c++) {
          const [a, e] = [row * F + c, (first + j) * F + c];
          dq[a] += slope * phiK[e] * feature.slope(x[a]);
          dk[e] += slope * phiQ[a] * feature.slope(y[e]);
        }
      }
    }
  }
  return { out, dq, dk, dv };
}
