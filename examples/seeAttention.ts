// Attention over three states, as every tutorial has it, and where it looks.
import { attention, attentionMap, dot, renderAttention, softmax, tensor } from 'heed';

const states = tensor([
  [
    [1.0, 0.5],
    [0.8, 1.2],
    [0.2, 1.5],
  ],
]); // [B, S, E]
const query = tensor([[[0.8, 0.3]]]); // [B, L, E]

const attend = attention({ score: dot(), normalizer: softmax() });
const { output } = attend(query, states, states);
console.log('context', await output.toArray());

const [weights] = (await attentionMap(attend, query, states).toArray()) as number[][][];
console.log(renderAttention({ source: ['h1', 'h2', 'h3'], target: ['s0'], weights }, { color: false }));
