/**
 * `npm run build`: what production runs, in `dist/`, for plain Node: `node dist/gateway/main.js`,
 * `node dist/subgraphs/main.js studio`. Beside the compiled modules it holds what they read at run time.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';

/** Read at run time, from the same places relative to the modules. */
const assets = [
  'schema/common.graphql',
  'schema/studio',
  'schema/observability',
  'schema/control-plane',
  'schema/published',
  'db/migrations',
  'gateway/pages/examples',
  'gateway/pages/graphiql',
  'package.json',
  'package-lock.json',
];

rmSync('dist', { recursive: true, force: true });
const { status } = spawnSync('npx', ['tsc', '-p', 'tsconfig.build.json'], { stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);
for (const asset of assets) cpSync(asset, `dist/${asset}`, { recursive: true });
console.log('Built dist/.');
