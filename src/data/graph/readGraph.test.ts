import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataError } from '../../tensor/errors.ts';
import { formatReport } from '../readReport.ts';
import type { NamedBytes } from './namedBytes.ts';
import { type GraphFiles, type ReadGraph, readGraph } from './readGraph.ts';

function file(name: string, bytes: Uint8Array): NamedBytes {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let i = 0; i < bytes.length; i += 7) yield bytes.subarray(i, i + 7);
  }
  return { name, bytes: chunks() };
}

type Texts = Partial<Record<keyof GraphFiles, string>>;

function read(texts: Texts, options: Parameters<typeof readGraph>[1] = {}): Promise<ReadGraph> {
  const files = Object.entries(texts).map(([key, text]) => [
    key,
    file(`${key}.tsv`, new TextEncoder().encode(text)),
  ]);
  return readGraph(Object.fromEntries(files), options);
}

const nodes = 'node\tlabel\tsplit\np\t1\ttrain\nq\t0\tval\nr\t-\t-\ns\tCats\ttest\n';
const edges = 'p\tq\nr\tp\n';
const classes = '0\tDogs\t1\n1\tCats\t2\n';
const features = 'q\t4 1\np\t2:0.5 0:-3\ns\t\n';

describe('readGraph', () => {
  it('reads nodes, edges, features and classes', async () => {
    const { graph, report } = await read({ nodes, edges, classes, features });
    expect(graph.nodes).toEqual(['p', 'q', 'r', 's']);
    expect(graph.classes).toEqual(['Dogs', 'Cats']);
    expect([...graph.labels]).toEqual([1, 0, -1, 1]);
    expect(graph.splits).toEqual(['train', 'val', null, 'test']);
    expect([0, 1, 2, 3].map((i) => [...graph.edgesFrom(i)])).toEqual([[1, 2], [0], [0], []]);
    expect(graph.features).toEqual({
      numFeatures: 5,
      offsets: Int32Array.of(0, 2, 4, 4, 4),
      indices: Int32Array.of(0, 2, 1, 4),
      values: Float32Array.of(-3, 0.5, 1, 1),
    });
    expect(report).toEqual({ lines: 2, kept: 2, skipped: [] });
  });

  it('takes the labels themselves for classes where there are none, and columns in any order', async () => {
    const { graph } = await read({ edges, nodes: 'label,node\nb,p\na,q\n,r\nb,s\n' });
    expect(graph.classes).toEqual(['a', 'b']);
    expect([...graph.labels]).toEqual([1, 0, -1, 1]);
    expect(graph.splits).toEqual([null, null, null, null]);
    expect(graph.features).toBeNull();
  });

  it.each([
    ['tabs', 'x\ty\ny\tz\n'],
    ['commas and a header', 'source,target\r\nx,y\r\ny,z'],
    ['spaces and comments', '# Nodes: 3\n% of nothing\nx   y\n\ny z\n'],
  ])('reads a plain list of edges, with %s', async (_, text) => {
    const { graph } = await read({ edges: text });
    expect(graph.nodes).toEqual(['x', 'y', 'z']);
    expect([0, 1, 2].map((i) => [...graph.edgesFrom(i)])).toEqual([[1], [0, 2], [1]]);
  });

  it('reports loops and edges that are there twice, and leaves them out', async () => {
    const { graph, report } = await read({ edges: 'a b\nb b\nb a\nb c\na b\n' });
    expect(graph.numEdges).toBe(2);
    expect(formatReport(report)).toContain('1 line skipped: an edge from a node to itself (line 2)');
    expect(formatReport(report)).toContain('2 lines skipped: an edge that came before (lines 3, 5)');
  });

  it('reads gzip', async () => {
    const { graph } = await readGraph({ edges: file('edges.tsv.gz', gzipSync('a b\n')) });
    expect(graph.nodes).toEqual(['a', 'b']);
  });

  it('reads back whatever edges there are', async () => {
    const node = fc.integer({ min: 0, max: 12 });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(node, node), { minLength: 1 }), async (pairs) => {
        const names = Array.from({ length: 13 }, (_, i) => `n${i}`);
        const { graph } = await read({
          nodes: ['node', ...names].join('\n'),
          edges: pairs.map(([a, b]) => `n${a}\tn${b}`).join('\n'),
        });
        const expected = names.map((_, i) => {
          const others = pairs.flatMap(([a, b]) => (a === b ? [] : a === i ? [b] : b === i ? [a] : []));
          return [...new Set(others)].sort((a, b) => a - b);
        });
        expect(names.map((_, i) => [...graph.edgesFrom(i)])).toEqual(expected);
      }),
    );
  });

  const broken: [what: string, texts: Texts, message: string][] = [
    [
      'an edge to a node that is not there',
      { nodes, edges: 'p\tq\np\tx\n' },
      'edges.tsv, line 2: there is no node "x"',
    ],
    ['an edge of one node', { edges: 'a b\nc\n' }, 'edges.tsv, line 2: needs two nodes; got 1 column'],
    [
      'weights of edges',
      { edges: 'a b 0.5\n' },
      'line 1: needs two nodes; got 3 columns. Weights of edges are not read',
    ],
    ['another format', { edges: '{"edges": []}' }, 'edges.tsv looks like JSON; expected two nodes a line'],
    ['no edge', { edges: '# nothing\n' }, 'edges.tsv holds no edge'],
    [
      'a node twice',
      { nodes: `${nodes}q\t0\tval\n`, edges, classes },
      'nodes.tsv, line 6: the node "q" is there twice, first in line 3',
    ],
    [
      'a node without a name',
      { nodes: 'node\tlabel\n\t1\n', edges },
      'nodes.tsv, line 2: the node has no name',
    ],
    [
      'no header',
      { nodes: 'p\t1\ttrain\n', edges },
      'nodes.tsv, line 1: must name the columns: node, label, split; got p, 1, train',
    ],
    ['no node', { nodes: 'node\n', edges }, 'nodes.tsv holds no node'],
    [
      'an unknown split',
      { nodes: 'node\tsplit\np\tholdout\n', edges },
      'nodes.tsv, line 2: split must be train, val, test or - for none; got "holdout"',
    ],
    [
      'an unknown label',
      { nodes: 'node\tlabel\np\t2\n', edges, classes },
      'nodes.tsv, line 2: the label "2" is none of the 2 classes Dogs, Cats',
    ],
    [
      'classes out of order',
      { nodes, edges, classes: '1\tCats\n' },
      'classes.tsv, line 1: classes must be numbered 0, 1, 2 ...; got 1',
    ],
    [
      'a class twice',
      { nodes, edges, classes: '0\tCats\n1\tCats\n' },
      'classes.tsv, line 2: the class "Cats" is there twice',
    ],
    [
      'a class without a name',
      { nodes, edges, classes: '0\n' },
      'classes.tsv, line 1: needs an index and a name',
    ],
    ['features of no node', { edges, features: 'z\t1\n' }, 'features.tsv, line 1: there is no node "z"'],
    [
      'features of a node twice',
      { edges, features: 'p\t1\np\t2\n' },
      'features.tsv, line 2: the node "p" is there twice',
    ],
    [
      'a feature twice',
      { edges, features: 'p\t1 1:2\n' },
      'features.tsv, line 1: the feature 1 is there twice',
    ],
    [
      'a feature that is no number',
      { edges, features: 'p\t1 word\n' },
      'index from 0, or index:value; got "word"',
    ],
    [
      'a feature of no number',
      { edges, features: 'p\t1:many\n' },
      'index from 0, or index:value; got "1:many"',
    ],
    ['a negative feature', { edges, features: 'p\t-1\n' }, 'got "-1"'],
  ];

  it.each(broken)('names the file, and the line, of %s', async (_, texts, message) => {
    const error = await read(texts).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(DataError);
    expect((error as Error).message).toContain(message);
  });

  it('refuses features beyond those that a model knows', async () => {
    const { graph } = await read({ nodes, edges, classes, features }, { numFeatures: 9 });
    expect(graph.features?.numFeatures).toBe(9);
    await expect(read({ edges, features: 'p\t3\nq\t4\n' }, { numFeatures: 4 })).rejects.toThrow(
      'features.tsv, line 2: the feature 4 is out of range: there are 4, from 0',
    );
  });

  it('says where text is none', async () => {
    const bytes = Uint8Array.of(97, 32, 98, 10, 0xff, 0xfe, 10);
    await expect(readGraph({ edges: file('edges.tsv', bytes) })).rejects.toThrow('line 2: invalid UTF-8');
  });
});
