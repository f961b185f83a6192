import { existsSync } from 'node:fs';
import { run } from './programs.ts';

/** What we read of dependency-cruiser's report. */
export interface ModuleReport {
  readonly modules: readonly { readonly source: string }[];
  readonly summary: {
    readonly violations: readonly {
      readonly from: string;
      readonly to: string;
      readonly rule: { readonly name: string; readonly severity: string };
    }[];
    /** What .dependency-cruiser.cjs leaves out on purpose, as a regular expression. */
    readonly optionsUsed: { readonly exclude?: { readonly path: string } };
  };
}

/**
 * What is wrong with who imports whom, a line each; nothing when all is well.
 *
 * @param expected - the source files that the tool must have seen: it passes over in silence what
 * it cannot parse.
 */
export function moduleProblems(report: ModuleReport, expected: readonly string[]): string[] {
  const seen = new Set(report.modules.map(({ source }) => source));
  const excluded = new RegExp(report.summary.optionsUsed.exclude?.path ?? '$^');
  const missing = expected.filter((path) => !seen.has(path) && !excluded.test(path));
  return [
    ...report.summary.violations
      .filter(({ rule }) => rule.severity === 'error')
      .map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`),
    ...missing.map((path) => `not seen: ${path}`),
    ...(expected.length === 0 ? ['no source file is known to git'] : []),
  ];
}

/** Holds every source file that git knows against .dependency-cruiser.cjs. */
export async function checkModules(cruiser: string): Promise<string[]> {
  const files = (await run('git', 'ls-files', '*.ts'))
    .split('\n')
    .filter((path) => existsSync(path));
  const roots = [...new Set(files.map((path) => path.split('/')[0] ?? path))];
  const config = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json'];
  return moduleProblems(JSON.parse(await run(cruiser, ...config, ...roots)), files);
}
