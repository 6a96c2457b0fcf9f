import { expect, it } from 'vitest';
import { ShapeError, ValueError } from '../tensor/errors.ts';
import { renderSound } from './soundText.ts';

/** Low and then high: 6 frames of 3 bands. */
const spectrogram = [
  ...Array.from({ length: 3 }, () => [9, 0, 0]),
  ...Array.from({ length: 3 }, () => [0, 0, 9]),
];

it('draws time across, high above low, and attention below the moments that it is paid to', () => {
  const lines = renderSound({ spectrogram, weights: [0.2, 0.8] }, { color: false, width: 30 }).split('\n');
  expect(lines).toEqual([
    '     high  ·  ·  ·  █████████',
    '           ·  ·  ·  ·  ·  ·',
    '      low  █████████·  ·  ·',
    '',
    'attention  ░░░░░░░░░█████████',
    '  seconds  0.00',
  ]);
});

it('keeps within the width, however long the sound is, and says when', () => {
  const long = Array.from({ length: 997 }, (_, t) => [t, 997 - t]);
  const text = renderSound({ spectrogram: long, weights: long.map(() => 1) }, { color: false, width: 41 });
  const lines = text.split('\n');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(41);
  expect(lines.at(-1)).toBe('  seconds  0.00      3.32      6.65');
});

it('shades silence, and no attention, as least', () => {
  const text = renderSound({ spectrogram: [[0], [0]], weights: [0, 0] }, { color: false });
  expect(text).not.toMatch(/[░▒▓█]/);
  expect(renderSound({ spectrogram, weights: [1] }, { color: true })).toContain('\x1b[48;2;');
});

it('refuses what cannot be drawn', () => {
  expect(() => renderSound({ spectrogram: [[1], [1, 2]], weights: [1] }, { color: false })).toThrow(
    ShapeError,
  );
  expect(() => renderSound({ spectrogram: [[1]], weights: [1, 2] }, { color: false })).toThrow(
    'weights must be one for each of 1 frames, or fewer; got 2',
  );
  expect(() => renderSound({ spectrogram, weights: [1] }, { color: false, width: 20 })).toThrow(ValueError);
});
