/** Who may import whom (docs/architecture.md says why). `npm run check` enforces it. */

/** Each part of the house, and the parts of ours that it may import beside itself. */
const HOUSE = {
  'src/spec': [],
  'src/model': ['src/spec'],
  'env-bridge': ['src/spec'],
  replays: ['src/spec'],
  'src/jobs': ['src/spec'],
  'src/engine': ['src/spec', 'src/model'],
  agent: ['src/spec', 'src/model', 'src/engine', 'env-bridge'],
  'src/training': ['src/spec', 'src/model', 'src/engine', 'replays'],
  'src/evaluation': ['src/spec', 'src/jobs', 'env-bridge', 'replays', 'agent'],
  'src/explanation': [
    ...[
      'src/spec',
      'src/model',
      'src/engine',
      'src/training',
      'src/evaluation',
      'env-bridge',
      'replays',
      'agent',
    ],
  ],
};
const OURS = '^(agent|bin|env-bridge|replays|src|test)/';
const SOURCES = '^(agent|env-bridge|replays|src)/';

module.exports = {
  forbidden: [
    ...Object.entries(HOUSE).map(([part, others]) => ({
      name: `house: ${part}`,
      comment: `${part} may import ${others.length > 0 ? others.join(', ') : 'nothing of ours'} beside itself`,
      severity: 'error',
      from: { path: `^${part}/` },
      to: { path: OURS, pathNot: [part, ...others].map((folder) => `^${folder}/`) },
    })),
    {
      name: 'nobody imports the outside',
      comment: 'src/cli and src/index.ts may know everything; nothing but their tests knows them',
      severity: 'error',
      from: { path: SOURCES, pathNot: '^src/cli/' },
      to: { path: '^src/(cli/|index[.]ts$)' },
    },
    {
      name: 'no cycles',
      comment: 'Type-only imports count too.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no orphans',
      comment: 'A file that nobody imports and that imports nobody is dead.',
      severity: 'error',
      from: { orphan: true, path: SOURCES, pathNot: '\\.d\\.ts$' },
      to: {},
    },
    {
      name: 'no test code in the product',
      severity: 'error',
      from: { path: SOURCES },
      to: { path: '^test/' },
    },
    {
      name: 'no development packages in the product',
      comment: 'What runs for a user must be in "dependencies" of package.json.',
      severity: 'error',
      from: { path: SOURCES },
      to: {
        dependencyTypes: ['npm-dev'],
        dependencyTypesNot: ['type-only'],
        pathNot: 'node_modules/@types/',
      },
    },
    {
      name: 'no undeclared packages',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no unresolvable imports',
      comment: 'The two native TensorFlow packages are optional peers: absent unless a user adds them.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^@tensorflow/tfjs-node(-gpu)?$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
