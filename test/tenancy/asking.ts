import { buildClientSchema, type GraphQLSchema, getIntrospectionQuery } from 'graphql';
import type { Client, Data } from '../support/client.ts';
import type { TestFactory } from '../support/factory.ts';
import type { Names } from './names.ts';
import { operationOf, type Request } from './operations.ts';
import { fieldIn, queryRecipes } from './query-recipes.ts';

/** All that comes back for a request, but for the time of day. */
export interface Answer {
  readonly status: number;
  /** Headers, then the body: every byte that a caller can learn from. */
  readonly text: string;
  readonly body: Data;
}

/** Asks with one and the same trace id each time, so that two equal answers are equal byte for byte. */
export async function ask(
  { gateway }: TestFactory,
  token: string | null,
  request: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      'content-type': 'application/json',
      traceparent: `00-${'0123456789abcdef'.repeat(2)}-${'0123456789abcdef'}-01`,
      ...headers,
    },
    body: JSON.stringify(request),
  });
  const body = await response.text();
  const told = [...response.headers].filter(([name]) => name !== 'date').sort();
  const text = [response.status, ...told.map((header) => header.join(': ')), body].join('\n');
  return { status: response.status, text, body: JSON.parse(body) };
}

/** The API schema, by introspection. */
export async function introspect(client: Client): Promise<GraphQLSchema> {
  return buildClientSchema(await client.data(getIntrospectionQuery()));
}

/** What a recipe's own tenant asks to see what is attacked. */
export function ownRequest(schema: GraphQLSchema, coordinate: string, own: Names): Request {
  const recipe = queryRecipes[coordinate];
  const [args = {}] = recipe?.attacks(own) ?? [];
  const steps = [...(recipe?.way(own) ?? []), { field: fieldIn(coordinate), args }];
  return operationOf(schema, 'query', steps);
}

/** Of every list a tenant's cursor, and where its live updates stand. */
export async function readCursors(
  client: Client,
  schema: GraphQLSchema,
  own: Names,
): Promise<Record<string, string>> {
  const cursors: Record<string, string> = {};
  for (const coordinate of Object.keys(queryRecipes)) {
    const { query, variables } = ownRequest(schema, coordinate, own);
    if (!query.includes('pageInfo')) continue;
    const data = await client.data(query, variables);
    const way = queryRecipes[coordinate]?.way(own) ?? [];
    const fields = [...way.map(({ field }) => field), fieldIn(coordinate)];
    const found = fields.reduce((inner, field) => inner?.[field], data);
    if (found?.pageInfo?.startCursor) cursors[coordinate] = found.pageInfo.startCursor;
  }
  const { reviewQueue, incidents } = await client.data(
    '{ reviewQueue(first: 1) { liveCursor } incidents(first: 1) { liveCursor } }',
  );
  return {
    ...cursors,
    'live.reviewQueue': reviewQueue.liveCursor,
    'live.incidents': incidents.liveCursor,
  };
}
