// Draws the attention map of one translated sentence as SVG, as in the README:
//   node scripts/attentionPicture.ts MODEL_DIR "Une phrase." > docs/attention.svg
import { ModelDirectory } from '../src/tasks/node/index.ts';
import { translation } from '../src/tasks/translation/index.ts';
import { heatmap, standaloneSvg } from '../src/viz/index.ts';

const [directory, sentence] = process.argv.slice(2);
const translator = await new ModelDirectory(directory).load(translation);
const [{ source, target, map }] = await translator.translate([sentence], { needAttention: true });
if (map === null) throw new Error('this model has no attention to show');
process.stdout.write(standaloneSvg(heatmap(map, { title: `${source} → ${target}` })));
