// Greedy decoding, one sentence at a time:
//   node bench/decoding.ts MODEL_DIR SENTENCES.txt
// Translations go to standard output, sentences a second to standard error. bench/peers/torchGreedy.py does the same in
// PyTorch with the same checkpoint.
import { readFileSync } from 'node:fs';
import { ModelDirectory } from '../src/tasks/node/index.ts';
import { translation } from '../src/tasks/translation/index.ts';

const [directory, file] = process.argv.slice(2);
const translator = await new ModelDirectory(directory).load(translation);
const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
for (const line of lines.slice(0, 10)) await translator.translate([line]);

const targets: string[] = [];
const began = performance.now();
for (const line of lines) targets.push((await translator.translate([line]))[0].target);
const seconds = (performance.now() - began) / 1000;
console.log(targets.join('\n'));
console.error(
  `${lines.length} sentences in ${seconds.toFixed(2)} s: ${(lines.length / seconds).toFixed(1)} sentences/s`,
);
