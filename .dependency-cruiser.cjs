// The arrows of ARCHITECTURE.md. `npm test` runs this and checks that it saw the modules.
const rule = (name, from, to) => ({
  name,
  severity: 'error',
  from: { pathNot: '\\.test\\.ts$', ...from },
  to,
});
const context = '^subgraphs/([^/]+)/([^/]+)/';
const subgraph = '^subgraphs/(studio|observability|control-plane)/';
const pureKernel = '^subgraphs/kernel/(domain|authority|text)\\.ts$';

module.exports = {
  forbidden: [
    rule(
      'domain-is-pure',
      { path: `${context}[^/]+/domain\\.ts$` },
      { path: '.', pathNot: [pureKernel, '^subgraphs/$1/$2/[^/]+/domain\\.ts$'] },
    ),
    rule('kernel-core-is-pure', { path: pureKernel }, { path: '.', pathNot: pureKernel }),
    rule(
      'only-repositories-see-tables',
      {
        path: '^(subgraphs|gateway)/',
        pathNot: ['\\.test\\.ts$', '/repository\\.ts$', '/projection\\.ts$', '^subgraphs/kernel/'],
      },
      { path: '^db/tables/' },
    ),
    rule(
      'tables-know-only-domain-types',
      { path: '^db/' },
      { path: '^(subgraphs|gateway|schema|test)/', pathNot: ['/domain\\.ts$', pureKernel] },
    ),
    rule(
      'contexts-meet-through-events',
      { path: context, pathNot: ['\\.test\\.ts$', '^subgraphs/kernel/'] },
      { path: subgraph, pathNot: ['^subgraphs/$1/$2/', '^subgraphs/$1/generated\\.ts$'] },
    ),
    rule('subgraphs-never-meet', { path: subgraph }, { path: subgraph, pathNot: '^subgraphs/$1/' }),
    rule('gateway-knows-no-subgraph', { path: '^gateway/' }, { path: [subgraph, '^db/'] }),
    rule(
      'kernel-knows-nobody',
      { path: '^subgraphs/kernel/' },
      { path: [subgraph, '^gateway/', '^db/tables/(?!kernel|columns)'] },
    ),
    rule(
      'nothing-imports-tests',
      { pathNot: ['\\.test\\.ts$', '^test/', '^vitest'] },
      { path: ['^test/', '\\.test\\.ts$'] },
    ),
    rule('no-cycles', {}, { circular: true }),
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: '^gateway/pages/graphiql/',
  },
};
