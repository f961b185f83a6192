/**
 * `npm run db:generate -- <subgraph> [name]`: writes the next migration of a subgraph from its tables.
 *
 * drizzle-kit emits schemas, tables, keys and indexes. What it cannot say (row-level security, partitions,
 * triggers) is added by hand below the generated statements, before the file lands; afterwards no file is edited.
 */
import { spawnSync } from 'node:child_process';
import { subgraphNames } from './roles.ts';

const [subgraph, name] = process.argv.slice(2);
if (!subgraphNames.some((known) => known === subgraph)) {
  console.error(`Name a subgraph: ${subgraphNames.join(', ')}.`);
  process.exit(1);
}
const { status } = spawnSync(
  'npx',
  [
    'drizzle-kit',
    'generate',
    '--dialect=postgresql',
    '--casing=snake_case',
    // One pattern: of several of these options drizzle-kit takes the last, and drops what the others hold.
    `--schema=./db/tables/${subgraph}/!(*.test).ts`,
    `--out=./db/migrations/${subgraph}`,
    ...(name ? [`--name=${name}`] : []),
  ],
  { stdio: 'inherit' },
);
process.exit(status ?? 1);
