import { readFile, writeFile } from 'node:fs/promises';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { resolve } from 'node:path';

const file = resolve(import.meta.dirname, '..', '..', 'docs', 'benchmarks.md');

/** What docs/benchmarks.md begins with when the first bench writes into it. */
const preamble = `# Benchmarks

Each section is written by the command that it names, and by nothing else. A figure is the median of its rounds.
`;

/**
 * Writes what a bench has found into docs/benchmarks.md, in the place of what it found before.
 *
 * @param name - kebab-case; names the markers around the section.
 * @param markdown - begins with a heading of the second level.
 */
export async function writeSection(name: string, markdown: string): Promise<void> {
  const before = await readFile(file, 'utf8').catch(() => preamble);
  await writeFile(file, withSection(before, name, markdown));
}

/** The document with this section replaced, or put at its end. */
export function withSection(document: string, name: string, markdown: string): string {
  const [begin, end] = [`<!-- begin ${name} -->`, `<!-- end ${name} -->`];
  const section = `${begin}\n\n${markdown.trim()}\n\n${end}`;
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from === -1) return `${document.trimEnd()}\n\n${section}\n`;
  if (to < from) throw new Error(`The section ${name} has no end.`);
  return document.slice(0, from) + section + document.slice(to + end.length);
}

/** A table of Markdown; the first column is of words, the others are of numbers. */
export function markdownTable(
  columns: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  const rule = columns.map((_, index) => (index === 0 ? '---' : '---:'));
  return [columns, rule, ...rows].map(line).join('\n');
}

/**
 * What a bench must say of the machine it ran on; the load is that of the last minute, before it. `BENCH_NOTE` adds
 * what else a reader must know: "shared with other work".
 */
export function machine(): string {
  const [cpu] = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  const processors = `${cpus().length} × ${cpu?.model.trim() || process.arch}`;
  const [load = 0] = loadavg();
  const system = `${type()} ${release()}, Node ${process.versions.node}`;
  const note = process.env['BENCH_NOTE'];
  const more = note ? `; ${note}` : '';
  return `${processors}, ${memory}, ${system}; load ${load.toFixed(1)} before${more}`;
}
