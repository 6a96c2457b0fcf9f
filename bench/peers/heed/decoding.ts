import { generate } from '../../../src/generation/index.ts';
import { ModelDirectory } from '../../../src/tasks/node/index.ts';
import { translation } from '../../../src/tasks/translation/index.ts';
import { tensor } from '../../../src/tensor/index.ts';
import type { Prepared } from '../peer.ts';
import type { DecodingWork } from '../work.ts';

export async function decoding({ directory, sources }: DecodingWork): Promise<Prepared> {
  const { model, tokenizer } = await new ModelDirectory(directory).load(translation);
  const { bosId, eosId, padId } = tokenizer;
  const decode = async (source: readonly number[]): Promise<readonly number[]> => {
    using ids = tensor(Int32Array.from(source), { shape: [1, source.length] });
    const [result] = await generate(model, { ids, lengths: [source.length] }, { bosId, eosId, padId });
    return result.finished ? [...result.tokens, eosId] : result.tokens;
  };
  return {
    async run() {
      for (const source of sources) await decode(source);
    },
    /** All tokens generated, one after another, the ends included. */
    async results() {
      const all: number[] = [];
      for (const source of sources) all.push(...(await decode(source)));
      return [all];
    },
    dispose: () => model.dispose(),
  };
}
