import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layerAttention } from '../../test/support/attentionMaps.ts';
import { displayWidth } from './displayWidth.ts';
import { renderText } from './textShades.ts';

const text = { words: ['a', 'moving', '映画', '!'], weights: [0, 0.6, 1, 0.3] };

describe('renderText', () => {
  it('without colour stands shades below the words', () => {
    expect(renderText(text, { color: false })).toBe('a moving 映画 !\n· ▓▓▓▓▓▓ ████ ░');
  });

  it('in colour shades the words themselves, in ink that reads on it', () => {
    expect(renderText({ words: ['no', 'yes'], weights: [0, 1] }, { color: true })).toBe(
      '\x1b[48;2;29;33;48m\x1b[38;5;231mno\x1b[0m \x1b[48;2;182;254;215m\x1b[38;5;16myes\x1b[0m',
    );
    expect(stripVTControlCharacters(renderText(text, { color: 256 }))).toBe('a moving 映画 !');
  });

  it('is never wider than asked, and keeps all words', () => {
    fc.assert(
      fc.property(
        layerAttention,
        fc.integer({ min: 10, max: 90 }),
        fc.constantFrom(true, false),
        ({ source, layers: [[[weights]]] }, width, color) => {
          const lines = stripVTControlCharacters(
            renderText({ words: source, weights }, { color, width }),
          ).split('\n');
          for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
        },
      ),
    );
  });

  it('refuses what does not fit', () => {
    expect(() => renderText({ words: ['a'], weights: [1, 2] }, { color: false })).toThrow(
      'renderText: weights must be 1 numbers',
    );
    expect(() => renderText(text, { color: false, width: 5 })).toThrow('at least 10');
  });
});
