// One time step of a recurrent network after its matrix products, forward and backward, for `rows` sequences, all
// dense. A sequence whose length (int32 at `lengths`; none when 0) is at or below `step` has ended: its state passes
// through unchanged. Gates lie side by side in a row, in PyTorch's order; biases are added here.
import { sigmoid, tanh } from './functions';
import { constant, loadPart, madd, storePart } from './simd';

const ONE = memory.data<f32>([1.0]);

// @ts-ignore: decorator
@inline
function hasEnded(lengths: usize, row: i32, step: i32): bool {
  return lengths != 0 && step >= load<i32>(lengths + (<usize>row << 2));
}

// `lanes` is a constant at each call: 4 inside a row, fewer at its end.
// @ts-ignore: decorator
@inline
function read(p: usize, lanes: i32): v128 {
  return lanes == 4 ? v128.load(p) : loadPart(p, lanes);
}

// @ts-ignore: decorator
@inline
function write(p: usize, x: v128, lanes: i32): void {
  if (lanes == 4) v128.store(p, x);
  else storePart(p, x, lanes);
}

// @ts-ignore: decorator
@inline
function sum3(x: usize, y: usize, z: usize, lanes: i32): v128 {
  return f32x4.add(read(x, lanes), f32x4.add(read(y, lanes), read(z, lanes)));
}

/** x += y in memory. */
// @ts-ignore: decorator
@inline
function addTo(x: usize, y: v128, lanes: i32): void {
  write(x, f32x4.add(read(x, lanes), y), lanes);
}

function addRow(x: usize, y: usize, n: i32): void {
  const end = x + (<usize>n << 2);
  for (; x + 16 <= end; x += 16) {
    addTo(x, v128.load(y), 4);
    y += 16;
  }
  for (; x < end; x += 4) {
    store<f32>(x, load<f32>(x) + load<f32>(y));
    y += 4;
  }
}

// LSTM (Hochreiter and Schmidhuber, 1997; forget gate by Gers et al., 2000): i, f, g, o.

// @ts-ignore: decorator
@inline
function lstmLanes(n: usize, gates: usize, b: usize, d: usize, c: usize, cNext: usize, hNext: usize, lanes: i32): void {
  const i = sigmoid(sum3(gates, b, d, lanes));
  const f = sigmoid(sum3(gates + n, b + n, d + n, lanes));
  const g = tanh(sum3(gates + 2 * n, b + 2 * n, d + 2 * n, lanes));
  const o = sigmoid(sum3(gates + 3 * n, b + 3 * n, d + 3 * n, lanes));
  const cell = madd(f, read(c, lanes), f32x4.mul(i, g));
  write(gates, i, lanes);
  write(gates + n, f, lanes);
  write(gates + 2 * n, g, lanes);
  write(gates + 3 * n, o, lanes);
  write(cNext, cell, lanes);
  write(hNext, f32x4.mul(o, tanh(cell)), lanes);
}

/** c' = f c + i g and h' = o tanh(c'). `gates` [rows, 4H] holds sums without biases, then the gates. */
export function lstmStep(
  rows: i32, hidden: i32, step: i32, lengths: usize,
  gates: usize, biasInput: usize, biasHidden: usize,
  h: usize, hNext: usize, c: usize, cNext: usize,
): void {
  const n = <usize>hidden << 2;
  const whole = <usize>(hidden & ~3) << 2;
  const rest = hidden & 3;
  for (let row = 0; row < rows; row++) {
    if (hasEnded(lengths, row, step)) {
      memory.copy(hNext, h, n);
      memory.copy(cNext, c, n);
    } else {
      for (let j: usize = 0; j < whole; j += 16) {
        lstmLanes(n, gates + j, biasInput + j, biasHidden + j, c + j, cNext + j, hNext + j, 4);
      }
      if (rest) {
        lstmLanes(n, gates + whole, biasInput + whole, biasHidden + whole, c + whole, cNext + whole, hNext + whole, rest);
      }
    }
    gates += 4 * n;
    h += n; hNext += n; c += n; cNext += n;
  }
}

// @ts-ignore: decorator
@inline
function lstmGradientLanes(n: usize, gates: usize, c: usize, cNext: usize, dhNext: usize, dc: usize, lanes: i32): void {
  const one = constant(ONE, 0);
  const i = read(gates, lanes);
  const f = read(gates + n, lanes);
  const g = read(gates + 2 * n, lanes);
  const o = read(gates + 3 * n, lanes);
  const t = tanh(read(cNext, lanes));
  const dh = read(dhNext, lanes);
  const d = madd(f32x4.mul(dh, o), f32x4.sub(one, f32x4.mul(t, t)), read(dc, lanes));
  write(gates, f32x4.mul(f32x4.mul(d, g), f32x4.mul(i, f32x4.sub(one, i))), lanes);
  write(gates + n, f32x4.mul(f32x4.mul(d, read(c, lanes)), f32x4.mul(f, f32x4.sub(one, f))), lanes);
  write(gates + 2 * n, f32x4.mul(f32x4.mul(d, i), f32x4.sub(one, f32x4.mul(g, g))), lanes);
  write(gates + 3 * n, f32x4.mul(f32x4.mul(dh, t), f32x4.mul(o, f32x4.sub(one, o))), lanes);
  write(dc, f32x4.mul(d, f), lanes);
}

/** `gates` become the gradients of the sums, `dc` that of c; what reaches h past the gates is left to a matrix product. */
export function lstmStepGradient(
  rows: i32, hidden: i32, step: i32, lengths: usize,
  gates: usize, c: usize, cNext: usize, dh: usize, dhNext: usize, dc: usize,
): void {
  const n = <usize>hidden << 2;
  const whole = <usize>(hidden & ~3) << 2;
  const rest = hidden & 3;
  for (let row = 0; row < rows; row++) {
    if (hasEnded(lengths, row, step)) {
      memory.fill(gates, 0, 4 * n);
      addRow(dh, dhNext, hidden);
    } else {
      for (let j: usize = 0; j < whole; j += 16) {
        lstmGradientLanes(n, gates + j, c + j, cNext + j, dhNext + j, dc + j, 4);
      }
      if (rest) lstmGradientLanes(n, gates + whole, c + whole, cNext + whole, dhNext + whole, dc + whole, rest);
    }
    gates += 4 * n;
    c += n; cNext += n; dh += n; dhNext += n; dc += n;
  }
}

// GRU (Cho et al., 2014), with the reset gate after the product as in cuDNN and PyTorch: r, z, n.

// @ts-ignore: decorator
@inline
function gruLanes(n: usize, x: usize, y: usize, b: usize, d: usize, h: usize, hNext: usize, lanes: i32): void {
  const r = sigmoid(f32x4.add(read(y, lanes), sum3(x, b, d, lanes)));
  const z = sigmoid(f32x4.add(read(y + n, lanes), sum3(x + n, b + n, d + n, lanes)));
  const q = f32x4.add(read(y + 2 * n, lanes), read(d + 2 * n, lanes));
  const s = tanh(madd(r, q, f32x4.add(read(x + 2 * n, lanes), read(b + 2 * n, lanes))));
  write(x, r, lanes);
  write(x + n, z, lanes);
  write(x + 2 * n, s, lanes);
  write(y + 2 * n, q, lanes);
  write(hNext, madd(z, f32x4.sub(read(h, lanes), s), s), lanes);
}

/**
 * h' = (1 - z) n + z h, n = tanh(x_n + r q), q = y_n. `x` and `y` [rows, 3H] hold the sums over input and state without
 * biases, then `x` the gates and the last third of `y` q.
 */
export function gruStep(
  rows: i32, hidden: i32, step: i32, lengths: usize,
  x: usize, y: usize, biasInput: usize, biasHidden: usize, h: usize, hNext: usize,
): void {
  const n = <usize>hidden << 2;
  const whole = <usize>(hidden & ~3) << 2;
  const rest = hidden & 3;
  for (let row = 0; row < rows; row++) {
    if (hasEnded(lengths, row, step)) memory.copy(hNext, h, n);
    else {
      for (let j: usize = 0; j < whole; j += 16) {
        gruLanes(n, x + j, y + j, biasInput + j, biasHidden + j, h + j, hNext + j, 4);
      }
      if (rest) gruLanes(n, x + whole, y + whole, biasInput + whole, biasHidden + whole, h + whole, hNext + whole, rest);
    }
    x += 3 * n; y += 3 * n;
    h += n; hNext += n;
  }
}

// @ts-ignore: decorator
@inline
function gruGradientLanes(n: usize, x: usize, y: usize, h: usize, dh: usize, dhNext: usize, lanes: i32): void {
  const one = constant(ONE, 0);
  const r = read(x, lanes);
  const z = read(x + n, lanes);
  const s = read(x + 2 * n, lanes);
  const d = read(dhNext, lanes);
  const dSum = f32x4.mul(f32x4.mul(d, f32x4.sub(one, z)), f32x4.sub(one, f32x4.mul(s, s)));
  const dReset = f32x4.mul(f32x4.mul(dSum, read(y + 2 * n, lanes)), f32x4.mul(r, f32x4.sub(one, r)));
  const dUpdate = f32x4.mul(f32x4.mul(d, f32x4.sub(read(h, lanes), s)), f32x4.mul(z, f32x4.sub(one, z)));
  write(x, dReset, lanes);
  write(x + n, dUpdate, lanes);
  write(x + 2 * n, dSum, lanes);
  write(y, dReset, lanes);
  write(y + n, dUpdate, lanes);
  write(y + 2 * n, f32x4.mul(dSum, r), lanes);
  addTo(dh, f32x4.mul(d, z), lanes);
}

/** `x` and `y` become the gradients of the sums; `dh` gains what reaches h directly. */
export function gruStepGradient(
  rows: i32, hidden: i32, step: i32, lengths: usize, x: usize, y: usize, h: usize, dh: usize, dhNext: usize,
): void {
  const n = <usize>hidden << 2;
  const whole = <usize>(hidden & ~3) << 2;
  const rest = hidden & 3;
  for (let row = 0; row < rows; row++) {
    if (hasEnded(lengths, row, step)) {
      memory.fill(x, 0, 3 * n);
      memory.fill(y, 0, 3 * n);
      addRow(dh, dhNext, hidden);
    } else {
      for (let j: usize = 0; j < whole; j += 16) gruGradientLanes(n, x + j, y + j, h + j, dh + j, dhNext + j, 4);
      if (rest) gruGradientLanes(n, x + whole, y + whole, h + whole, dh + whole, dhNext + whole, rest);
    }
    x += 3 * n; y += 3 * n;
    h += n; dh += n; dhNext += n;
  }
}

// The plain network (Elman, 1990).

// @ts-ignore: decorator
@inline
function rnnLanes(relu: bool, sums: usize, b: usize, d: usize, hNext: usize, lanes: i32): void {
  const s = sum3(sums, b, d, lanes);
  write(hNext, relu ? f32x4.pmax(s, f32x4.splat(0)) : tanh(s), lanes);
}

/** h' = tanh(sums), or max(0, sums) when `relu`; `sums` [rows, H] without biases. */
export function rnnStep(
  rows: i32, hidden: i32, step: i32, lengths: usize, relu: bool,
  sums: usize, biasInput: usize, biasHidden: usize, h: usize, hNext: usize,
): void {
  const n = <usize>hidden << 2;
  const whole = <usize>(hidden & ~3) << 2;
  const rest = hidden & 3;
  for (let row = 0; row < rows; row++) {
    if (hasEnded(lengths, row, step)) memory.copy(hNext, h, n);
    else {
      for (let j: usize = 0; j < whole; j += 16) rnnLanes(relu, sums + j, biasInput + j, biasHidden + j, hNext + j, 4);
      if (rest) rnnLanes(relu, sums + whole, biasInput + whole, biasHidden + whole, hNext + whole, rest);
    }
    sums += n; h += n; hNext += n;
  }
}

// @ts-ignore: decorator
@inline
function rnnGradientLanes(relu: bool, sums: usize, hNext: usize, dhNext: usize, lanes: i32): void {
  const h = read(hNext, lanes);
  const d = read(dhNext, lanes);
  const tanhSlope = f32x4.sub(constant(ONE, 0), f32x4.mul(h, h));
  write(sums, relu ? v128.and(d, f32x4.gt(h, f32x4.splat(0))) : f32x4.mul(d, tanhSlope), lanes);
}

/** `sums` become their gradients. */
export function rnnStepGradient(
  rows: i32, hidden: i32, step: i32, lengths: usize, relu: bool, sums: usize, hNext: usize, dh: usize, dhNext: usize,
): void {
  const n = <usize>hidden << 2;
  const whole = <usize>(hidden & ~3) << 2;
  const rest = hidden & 3;
  for (let row = 0; row < rows; row++) {
    if (hasEnded(lengths, row, step)) {
      memory.fill(sums, 0, n);
      addRow(dh, dhNext, hidden);
    } else {
      for (let j: usize = 0; j < whole; j += 16) rnnGradientLanes(relu, sums + j, hNext + j, dhNext + j, 4);
      if (rest) rnnGradientLanes(relu, sums + whole, hNext + whole, dhNext + whole, rest);
    }
    sums += n; hNext += n; dh += n; dhNext += n;
  }
}
