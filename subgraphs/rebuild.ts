/**
 * `npm run rebuild -- studio sla-hours`: throws a projection away and lets it be read anew from the beginning of
 * the log it comes from. The running subgraph does the reading; meanwhile the projection is incomplete.
 */

import { readSettings } from './kernel/config.ts';
import { resetProjection } from './kernel/events/rebuild.ts';
import { consumerOf } from './kernel/reactions.ts';
import { type SubgraphName, settingName } from './settings.ts';
import { studioProjections } from './studio/reactions.ts';

const projections: readonly {
  readonly subgraph: SubgraphName;
  readonly name: string;
  readonly tables: readonly string[];
}[] = studioProjections.map(({ name, tables }) => ({ subgraph: 'studio', name, tables }));

try {
  const [subgraph, name] = process.argv.slice(2);
  const wanted = projections.find((known) => known.subgraph === subgraph && known.name === name);
  if (!wanted) {
    const known = projections.map((found) => `${found.subgraph} ${found.name}`).join(', ');
    throw new Error(`Name a projection: ${known}.`);
  }
  const settings = readSettings(process.env);
  const setting = `${settingName(wanted.subgraph)}_DATABASE_OWNER_URL`;
  const ownerUrl = settings.url(setting, ['postgres:', 'postgresql:']);
  settings.check();
  const { tables } = wanted;
  await resetProjection({ ownerUrl, consumer: consumerOf.projection(wanted), tables });
  console.log(`${subgraph} ${name} is empty now and read anew by the running subgraph.`);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
