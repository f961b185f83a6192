/**
 * `npm run schema:check`: compares what the hand-written SDL promises with `schema/released/supergraph.graphql`, or
 * with the supergraph file that is named, and fails on a breaking change without a deprecation whose day has come.
 * With `--release` (`npm run schema:release`) it then puts the published supergraph in the released one's place, if
 * every new deprecation warns three months ahead.
 */
import { copyFileSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSubgraph, Supergraph } from '@apollo/federation-internals';
import { changesSince } from './breaking-changes.ts';
import { compose, readDocument, routingUrls, subgraphNames } from './compose.ts';
import { shortNotices } from './removals.ts';

const published = fileURLToPath(new URL('./published/supergraph.graphql', import.meta.url));
const standard = fileURLToPath(new URL('./released/supergraph.graphql', import.meta.url));
const args = process.argv.slice(2);
const isRelease = args.includes('--release');
const path = args.find((arg) => !arg.startsWith('--')) ?? standard;
const today = new Date().toISOString().slice(0, 10);

const released = readReleased(path);
const supergraph = supergraphOf(compose());
const subgraphs = subgraphNames.map((name) =>
  buildSubgraph(name, routingUrls[name], readDocument(name)),
);
const { breaking, dangerous } = await changesSince(released, { supergraph, subgraphs }, today);
const notices = isRelease
  ? shortNotices(released.schema.toGraphQLJSSchema(), supergraph.schema.toGraphQLJSSchema(), today)
  : [];

for (const sentence of dangerous) console.log(`dangerous: ${sentence}`);
for (const sentence of [...breaking, ...notices]) console.error(`breaking: ${sentence}`);
if (breaking.length + notices.length > 0) process.exit(1);
if (isRelease) copyFileSync(published, path);
console.log(isRelease ? `Released: ${path}.` : `Nothing breaks what ${path} promises.`);

function readReleased(file: string): Supergraph {
  try {
    return supergraphOf(readFileSync(file, 'utf8'));
  } catch (error) {
    const [reason] = String(error instanceof Error ? error.message : error).split('\n');
    console.error(`The released supergraph cannot be read from ${file}: ${reason}`);
    process.exit(1);
  }
}

/** Whatever the supergraph asks of a gateway, here it is only read. */
function supergraphOf(sdl: string): Supergraph {
  return Supergraph.build(sdl, { supportedFeatures: null });
}
