import { Trace } from '@apollo/usage-reporting-protobuf';
import { buildSchema, type GraphQLSchema, isObjectType } from 'graphql';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import type { Context } from './context.ts';
import { refusal } from './errors.ts';
import { createTracedExecute } from './federated-trace.ts';

const now = new Date('2026-01-31T12:00:00.250Z');
// Of the whole context these operations read the time and the trace id alone.
const context = () => ({ now, traceId: '4bf92f3577b34da6a3ce929d0e0e4736' }) as Context;
const silent = pino({ level: 'silent' });

function schemaOf(sdl: string, resolvers: Record<string, Record<string, () => unknown>>) {
  const schema: GraphQLSchema = buildSchema(sdl);
  for (const [name, fields] of Object.entries(resolvers)) {
    const type = schema.getType(name);
    if (!isObjectType(type)) throw new Error(`${name} is no object`);
    for (const [field, resolve] of Object.entries(fields)) {
      Object.assign(type.getFields()[field] ?? {}, { resolve });
    }
  }
  return schema;
}

const sdl = `
  type Query { books: [Book!] refused: String broken: String later: String }
  type Book { title: String author: Author }
  type Author { name: String! }`;
const books = [{ title: 'Emma', author: { name: 'Jane' } }, { title: 'Walden' }];
const execute = createTracedExecute(
  schemaOf(sdl, {
    Query: {
      books: () => books,
      later: () => new Promise((resolve) => setImmediate(resolve, 'late')),
      refused: () => {
        throw refusal('FORBIDDEN', 'This is not for you.');
      },
      broken: () => Promise.reject(new Error('password=hunter2')),
    },
  }),
  silent,
);

async function ask(query: string) {
  const { data, errors, extensions } = await execute({ query }, context());
  const bytes = Buffer.from(String(extensions?.['ftv1']), 'base64');
  return { data, errors, bytes, trace: Trace.decode(bytes) };
}

/** A node as its path names it, without its times. */
function shape({ responseName, index, type, parentType, child = [] }: Trace.INode): unknown {
  const name = responseName || index;
  return child?.length ? [name, type, parentType, child.map(shape)] : [name, type, parentType];
}

describe('a trace', () => {
  it('has a node for every field, at its place in the answer', async () => {
    const { data, trace } = await ask('{ books { title author { name } } }');

    expect(data).toEqual({
      books: [
        { title: 'Emma', author: { name: 'Jane' } },
        { title: 'Walden', author: null },
      ],
    });
    expect(trace.root?.child?.map(shape)).toEqual([
      [
        'books',
        '[Book!]',
        'Query',
        [
          [
            0,
            '',
            '',
            [
              ['title', 'String', 'Book'],
              ['author', 'Author', 'Book', [['name', 'String!', 'Author']]],
            ],
          ],
          [
            1,
            '',
            '',
            [
              ['title', 'String', 'Book'],
              ['author', 'Author', 'Book'],
            ],
          ],
        ],
      ],
    ]);
  });

  it('tells the real name of a field under an alias', async () => {
    const { trace } = await ask('{ all: books { title } }');

    expect(trace.root?.child?.[0]).toMatchObject({
      responseName: 'all',
      originalFieldName: 'books',
    });
  });

  it('times the whole, and every field inside it until it is resolved', async () => {
    const { trace } = await ask('{ later books { title } }');
    const [later, all] = trace.root?.child ?? [];

    expect(trace.startTime).toMatchObject({ seconds: now.getTime() / 1000 - 0.25, nanos: 250e6 });
    expect(Number(trace.endTime?.seconds)).toBeGreaterThanOrEqual(Number(trace.startTime?.seconds));
    expect(later?.endTime).toBeGreaterThan(Number(all?.endTime));
    expect(Number(all?.startTime)).toBeLessThanOrEqual(Number(all?.endTime));
    expect(trace.durationNs).toBeGreaterThanOrEqual(Number(later?.endTime));
  });

  it('has the errors of the answer at their fields, as the client sees them', async () => {
    const { errors, trace, bytes } = await ask('{ refused broken }');

    expect(errors).toHaveLength(2);
    const told = trace.root?.child?.map(({ error }) => error?.map(({ message }) => message));
    expect(told).toEqual([
      ['This is not for you.'],
      ['Something went wrong here; the fault has been logged.'],
    ]);
    expect(bytes.toString('latin1')).not.toContain('hunter2');
  });

  it('has the refusal of an operation at its root', async () => {
    const { trace } = await ask('{ nothing }');

    expect(trace.root?.error?.[0]?.message).toContain('nothing');
  });

  it('is of one request alone, however many run at once', async () => {
    const [one, other] = await Promise.all([ask('{ later }'), ask('{ books { title } }')]);

    expect(one.trace.root?.child?.map(shape)).toEqual([['later', 'String', 'Query']]);
    expect(other.trace.root?.child?.map(({ responseName }) => responseName)).toEqual(['books']);
  });
});
