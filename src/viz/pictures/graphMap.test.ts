import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectPicture } from '../../../test/support/picture.ts';
import { ShapeError, ValueError } from '../../tensor/errors.ts';
import { type AttentionGraph, graphMap } from './graphMap.ts';
import { hopLayout } from './hopLayout.ts';

const graph: AttentionGraph = {
  nodes: [{ name: 'a', kind: 0 }, { name: 'b', kind: 1 }, { name: 'c', kind: 1 }, { name: 'd' }],
  edges: [
    { from: 0, to: 0, weight: 0.2 },
    { from: 0, to: 1, weight: 0.7 },
    { from: 1, to: 0, weight: 0.5 },
    { from: 1, to: 2, weight: 0.1 },
  ],
  center: 0,
};
const anyGraph = fc.integer({ min: 1, max: 30 }).chain((count) => {
  const node = fc.integer({ min: 0, max: count - 1 });
  const name = fc.string({ unit: 'grapheme', maxLength: 20 });
  return fc.record({
    nodes: fc.array(fc.record({ name, kind: fc.option(fc.nat(9), { nil: undefined }) }), {
      minLength: count,
      maxLength: count,
    }),
    edges: fc.array(fc.record({ from: node, to: node, weight: fc.double({ min: -1, max: 1, noNaN: true }) })),
    center: node,
  });
});

describe('graphMap', () => {
  it('draws a line for each edge, the strongest last and thickest, and a dot for each node', () => {
    const { body } = graphMap(graph, { kinds: ['theory', 'practice'] });
    const tips = [...body.matchAll(/<path [^>]*stroke-width="([\d.]+)"[^>]*><title>([^<]*)<\/title>/g)];
    expect(tips.map(([, , tip]) => tip)).toEqual([
      'b → c: 0.1000',
      'a → a: 0.2000',
      'b → a: 0.5000',
      'a → b: 0.7000',
    ]);
    const widths = tips.map(([, width]) => Number(width));
    expect(widths).toEqual([...widths].sort((a, b) => a - b));
    expect([...body.matchAll(/<circle [^>]*><title>([^<]*)</g)].map(([, tip]) => tip)).toEqual([
      'a, theory',
      'b, practice',
      'c, practice',
      'd',
    ]);
  });

  it('says what the centre looks at', () => {
    const picture = graphMap(graph);
    expect(picture.description).toBe(
      '4 nodes and 4 edges around ‘a’. It looks mostly at ‘b’ (0.70), itself (0.20).',
    );
    expect(picture.table!.rows[0]).toEqual(['a', 'b', '0.70']);
    expect(graphMap({ ...graph, center: 3 }).description).toContain('It looks at no other node.');
  });

  it('draws any graph, the same each time', () => {
    fc.assert(
      fc.property(anyGraph, (any) => {
        const picture = graphMap(any);
        expectPicture(picture);
        expect(graphMap(any)).toEqual(picture);
      }),
    );
  });

  it('names an edge to a node that is not there', () => {
    const edges = [...graph.edges, { from: 2, to: 4, weight: 1 }];
    expect(() => graphMap({ ...graph, edges })).toThrow(
      'graphMap: edges[4].to must be one of 4 nodes, counted from 0; got 4',
    );
    expect(() => graphMap({ ...graph, center: -1 })).toThrow(ValueError);
    expect(() => graphMap({ ...graph, edges: [{ from: 0, to: 1, weight: Number.NaN }] })).toThrow(
      'must be finite',
    );
    expect(() => graphMap({ ...graph, nodes: [{ name: 'a', kind: -1 }], edges: [] })).toThrow(
      'nodes[0].kind must be',
    );
    expect(() => graphMap({ nodes: [], edges: [], center: 0 })).toThrow(ShapeError);
  });
});

describe('hopLayout', () => {
  const room = { between: 20, outwards: 100 };

  it('puts nodes on rings by their steps from the centre, those not reached outermost', () => {
    expect(hopLayout(graph, room).map(({ hop }) => hop)).toEqual([0, 1, 2, 3]);
  });

  it('keeps nodes apart, whatever the graph', () => {
    fc.assert(
      fc.property(anyGraph, (any) => {
        const places = hopLayout(any, room);
        for (const [i, a] of places.entries()) {
          for (const b of places.slice(0, i)) expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(19);
        }
      }),
    );
  });
});
