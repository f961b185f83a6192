import { readFileSync } from 'node:fs';
import { getTableConfig, PgDialect, type PgTable } from 'drizzle-orm/pg-core';
import { type EnumTypeDefinitionNode, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { reviewDecisions, reviewRequests } from './reviews.ts';

const sdl = parse(
  readFileSync(new URL('../../../schema/studio/reviews.graphql', import.meta.url), 'utf8'),
);

function valuesInSchema(name: string): readonly string[] {
  const found = sdl.definitions.find(
    (definition): definition is EnumTypeDefinitionNode =>
      definition.kind === 'EnumTypeDefinition' && definition.name.value === name,
  );
  return (found?.values ?? []).map((value) => value.name.value).sort();
}

function valuesInTable(table: PgTable, name: string): readonly string[] {
  const check = getTableConfig(table).checks.find((known) => known.name === name);
  const { sql } = new PgDialect().sqlToQuery(check?.value ?? expect.unreachable());
  return [...sql.matchAll(/'(\w+)'/g)].map(([, value]) => value ?? '').sort();
}

describe('the database knows the values of the schema and no others', () => {
  it.each([
    ['ReviewStatus', reviewRequests, 'status_is_known'],
    ['ReviewSubjectType', reviewRequests, 'subject_type_is_known'],
    ['Priority', reviewRequests, 'priority_is_known'],
    ['ReviewRole', reviewRequests, 'required_role_is_known'],
    ['Decision', reviewDecisions, 'decision_is_known'],
  ])('of %s', (type, table, check) => {
    expect(valuesInSchema(type)).not.toEqual([]);
    expect(valuesInTable(table, check)).toEqual(valuesInSchema(type));
  });
});
