import { observeAttention } from '../../attention/index.ts';
import type { SpeechFrames } from '../../data/index.ts';
import { attentionViews, type SpeechClassifier } from '../../tasks/index.ts';
import { noGrad, tidy } from '../../tensor/index.ts';
import { headGrid, type Matrix, type Picture, spectrogramMap } from '../../viz/index.ts';
import { percent } from '../ui/format.ts';
import { likeliest, meanWeights } from './labelReport.ts';
import type { Drawing } from './taskCommand.ts';

/** Self-attention of longer recordings, all places by all, would not fit into memory. */
const MOST_PLACES = 1500;

/** A row for each frame. */
export function spectrogramOf({ frames, T, M }: SpeechFrames): Matrix {
  return Array.from({ length: T }, (_, t) => frames.subarray(t * M, (t + 1) * M));
}

/** Which moments of a recording told its label, and where the model has self-attention, which moments looked at which. */
export async function drawSpeech(
  classifier: SpeechClassifier,
  file: string,
  frames: SpeechFrames,
): Promise<Drawing> {
  const [labelling] = await classifier.label([frames], { needAttention: true });
  const [best] = likeliest(labelling, classifier.labels.labels);
  const queries = labelling.attention ?? [];
  const all = queries.length > 1 ? [{ title: 'The telling moments', weights: meanWeights(queries) }] : [];
  const each = queries.map((weights, q) => ({
    title: queries.length > 1 ? `Query ${q + 1}` : 'The telling moments',
    weights,
  }));
  const { frequencies, features } = classifier;
  const sound = { spectrogram: spectrogramOf(frames) };
  const options = { hop: features.hopMs / 1000, frequencies };
  return {
    title: `${best.label} (${percent(best.probability)}): ${file}`,
    summary:
      'Which moments of the recording told the label, and where the model has self-attention, which moments looked at which.',
    examples: [],
    pictures: [
      ...[...all, ...each].map(({ title, weights }) =>
        spectrogramMap({ ...sound, weights }, { ...options, title }),
      ),
      ...selfAttention(classifier, frames),
    ],
  };
}

function selfAttention(classifier: SpeechClassifier, frames: SpeechFrames): Picture[] {
  const places = classifier.lengthOf(frames);
  if (places > MOST_PLACES) return [];
  const { maps } = observeAttention(classifier.model, () =>
    noGrad(() => tidy(() => void classifier.forward([frames]))),
  );
  const hop = (classifier.model.stride * classifier.features.hopMs) / 1000;
  const times = Array.from({ length: places }, (_, place) => `${(place * hop).toFixed(2)} s`);
  return attentionViews(maps)
    .filter(({ layers: [[map]] }) => map.length === places)
    .map(({ layers }) =>
      headGrid({ source: times, target: times, layers }, { title: 'Each moment looks at those around it' }),
    );
}
