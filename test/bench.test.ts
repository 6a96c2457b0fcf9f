import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fillUniform, sample, tokens } from '../bench/peers/inputs.ts';
import { attentionModel } from '../bench/peers/onnxModel.ts';
import { multiplyAdds, type Visibility } from '../bench/peers/work.ts';

function bench(...args: string[]) {
  return spawnSync(join('node_modules', '.bin', 'node'), ['bench/peers.ts', ...args], { encoding: 'utf8' });
}

describe('bench:peers', () => {
  it('measures heed alone where there are no peers', { timeout: 60_000 }, () => {
    const groups = ['attention', 'gemm', 'window', 'training'];
    const { status, stdout, stderr } = bench(
      ...groups,
      ...['--quick', '--peers', 'none', '--threads', '1', '--builds', 'n8'],
    );
    expect(stderr).not.toContain('failed');
    expect(status).toBe(0);
    expect(stdout.match(/^\| (?!-|what).*\| +1 \| +[\d.,]+ \|$/gm)).toHaveLength(7);
    expect(stdout).toContain('heed n8, 1 thread: node');
  });

  it('says what it does not know', () => {
    for (const args of [['weather'], ['--peers', 'abacus'], ['--builds', 'n9'], ['--threads', 'two']]) {
      const { status, stderr } = bench(...args);
      expect(status).toBe(1);
      expect(stderr).toContain('--help');
    }
  });
});

describe('the work of a bench', () => {
  it('has inputs that any language can make alike', () => {
    // From torchWorker.py.
    expect([...fillUniform(new Float32Array(3), 1)]).toEqual([
      -0.2918570041656494, -1.3083176612854004, 1.9743452072143555,
    ]);
    expect([...tokens(4, 4000, 7)]).toEqual([3399, 171, 2651, 2680]);
  });

  it('samples all of a result, or spreads over it', () => {
    const values = Float32Array.from({ length: 200_000 }, (_, i) => i);
    expect([...sample(values.subarray(0, 5))]).toEqual([0, 1, 2, 3, 4]);
    const spread = sample(values);
    expect(spread.length).toBeLessThanOrEqual(65_537);
    expect(spread[spread.length - 1]).toBeGreaterThan(199_990);
  });

  it('counts the multiply-adds of pairs that may meet', () => {
    const all = { kind: 'attention', B: 2, H: 3, L: 7, D: 5, gradients: false } as const;
    const pairs = (visible: Visibility) => multiplyAdds({ ...all, visible }) / (2 * 3 * 5);
    expect(multiplyAdds(all)).toBe(2 * 3 * 5 * 2 * 49);
    expect(pairs({ kind: 'causal' })).toBe(2 * 28);
    expect(pairs({ kind: 'lengths', lengths: [7, 4] })).toBe(77);
    expect(pairs({ kind: 'window', size: 1 })).toBe(2 * 19);
    expect(pairs({ kind: 'window', size: 9 })).toBe(2 * 49);
  });

  it('writes the bytes of an ONNX model', () => {
    const text = new TextDecoder('latin1').decode(attentionModel([1, 8, 300, 64]));
    expect(text).toContain('Attention');
    // Length 300 in seven bits a byte, as dimension, in tensor shape.
    expect(text).toContain('\x0a\x03\x08\xac\x02');
  });
});
