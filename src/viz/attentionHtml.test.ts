import { describe, expect, it } from 'vitest';
import { ShapeError } from '../tensor/errors.ts';
import { attentionReport } from './attentionHtml.ts';
import { REPORT_SCRIPT } from './reportScript.ts';

const example = {
  source: ['Bonjour', 'le', 'monde'],
  target: ['Hello', 'world'],
  weights: [
    [0.8, 0.05, 0.15],
    [0.1, 0.4, 0.5],
  ],
};
const html = attentionReport({
  title: 'Maps <1>',
  summary: 'Quick & small.',
  figures: [{ label: 'BLEU', value: '94.1' }],
  curve: [{ step: 10, loss: 3 }],
  examples: [
    example,
    { ...example, heads: [{ name: 'head "1"', weights: example.weights }], reference: 'Hi, world' },
  ],
  footer: 'The end',
});
const numbers = (page: string) =>
  [...page.matchAll(/<script type="application\/json">(.*?)<\/script>/g)].map(([, json]) => JSON.parse(json));

describe('attentionReport', () => {
  it('asks nothing of the network', () => {
    const addresses = html.match(/\w+:\/\/[^"'\s)]*/g) ?? [];
    expect(new Set(addresses)).toEqual(new Set(['http://www.w3.org/2000/svg']));
    expect(html).not.toMatch(/\s(?:src|href)=|url\(|@import|<link/);
  });

  it('holds each map as a table that reads without a script, and as exact numbers', () => {
    expect(html.match(/<table/g)!.length).toBe(2);
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

  it('offers a choice where there are several maps, and says which is shown', () => {
    expect(html.match(/role="group"/g)!.length).toBe(1);
    expect(html).toMatch(/data-map="0" aria-pressed="true">.*mean<\/button>/);
    expect(html).toMatch(/data-map="1" aria-pressed="false">.*head &quot;1&quot;<\/button>/);
  });

  it('escapes all that is given', () => {
    const evil = '</script><img src=x onerror=alert(1)>"\'&';
    const page = attentionReport({
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
          heads: [{ name: evil, weights: [[1]] }],
        },
      ],
      footer: evil,
    });
    expect(page).not.toContain('<img');
    expect(page.match(/<\/script>/g)!.length).toBe(2);
    expect(numbers(page)).toEqual([[[[10000]], [[10000]]]]);
  });

  it('leaves out what is not given', () => {
    const page = attentionReport({ title: 'Empty', examples: [] });
    expect(page).not.toMatch(/>undefined|<h2>|<dl|<footer/);
    expect(attentionReport({ title: 'x', examples: [{ source: [], target: [], weights: [] }] })).not.toMatch(
      /NaN|>undefined/,
    );
  });

  it('refuses weights that do not fit, of the example and of a head', () => {
    const report = (change: object) => () =>
      attentionReport({ title: 'x', examples: [{ ...example, ...change }] });
    expect(report({ weights: [[1]] })).toThrow(ShapeError);
    expect(report({ heads: [{ name: 'head 1', weights: [[1]] }] })).toThrow(
      'attentionReport: weights must be a row for each',
    );
  });
});

it('the script is valid JavaScript', () => {
  expect(() => new Function(REPORT_SCRIPT)).not.toThrow();
});
