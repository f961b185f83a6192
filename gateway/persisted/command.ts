/**
 * `npm run operations -- FOLDER [FILE]`: writes the manifest of the operations in a folder, checked against the
 * published supergraph, to the file or else to `manifest.json` in the folder.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Supergraph } from '@apollo/federation-internals';
import { withoutSecurity } from '../authorization/without-security.ts';
import { buildManifest } from './build-manifest.ts';

const [folder, file] = process.argv.slice(2);

try {
  if (folder === undefined) throw new Error('Ask like this: npm run operations -- FOLDER [FILE].');
  const target = file ?? join(folder, 'manifest.json');
  const manifest = buildManifest(folder, publishedSchema());
  writeFileSync(target, `${JSON.stringify(manifest, null, 2)}\n`);
  const { length } = manifest.operations;
  console.log(`Wrote ${length} operation${length === 1 ? '' : 's'} to ${target}.`);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

function publishedSchema() {
  const supergraph = new URL('../../schema/published/supergraph.graphql', import.meta.url);
  const sdl = withoutSecurity(readFileSync(supergraph, 'utf8'));
  return Supergraph.build(sdl).apiSchema().toGraphQLJSSchema();
}
