import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type GraphQLSchema, Kind, type OperationDefinitionNode, print } from 'graphql';
import { validateOperation } from '../admission/validate.ts';
import { type Manifest, type ManifestOperation, manifestFormat, sha256 } from './manifest.ts';

/**
 * The manifest of all operations in a folder: one to a `.graphql` file, named, with its fragments.
 *
 * @throws Error with every operation that the schema or the limits of the gateway refuse.
 */
export function buildManifest(folder: string, schema: GraphQLSchema): Manifest {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.graphql'))
    .sort();
  const faults: string[] = [];
  const operations = files.flatMap((file) => {
    try {
      return [operationIn(readFileSync(join(folder, file), 'utf8'), schema)];
    } catch (error) {
      faults.push(`${file}: ${error instanceof Error ? error.message : String(error)}`);
      return [];
    }
  });
  const names = operations.map(({ name }) => name);
  for (const name of new Set(names)) {
    if (names.indexOf(name) !== names.lastIndexOf(name)) faults.push(`Two are called ${name}.`);
  }
  if (files.length === 0) faults.push(`There is no .graphql file in ${folder}.`);
  if (faults.length > 0) throw new Error(faults.join('\n'));
  return { format: manifestFormat, version: 1, operations };
}

function operationIn(source: string, schema: GraphQLSchema): ManifestOperation {
  const document = validateOperation(schema, source, true);
  const [operation, ...others] = document.definitions.filter(
    (node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION,
  );
  if (!operation?.name || others.length > 0) throw new Error('It must hold one named operation.');
  const body = print(document);
  return { id: sha256(body), name: operation.name.value, type: operation.operation, body };
}
