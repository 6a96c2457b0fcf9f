import { describe, expect, it } from 'vitest';
import { expectClosed } from '../../../test/support/picture.ts';
import { ShapeError } from '../../tensor/errors.ts';
import { textMap } from '../pictures/textMap.ts';
import { attentionPage } from './attentionPage.ts';
import { PAGE_SCRIPT } from './script.ts';

const example = {
  source: ['Bonjour', 'le', 'monde'],
  target: ['Hello', 'world'],
  weights: [
    [0.8, 0.05, 0.15],
    [0.1, 0.4, 0.5],
  ],
};
const html = attentionPage({
  title: 'Maps <1>',
  summary: 'Quick & small.',
  figures: [{ label: 'BLEU', value: '94.1' }],
  curve: [{ step: 10, loss: 3 }],
  examples: [example, { ...example, name: 'mean "1"', layers: [[example.weights]], reference: 'Hi, world' }],
  footer: 'The end',
});
const numbers = (page: string) =>
  [...page.matchAll(/<script type="application\/json">(.*?)<\/script>/g)].map(([, json]) => JSON.parse(json));

describe('attentionPage', () => {
  it('asks nothing of the network', () => {
    const addresses = html.match(/\w+:\/\/[^"'\s)]*/g) ?? [];
    expect(new Set(addresses)).toEqual(new Set(['http://www.w3.org/2000/svg']));
    expect(html).not.toMatch(/\s(?:src|href)=|url\(|@import|<link/);
  });

  it('holds each map as a table that reads without a script, and as exact numbers', () => {
    expect(html.match(/<table class="map"/g)!.length).toBe(2);
    expect(html).toContain('<th scope="col" data-s="2"><span><bdi>monde</bdi></span></th>');
    expect(html).toContain(
      '<tr><th scope="row" data-t="1"><bdi>world</bdi></th><td class="w4" data-t="1" data-s="0">.10</td>',
    );
    expect(numbers(html)).toEqual([
      [
        [
          [8000, 500, 1500],
          [1000, 4000, 5000],
        ],
      ],
      Array(2).fill([
        [8000, 500, 1500],
        [1000, 4000, 5000],
      ]),
    ]);
  });

  it('closes its elements, and names the pictures in it', () => {
    expectClosed(
      html
        .replace(/<script.*?<\/script>/gs, '')
        .replace(/<(?:meta|input|br)[^>]*>/g, '')
        .replace('<!doctype html>', ''),
    );
    for (const [svg] of html.matchAll(/<svg .*?<\/svg>/gs)) {
      expect(svg).toMatch(/aria-hidden="true"|role="img"[^>]*><title>[^<]+<\/title><desc>/);
    }
  });

  it('draws lines, whose layer and heads are chosen without a script', () => {
    const { source, target, weights } = example;
    const layers = [
      [weights, weights, weights],
      [weights, weights],
    ];
    const page = attentionPage({
      title: 'x',
      examples: [
        { source, target, layers },
        { source, target, layers },
      ],
    });
    expect(page.match(/type="radio"/g)!.length).toBe(4);
    expect(new Set(page.match(/name="layer-\d"/g)).size).toBe(2);
    expect(page.match(/type="checkbox"/g)!.length).toBe(6);
    expect(page).toContain('.lines:has([type=checkbox][value="2"]:not(:checked)) .head-2{display:none}');
    expect(page).toContain(
      '.lines:has([type=radio][value="1"]:checked) [data-layer]:not([data-layer="1"]){display:none}',
    );
    expect(page.match(/<div class="scroll" data-layer="1">/g)!.length).toBe(2);
    expect(numbers(page)[0].length).toBe(6);
  });

  it('shows the mean of all heads where no map is given, and asks for one', () => {
    const { source, target, weights } = example;
    const other = weights.map((row) => row.map((weight) => weight / 2));
    const page = attentionPage({ title: 'x', examples: [{ source, target, layers: [[weights], [other]] }] });
    expect(numbers(page)[0][0][0][0]).toBe(6000);
    expect(() => attentionPage({ title: 'x', examples: [{ source, target }] })).toThrow(ShapeError);
  });

  it('shows pictures with their numbers, and then needs no script', () => {
    const page = attentionPage({ title: 'x', pictures: [textMap({ words: ['<b>'], weights: [1] })] });
    expect(page).toContain('<figcaption>What counted</figcaption>');
    expect(page).toContain('<tr><th scope="row"><bdi>&lt;b&gt;</bdi></th><td><bdi>1.00</bdi></td></tr>');
    expect(page).not.toContain('<script');
  });

  it('writes from right to left what is read so', () => {
    const page = attentionPage({
      title: 'x',
      examples: [{ source: ['قط', 'نام'], target: ['cat'], weights: [[1, 0]] }],
    });
    expect(page).toContain('data-side="source" dir="rtl"');
    expect(page).toContain('data-side="target" dir="ltr"');
  });

  it('offers a choice where there are several maps, and says which is shown', () => {
    expect(html.match(/role="group"/g)!.length).toBe(1);
    expect(html).toMatch(
      /data-map="0" aria-pressed="true" aria-label="mean &quot;1&quot;">.*?mean &quot;1&quot;<\/button>/,
    );
    expect(html).toMatch(/data-map="1" aria-pressed="false" aria-label="head 1">.*?head 1<\/button>/);
  });

  it('escapes all that is given', () => {
    const evil = '</script><img src=x onerror=alert(1)>"\'&';
    const page = attentionPage({
      title: evil,
      summary: evil,
      figures: [{ label: evil, value: evil }],
      examples: [
        {
          title: evil,
          reference: evil,
          source: [evil],
          target: [evil],
          weights: [[1]],
          layers: [[[[1]]]],
          name: evil,
        },
      ],
      footer: evil,
    });
    expect(page).not.toContain('<img');
    expect(page.match(/<\/script>/g)!.length).toBe(2);
    expect(numbers(page)).toEqual([[[[10000]], [[10000]]]]);
  });

  it('leaves out what is not given', () => {
    const page = attentionPage({ title: 'Empty', examples: [] });
    expect(page).not.toMatch(/>undefined|<h2>|<dl|<footer/);
    expect(attentionPage({ title: 'x', examples: [{ source: [], target: [], weights: [] }] })).not.toMatch(
      /NaN|>undefined/,
    );
  });

  it('refuses weights that do not fit, of the example and of a head', () => {
    const report = (change: object) => () =>
      attentionPage({ title: 'x', examples: [{ ...example, ...change }] });
    expect(report({ weights: [[1]] })).toThrow(ShapeError);
    expect(report({ layers: [[[[1]]]] })).toThrow('attentionPage: weights must be a row for each');
  });
});

it('the script is valid JavaScript', () => {
  expect(() => new Function(PAGE_SCRIPT)).not.toThrow();
});
