import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  type DocumentNode,
  type GraphQLSchema,
  Kind,
  type ObjectTypeDefinitionNode,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { readDocument } from '../../../schema/compose.ts';
import { type SubgraphName, subgraphNames } from '../../../subgraphs/settings.ts';
import { entityRecipes } from '../entity-recipes.ts';
import { leaks } from '../leaks.ts';
import { blur, type Names } from '../names.ts';
import { selectionOf } from '../operations.ts';
import type { TenantName, World } from '../world.ts';

/** Each entity, as the gateway asks the subgraphs that answer for its type. */
export function describeEntities(open: () => World): void {
  describe.each(Object.keys(entityRecipes))('the entity %s', (entity) => {
    it('is not there for globex', async () => {
      const { names, secrets } = open();
      for (const user of ['eve', 'gus', 'plant']) {
        for (const [index, named] of representations(entity, names.acme, names).entries()) {
          const answer = await resolve(open(), entity, ['globex', user], [named]);
          expect(leaks(secrets, answer, named)).toEqual([]);
          const [unknown] = representations(entity, names.nobody, names).slice(index);
          const control = await resolve(open(), entity, ['globex', user], [unknown]);
          expect(blur(answer, names.acme)).toBe(blur(control, names.nobody));
        }
      }
    });

    it('stays apart when the same request names one of globex', async () => {
      const { names, secrets } = open();
      const mixed = [names.globex, names.acme, names.globex].map(
        (of) => representations(entity, of, names)[0],
      );
      const answer = await resolve(open(), entity, ['globex', 'eve'], mixed);
      expect(leaks(secrets, answer, mixed)).toEqual([]);
      expect(answer).toContain(names.globex.canary);
    });

    it("is there for acme's own administrator", async () => {
      const { names, secrets } = open();
      const [named] = representations(entity, names.acme, names);
      const answer = await resolve(open(), entity, ['acme', 'ada'], [named]);
      expect(leaks(secrets, answer)).toContain(secrets.canary);
    });
  });
}

/** `subgraph: Type` for each type that a subgraph answers for by a key. */
export function entityCoordinates(): string[] {
  return subgraphNames.flatMap((subgraph) =>
    objectTypes(readDocument(subgraph))
      .filter((type) => keysOf(type).length > 0)
      .map((type) => `${subgraph}: ${type.name.value}`),
  );
}

/** By each key alone, with all that could name the tenant beside it, and by the id of another type. */
function representations(
  entity: string,
  of: Names,
  { acme }: World['names'],
): readonly Record<string, string>[] {
  const [subgraph, type] = parts(entity);
  const fields = entityRecipes[entity]?.(of) ?? {};
  const keys = keysOfType(subgraph, type);
  const required = Object.fromEntries(
    Object.entries(fields).filter(([name]) => !keys.includes(name)),
  );
  const __typename = type;
  return [
    ...keys.map((key) => ({ __typename, ...required, [key]: fields[key] ?? '' })),
    { __typename, ...fields, tenantId: acme.tenantId, tenant_id: acme.tenantId },
    { __typename, ...fields, id: of.adminId },
  ];
}

async function resolve(
  world: World,
  entity: string,
  [tenant, user]: readonly [TenantName, string],
  named: readonly unknown[],
): Promise<string> {
  const [subgraph, type] = parts(entity);
  const port = world.factory.subgraphs.ports.get(subgraph);
  const selection = selectionOf(typeNamed(subgraph, type), 2);
  const query = `query ($representations: [_Any!]!) {
    _entities(representations: $representations) { ... on ${type} ${selection} }
  }`;
  const fetch = port?.prepare({ query, isMutation: false });
  const scope = await world.scope(tenant, user);
  return JSON.stringify(await fetch?.(JSON.stringify({ representations: named }), { scope }));
}

const schemas = new Map<SubgraphName, GraphQLSchema>();

function typeNamed(subgraph: SubgraphName, name: string) {
  const schema = schemas.get(subgraph) ?? buildSubgraphSchema(readDocument(subgraph));
  schemas.set(subgraph, schema);
  const type = schema.getType(name);
  if (!type) throw new Error(`${subgraph} has no ${name}.`);
  return type;
}

function parts(entity: string): [subgraph: SubgraphName, type: string] {
  const [subgraph, type = ''] = entity.split(': ');
  const known = subgraphNames.find((name) => name === subgraph);
  if (!known) throw new Error(`There is no subgraph ${subgraph}.`);
  return [known, type];
}

function keysOfType(subgraph: SubgraphName, name: string): string[] {
  return objectTypes(readDocument(subgraph))
    .filter((type) => type.name.value === name)
    .flatMap(keysOf);
}

/** The fields of its keys, of one field each; without those that are for reference only. */
function keysOf({ directives = [] }: ObjectTypeDefinitionNode): string[] {
  return directives
    .filter(({ name }) => name.value === 'key')
    .map(({ arguments: given = [] }) =>
      Object.fromEntries(
        given.map(({ name, value }) => [name.value, 'value' in value ? String(value.value) : '']),
      ),
    )
    .filter(({ resolvable }) => resolvable !== 'false')
    .map(({ fields }) => fields ?? '');
}

function objectTypes({ definitions }: DocumentNode): ObjectTypeDefinitionNode[] {
  return definitions.filter((node) => node.kind === Kind.OBJECT_TYPE_DEFINITION);
}
