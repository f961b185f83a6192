/**
 * `npm run db:migrate [-- studio|observability|control-plane]`: brings the databases up to date, all of them
 * or the named one. In production by hand or by a deployment; the embedded stores are migrated at their start.
 */
import { migrate } from '../db/migrate.ts';
import { createGroupRoles } from '../db/roles.ts';
import { readSettings } from './kernel/config.ts';
import { readDatabaseUrls, settingName, subgraphNames } from './settings.ts';

const [, , named = null] = process.argv;
const wanted = subgraphNames.filter((name) => named === null || named === name);
if (wanted.length === 0) fail(`Name a subgraph: ${subgraphNames.join(', ')}.`);
try {
  const settings = readSettings(process.env);
  const urls = wanted.map((name) => ({
    name,
    ...readDatabaseUrls(settings, name),
    owner: settings.url(`${settingName(name)}_DATABASE_OWNER_URL`, ['postgres:', 'postgresql:']),
  }));
  settings.check();
  for (const { name, ...databaseUrls } of urls) {
    await createGroupRoles(databaseUrls.owner);
    const applied = await migrate(databaseUrls, name);
    console.log(`${name}: ${applied.length > 0 ? applied.join(', ') : 'up to date'}`);
  }
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
}

function fail(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}
