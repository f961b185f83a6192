import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { routingUrls, subgraphNames } from '../schema/compose.ts';
import { checkModules, type ModuleReport, moduleProblems } from './support/module-rules.ts';
import { run } from './support/programs.ts';

// ARCHITECTURE.md and CONTRIBUTING.md, as far as files can tell.

const sources = (await run('git', 'ls-files', '--cached', '--others', '--exclude-standard'))
  .split('\n')
  .filter((path) => /\.tsx?$/.test(path) && !path.endsWith('/generated.ts'));
const cruiser = resolve('node_modules/.bin/depcruise');

describe('the three trees', () => {
  const contextsOf = (subgraph: string) =>
    readdirSync(`subgraphs/${subgraph}`, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
  const filesIn = (folder: string, ending: string) =>
    readdirSync(folder)
      .filter((file) => file.endsWith(ending) && !file.endsWith('.test.ts'))
      .map((file) => basename(file, ending))
      .sort();

  it.each(subgraphNames)('have the contexts of %s under the same names', (subgraph) => {
    const contexts = contextsOf(subgraph);
    expect(contexts.length).toBeGreaterThan(0);
    expect(filesIn(`schema/${subgraph}`, '.graphql')).toEqual(contexts);
    expect(filesIn(`db/tables/${subgraph}`, '.ts')).toEqual(contexts);
  });

  it.each(subgraphNames)(
    'keep each context of %s in a PostgreSQL schema of its name',
    (subgraph) => {
      for (const context of contextsOf(subgraph)) {
        const tables = readFileSync(`db/tables/${subgraph}/${context}.ts`, 'utf8');
        const schemas = [...tables.matchAll(/pgSchema\('(\w+)'\)/g)].map(([, name]) => name);
        expect(schemas).toEqual([context.replaceAll('-', '_')]);
      }
    },
  );
});

describe('the folder of an aggregate', () => {
  const allowed = /^((domain|repository|projection|resolvers)\.ts|[a-z-]+\.test\.ts)$/;
  const paths = sources.filter((path) => /^subgraphs\/(?!kernel)[^/]+\/[^/]+\/[^/]+\//.test(path));
  const aggregates = [...new Set(paths.map((path) => dirname(path)))]
    .map((folder) => [folder, paths.filter((path) => dirname(path) === folder)] as const)
    .filter(([, files]) =>
      files.some((path) => /\/(domain|repository|projection|resolvers)\.ts$/.test(path)),
    );

  it('holds a domain, a repository or projection, resolvers, and their tests; nothing else', () => {
    expect(aggregates.length).toBeGreaterThan(10);
    const others = aggregates
      .flatMap(([, files]) => files)
      .filter((path) => !allowed.test(basename(path)));
    expect(others).toEqual([]);
  });

  it('has a domain with its test, unless it is a projection of what others decide', () => {
    const without = aggregates
      .filter(([folder, files]) => !files.includes(`${folder}/projection.ts`))
      .filter(([folder, files]) => !files.includes(`${folder}/domain.ts`))
      .map(([folder]) => folder);
    expect(without).toEqual([]);
  });
});

/** A rule, a file, and a line in it that breaks the rule. */
const breaches = [
  ['domain-is-pure', 'subgraphs/studio/reviews/thing/domain.ts', "from 'node:crypto'"],
  ['domain-is-pure', 'subgraphs/studio/reviews/thing/domain.ts', "from './repository.ts'"],
  ['kernel-core-is-pure', 'subgraphs/kernel/text.ts', "from './work.ts'"],
  [
    'only-repositories-see-tables',
    'subgraphs/studio/reviews/thing/resolvers.ts',
    "from '../../../../db/tables/there.ts'",
  ],
  [
    'tables-know-only-domain-types',
    'db/tables/studio/reviews.ts',
    "from '../../../subgraphs/studio/reviews/thing/repository.ts'",
  ],
  [
    'contexts-meet-through-events',
    'subgraphs/studio/inbox/thing/resolvers.ts',
    "from '../../reviews/there.ts'",
  ],
  ['subgraphs-never-meet', 'subgraphs/studio/server.ts', "from '../observability/there.ts'"],
  ['gateway-knows-no-subgraph', 'gateway/pipeline.ts', "from '../subgraphs/studio/there.ts'"],
  ['kernel-knows-nobody', 'subgraphs/kernel/work.ts', "from '../studio/there.ts'"],
  ['nothing-imports-tests', 'gateway/pipeline.ts', "from '../test/there.ts'"],
  ['no-cycles', 'gateway/pipeline.ts', "from './there.ts'"],
] as const;

describe('who imports whom', () => {
  it('is as ARCHITECTURE.md says, in every module that git knows', async () => {
    expect(await checkModules(cruiser)).toEqual([]);
  });

  it.each(breaches)('is told as %s where %s says %s', async (rule, path, statement) => {
    const problems = await problemsOf(path, statement);
    expect(problems.some((problem) => problem.startsWith(`${rule}: ${path} -> `))).toBe(true);
  });

  it('has such a breach for each of its rules', () => {
    const { forbidden } = createRequire(import.meta.url)('../.dependency-cruiser.cjs');
    const rules = forbidden.map(({ name }: { name: string }) => name);
    expect([...new Set(breaches.map(([rule]) => rule))].sort()).toEqual([...rules].sort());
  });

  it('is told where a module was not seen', () => {
    const summary = { violations: [], optionsUsed: {} };
    expect(moduleProblems({ modules: [], summary }, ['a.ts'])).toEqual(['not seen: a.ts']);
  });
});

describe('every source file', () => {
  const linesWith = (pattern: RegExp, paths = sources) =>
    paths.flatMap((path) =>
      readFileSync(path, 'utf8')
        .split('\n')
        .flatMap((line, index) =>
          pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [],
        ),
    );
  // Put together here, so that this file does not hold what it looks for.
  const word = (...parts: readonly string[]) => parts.join('');

  it('has at most 300 lines; a file of claims may have more', () => {
    const long = sources
      .filter((path) => !path.endsWith('.test.ts'))
      .map((path) => ({ path, lines: readFileSync(path, 'utf8').split('\n').length - 1 }))
      .filter(({ lines }) => lines > 300);
    expect(long).toEqual([]);
  });

  it('leaves nothing to be done, skipped, or run alone', () => {
    expect(
      linesWith(new RegExp(`\\b(${word('TO', 'DO')}|${word('FIX', 'ME')}|${word('XX', 'X')})\\b`)),
    ).toEqual([]);
    const tests = sources.filter((path) => path.endsWith('.test.ts'));
    expect(tests.length).toBeGreaterThan(50);
    expect(linesWith(/\b(it|test|describe|suite)\.(only|skip|todo|fails)\b/, tests)).toEqual([]);
    expect(linesWith(/\b(it|test|describe|suite)(\.each)?\.(skipIf|runIf)\b/, tests)).toEqual([]);
  });

  it('silences neither the compiler nor the linter without a reason', () => {
    expect(linesWith(new RegExp(`@${word('ts-', '(ignore|nocheck|expect-error)')}`))).toEqual([]);
    expect(linesWith(/biome-ignore [^:]+:\s*$/)).toEqual([]);
  });

  it('exports by name', () => {
    // vitest asks for these two.
    const asked = ['vitest.config.ts', 'test/support/outcome-reporter.ts'];
    const own = sources.filter((path) => !asked.includes(path));
    expect(linesWith(/^export default\b/, own)).toEqual([]);
  });
});

describe('a domain', () => {
  it('knows no clock, no chance and no surroundings', () => {
    const domains = sources.filter((path) => path.endsWith('/domain.ts'));
    const impure =
      /\b(Date\.now|new Date\(\)|Math\.random|randomUUID|process\.|console\.|fetch\(|setTimeout|await )/;
    expect(domains.length).toBeGreaterThan(15);
    const found = domains.filter((path) =>
      impure.test(withoutComments(readFileSync(path, 'utf8'))),
    );
    expect(found).toEqual([]);
  });
});

describe('rover.yaml', () => {
  it('names the files and addresses that `npm run schema` composes', () => {
    const rover = readFileSync('rover.yaml', 'utf8');
    const found = [
      ...rover.matchAll(/^ {2}([\w-]+):\n {4}routing_url: (\S+)\n {4}schema:\n {6}file: (\S+)$/gm),
    ];
    expect(found.map(([, name, url, file]) => ({ name, url, file }))).toEqual(
      subgraphNames.map((name) => ({
        name,
        url: routingUrls[name],
        file: `./schema/published/${name}.graphql`,
      })),
    );
    const version = JSON.parse(readFileSync('package.json', 'utf8')).dependencies[
      '@apollo/composition'
    ];
    expect(rover).toContain(`federation_version: =${version}\n`);
  });
});

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
}

/** What our rules say of a tree in which one file imports another, or a library; the other imports it back. */
async function problemsOf(path: string, from: string): Promise<string[]> {
  const root = mkdtempSync(join(tmpdir(), 'modules-'));
  const [, target] = /'(\..+)'/.exec(from) ?? [];
  const files = [[path, `import { there } ${from};\nexport const here = there;\n`]];
  if (target) {
    const there = join(dirname(path), target);
    const back = relative(dirname(there), path);
    const way = back.startsWith('.') ? back : `./${back}`;
    files.push([there, `import { here } from '${way}';\nexport const there = () => here;\n`]);
  }
  try {
    for (const [file = '', text = ''] of files) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), text);
    }
    const roots = new Set(files.map(([file = '']) => file.split('/')[0] ?? ''));
    const config = ['--config', resolve('.dependency-cruiser.cjs'), '--output-type', 'json'];
    const report = await run('env', '-C', root, cruiser, ...config, ...roots);
    return moduleProblems(JSON.parse(report) as ModuleReport, []);
  } finally {
    rmSync(root, { recursive: true });
  }
}
