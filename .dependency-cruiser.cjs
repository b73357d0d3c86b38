// The dependency rules of the two workspaces (docs/decisions/0003 and the architecture): layers point one way, siblings meet at ports only.
const within = (folder) => `^${folder}/`;

/** A local-org folder may use only the listed ones (besides itself). */
const localOrgLayer = (folder, allowed) => ({
  name: `local-org/${folder}-uses-only-its-layer`,
  severity: 'error',
  from: { path: within(`local-org/src/${folder}`) },
  to: {
    path: within('local-org/src'),
    pathNot: [folder, ...allowed]
      .map((name) => within(`local-org/src/${name}`))
      .concat('^local-org/src/(engine/(ports|records|errors|coverage-rows)|schema/(types|field-named))\\.ts$'),
  },
});

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'systems-know-no-flow',
      severity: 'error',
      from: { path: '^integration-service/src/systems/' },
      to: { path: '^integration-service/src/(flows|salesforce|gateway)/' },
    },
    {
      name: 'a-system-knows-only-itself',
      severity: 'error',
      from: { path: '^integration-service/src/systems/([^/]+)/' },
      to: {
        path: '^integration-service/src/systems/',
        pathNot: ['^integration-service/src/systems/$1/', '^integration-service/src/systems/support/'],
      },
    },
    {
      name: 'a-flow-knows-itself-and-the-outbox',
      severity: 'error',
      from: { path: '^integration-service/src/flows/([^/]+)/' },
      to: {
        path: '^integration-service/src/flows/',
        pathNot: ['^integration-service/src/flows/$1/', '^integration-service/src/flows/outbox/'],
      },
    },
    {
      name: 'runtime-knows-nobody',
      severity: 'error',
      from: { path: '^integration-service/src/runtime/' },
      to: { path: '^integration-service/src/(flows|systems|salesforce|gateway)/' },
    },
    {
      name: 'trade-knows-nobody',
      severity: 'error',
      from: { path: '^integration-service/src/trade/' },
      to: { path: '^integration-service/src/', pathNot: '^integration-service/src/trade/' },
    },
    {
      name: 'billing-keeps-the-index-and-knows-only-the-runtime',
      severity: 'error',
      from: { path: '^integration-service/src/billing/' },
      to: { path: '^integration-service/src/(flows|systems|salesforce|gateway|composition)/' },
    },
    {
      name: 'only-the-start-knows-the-composition',
      severity: 'error',
      from: {
        path: '^integration-service/src/',
        pathNot: '^integration-service/src/(composition/|service\\.ts|main\\.ts)',
      },
      to: { path: '^integration-service/src/(composition/|service\\.ts)' },
    },
    {
      name: 'the-service-knows-no-simulator',
      severity: 'error',
      from: { path: '^integration-service/src/' },
      to: { path: '^integration-service/simulators/' },
    },
    {
      name: 'the-workspaces-do-not-know-each-other',
      severity: 'error',
      from: { path: '^integration-service/' },
      to: { path: '^local-org/' },
    },
    {
      name: 'the-org-does-not-know-the-service',
      severity: 'error',
      from: { path: '^local-org/' },
      to: { path: '^integration-service/' },
    },
    localOrgLayer('store', []),
    localOrgLayer('schema', ['store', 'metadata']),
    localOrgLayer('metadata', ['store', 'schema']),
    localOrgLayer('formula', ['store', 'schema', 'metadata']),
    localOrgLayer('soql', ['store', 'schema', 'metadata', 'formula']),
    localOrgLayer('security', ['store', 'schema', 'metadata', 'formula']),
    localOrgLayer('dml', ['store', 'schema', 'metadata', 'formula']),
    localOrgLayer('async', ['store', 'schema', 'metadata']),
    localOrgLayer('events', ['store', 'schema', 'metadata']),
    localOrgLayer('dataweave', ['store']),
    localOrgLayer('apex', ['store', 'schema', 'metadata', 'soql', 'dataweave']),
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: 'node_modules|/generated/' },
  },
};
