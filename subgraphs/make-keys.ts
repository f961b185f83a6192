/**
 * `npm run keys -- DIRECTORY`: makes the keys by which the four processes know each other: `private/<process>.json`
 * for that process alone, `public/<process>.json` for all. Existing keys are kept.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { publicKeyOf, readOrCreatePrivateKeys } from './kernel/scope/keys.ts';
import { subgraphNames } from './settings.ts';

const directory = process.argv[2];
if (!directory) {
  console.error('Name the directory to put the keys into: npm run keys -- DIRECTORY');
  process.exit(1);
}
await mkdir(join(directory, 'public'), { recursive: true });
for (const name of ['gateway', ...subgraphNames]) {
  const keys = await readOrCreatePrivateKeys(join(directory, 'private', `${name}.json`));
  const file = join(directory, 'public', `${name}.json`);
  await writeFile(file, `${JSON.stringify({ keys: keys.map(publicKeyOf) }, null, 2)}\n`);
  console.log(file);
}
