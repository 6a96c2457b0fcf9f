import { describe, expect, it } from 'vitest';
import { learningCurve, learningPanels } from './learningCurve.ts';

const points = [
  { step: 100, loss: 6 },
  { step: 200, loss: 3, validLoss: 3.5, bleu: 10 },
  { step: 300, loss: Number.NaN, validLoss: null },
  { step: 400, loss: 1.25, validLoss: 1.5, bleu: 42.25 },
];

describe('learningCurve', () => {
  it('draws losses and BLEU, each over its own axis from 0, and says so in words', () => {
    const [loss, bleu] = learningPanels(points);
    expect(loss.description).toBe(
      'training: from 6.00 at 100 to 1.25 at 400. validation: from 3.50 at 200 to 1.50 at 400.',
    );
    expect(bleu.description).toBe('validation: from 10.0 at 200 to 42.3 at 400.');
    // From x = 46 (0) to 402 (400) and y = 214 (0) to 50 (the last tick, 6): the middle value is half way.
    expect(loss.body).toContain('d="M135 50L224 132L402 179.8"');
    expect(loss.body).toContain('>6</text>');
    expect(bleu.body).toContain('>50</text>');
    expect(bleu.body).toContain('>400</text>');
  });

  it('gives its numbers as a table, of at most twenty rows', () => {
    const [loss] = learningPanels(points);
    expect(loss.table).toEqual({
      headings: ['updates', 'training', 'validation'],
      rows: [
        ['100', '6.00', '–'],
        ['200', '3.00', '3.50'],
        ['400', '1.25', '1.50'],
      ],
    });
    const many = Array.from({ length: 47 }, (_, i) => ({ step: i + 1, loss: 1 }));
    const { rows } = learningPanels(many)[0].table!;
    expect(rows.length).toBeLessThanOrEqual(20);
    expect(rows.at(-1)).toEqual(['47', '1.00']);
  });

  it('is one SVG file with a name', () => {
    const svg = learningCurve(points, 'How <it> went');
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg".*<\/svg>\n$/s);
    expect(svg).toContain('<title>How &lt;it&gt; went</title>');
    expect(svg).not.toMatch(/NaN|undefined/);
  });

  it('leaves out what was not measured, and draws a single point', () => {
    expect(learningPanels([{ step: 5 }])).toEqual([]);
    expect(learningPanels([]).length).toBe(0);
    expect(learningCurve([])).not.toMatch(/NaN|Infinity/);
    const [only] = learningPanels([{ step: 0, bleu: 0 }]);
    expect(only.title).toBe('BLEU');
    expect(only.body).not.toMatch(/NaN|Infinity/);
  });

  it('stays small however many steps there were', () => {
    const many = Array.from({ length: 200_000 }, (_, i) => ({ step: i + 1, loss: 1 + 1 / (i + 1) }));
    expect(learningCurve(many).length).toBeLessThan(20_000);
  });
});
