/**
 * The floors of the house: a folder imports only from floors below it, and beside it only what is listed.
 * docs/architecture.md says what lives on each floor.
 */
const floors = [
  ['runtime'],
  ['tensor', 'metrics', 'viz'],
  ['nn', 'optim', 'data'],
  ['attention'],
  ['models'],
  ['generation', 'training', 'interop'],
  ['tasks'],
  ['cli'],
];
/** Neighbours on one floor that may look at each other. */
const neighbours = { metrics: ['tensor'], viz: ['tensor'], optim: ['nn'], training: ['interop'] };

const floorRules = floors.flatMap((floor, height) =>
  floor.map((folder) => {
    const allowed = [folder, ...(neighbours[folder] ?? []), ...floors.slice(0, height).flat()];
    const forbidden = floors.flat().filter((other) => !allowed.includes(other));
    return {
      name: `floor-of-${folder}`,
      comment: `src/${folder} may import only from ${allowed.join(', ')}`,
      severity: 'error',
      from: { path: `^src/${folder}/`, pathNot: '\\.test\\.ts$' },
      to: { path: `^src/(${forbidden.join('|')})/` },
    };
  }),
);

module.exports = {
  forbidden: [
    ...floorRules,
    {
      name: 'no-cycles',
      comment:
        'Operations may refer to one another in a circle, since each is in the backward rule of another',
      severity: 'error',
      from: { path: '^src', pathNot: '^src/tensor/ops/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'node-only-at-the-edge',
      comment:
        'Only files under a node/ folder, the command line and tests may touch Node: the rest runs in a page',
      severity: 'error',
      from: { path: '^src', pathNot: ['/node/', '^src/cli/', '\\.test\\.ts$'] },
      to: { dependencyTypes: ['core'] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
