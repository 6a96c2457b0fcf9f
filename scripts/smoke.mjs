// Runs the built package as an application would: imports it by name, attends, and says how long that took.
const began = performance.now();
const { attention, dot, softmax, tensor } = await import('heed');
const states = tensor([
  [
    [1.0, 0.5],
    [0.8, 1.2],
    [0.2, 1.5],
  ],
]);
const query = tensor([[[0.8, 0.3]]]);
const { output } = attention({ score: dot(), normalizer: softmax() })(query, states, states);
const context = await output.data();
const milliseconds = performance.now() - began;

const expected = [0.7178, 1.0239];
const close = expected.every((value, i) => Math.abs(context[i] - value) < 1e-3);
console.log(
  `Node ${process.version}: import to first attention result in ${milliseconds.toFixed(0)} ms: [${[...context].join(', ')}]`,
);
if (!close) {
  console.error(`expected about [${expected.join(', ')}]`);
  process.exit(1);
}
