import { readdirSync, readFileSync } from 'node:fs';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { codegen } from '@graphql-codegen/core';
import * as typescript from '@graphql-codegen/typescript';
import * as resolvers from '@graphql-codegen/typescript-resolvers';
import { isObjectType } from 'graphql';
import { readDocument, type SubgraphName } from './compose.ts';

/**
 * The TypeScript types of a subgraph's resolvers.
 *
 * An interface of a `domain.ts` that bears the name of an object type is the parent of its resolvers: the
 * state that the repository loads is what the fields resolve from.
 */
export async function resolverTypes(subgraph: SubgraphName): Promise<string> {
  const config = {
    federation: true,
    useTypeImports: true,
    enumsAsTypes: true,
    immutableTypes: true,
    makeResolverTypeCallable: true,
    contextType: '../kernel/context.ts#Context',
    mappers: domainStates(subgraph),
    scalars: { DateTime: 'Date', JSON: 'unknown', ID: 'string' },
    maybeValue: 'T | null | undefined',
  };
  return codegen({
    filename: `subgraphs/${subgraph}/generated.ts`,
    schema: readDocument(subgraph),
    documents: [],
    config,
    plugins: [{ typescript: {} }, { resolvers: {} }],
    pluginMap: { typescript, resolvers },
  });
}

function domainStates(subgraph: SubgraphName): Record<string, string> {
  const types = buildSubgraphSchema(readDocument(subgraph)).getTypeMap();
  const states: Record<string, string> = {};
  for (const path of domainFiles(subgraph)) {
    const source = readFileSync(
      new URL(`../subgraphs/${subgraph}/${path}`, import.meta.url),
      'utf8',
    );
    for (const [, name = ''] of source.matchAll(/^export interface (\w+)/gm)) {
      if (isObjectType(types[name])) states[name] = `./${path}#${name} as ${name}State`;
    }
  }
  return states;
}

function domainFiles(subgraph: SubgraphName): string[] {
  const folder = new URL(`../subgraphs/${subgraph}/`, import.meta.url);
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('/domain.ts'))
    .sort();
}
