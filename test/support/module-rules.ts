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
  return [
    ...report.summary.violations
      .filter(({ rule }) => rule.severity === 'error')
      .map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`),
    ...expected.filter((path) => !seen.has(path)).map((path) => `not seen: ${path}`),
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
