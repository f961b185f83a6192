import { describe, expect, it } from 'vitest';
import {
  ask,
  federatedGraph,
  preparedOperation,
  testScope,
} from '../../test/support/federated-graph.ts';
import { openShop } from '../../test/support/shop.ts';
import { createEngine } from './compiled.ts';

const shop = openShop();
const engine = await createEngine(shop.supergraphSdl, shop.ports);

describe('an engine', () => {
  it('is not made of what is no supergraph', async () => {
    await expect(createEngine('type Query { a: Int }', new Map())).rejects.toThrow();
    await expect(createEngine('type {', new Map())).rejects.toThrow();
  });

  it('refuses an operation to whose fields too many ways lead, and says so each time', async () => {
    const shared = (name: string) =>
      `type Query { ${name}: T } type T @key(fields: "id") { id: ID! next: T @shareable ${name}: Int }`;
    const graph = federatedGraph({ a: { sdl: shared('x') }, b: { sdl: shared('y') } });
    const hostile = await createEngine(graph.supergraphSdl, graph.ports);
    const source = `{ x { ${'next { '.repeat(14)} x y ${'}'.repeat(14)} } }`;

    for (const _ of [1, 2]) {
      await expect(ask(hostile, source)).rejects.toMatchObject({
        extensions: { code: 'OPERATION_TOO_LARGE' },
      });
    }
  });

  it('refuses variables that do not fit, with a message of bounded length, before anything is fetched', async () => {
    shop.take();
    const source = 'query ($first: Int!) { products(first: $first) { name } }';

    await expect(ask(engine, source, { first: 'x'.repeat(5_000) })).rejects.toMatchObject({
      extensions: { code: 'BAD_USER_INPUT' },
      message: expect.stringMatching(/^.{50,301}$/),
    });
    await expect(ask(engine, source)).rejects.toThrow('was not provided');
    expect(shop.take()).toEqual([]);
  });

  it('plans what it is told to before anybody asks, also where some of it is beyond it', async () => {
    const prepared = preparedOperation(engine, '{ products { name inStock } }');
    await engine.warm([
      prepared,
      { ...prepared, key: 'broken', document: { ...prepared.document, definitions: [] } },
    ]);

    expect(await ask(engine, '{ products { name inStock } }')).toMatchObject({ errors: [] });
  });

  it('shows its plan to people', async () => {
    const text = await engine.explain(preparedOperation(engine, '{ products { name inStock } }'));

    expect(text).toContain('Fetch(service: "products")');
    expect(text).toContain('Flatten(path: "products.@")');
  });

  it('fetches nothing more for somebody who has gone', async () => {
    shop.take();
    const gone = AbortSignal.abort();
    const prepared = preparedOperation(engine, '{ products { name inStock } }');
    const answer = await engine.execute({
      prepared,
      variables: {},
      scope: testScope,
      signal: gone,
    });

    expect('errors' in answer && answer.errors).toHaveLength(1);
    expect(shop.take()).toEqual([]);
  });
});

describe('a subgraph', () => {
  const sdl = { sdl: 'type Query { a: Int b: T } type T @key(fields: "id") { id: ID! }' };
  const more = { sdl: 'type T @key(fields: "id") { id: ID! x: Int }' };
  const graph = federatedGraph({ one: sdl, two: more });

  /** The answer where subgraphs answer with what a test says, whatever they are asked. */
  async function answering(one: unknown, two: unknown, source = '{ a b { x } }') {
    const port = (name: string, answer: unknown) => {
      const real = graph.ports.get(name);
      if (!real) throw new Error('The graph has lost a subgraph.');
      return [
        name,
        { ...real, prepare: () => async () => structuredClone(answer) as object },
      ] as const;
    };
    const strange = await createEngine(
      graph.supergraphSdl,
      new Map([port('one', one), port('two', two)]),
    );
    return ask(strange, source);
  }

  const b = { data: { a: 1, b: { __typename: 'T', id: '1' } } };

  it.each([
    ['nothing', null],
    ['a text', 'text'],
    ['an empty object', {}],
    ['data that is a list', { data: [] }],
    ['no data and no errors', { data: null, errors: [] }],
  ])('that answers %s is told as an error, never as silence', async (_, strange) => {
    expect((await answering(strange, {})).errors).toHaveLength(1);
    expect((await answering(b, strange)).errors).toHaveLength(1);
  });

  it('that answers about too few or too many entities is told as an error', async () => {
    for (const _entities of [[], [null, null], 'text', null]) {
      const { data, errors } = await answering(b, { data: { _entities } });
      expect(data).toEqual({ a: 1, b: { x: null } });
      expect(errors.map(({ message }) => message)).toEqual([
        'Expected "data._entities" to contain 1 elements',
      ]);
    }
  });

  it('that says of entities what are none is not believed', async () => {
    for (const entity of ['text', 7, [], null]) {
      expect(await answering(b, { data: { _entities: [entity] } })).toEqual({
        data: { a: 1, b: { x: null } },
        errors: [],
      });
    }
  });

  it('that says an error of an entity that is not there is told without a place', async () => {
    const errors = [{ message: 'Whose?', path: ['_entities', 7, 'x'] }];
    const answer = await answering(b, { data: { _entities: [{ x: 1 }] }, errors });

    expect(answer.errors).toEqual([{ message: 'Whose?', path: null }]);
  });

  it('that sends names which every object has changes nothing but its answer', async () => {
    const sent = JSON.parse(
      '{"data":{"_entities":[{"x":1,"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}]}}',
    );
    const answer = await answering(b, sent);

    expect(answer).toEqual({ data: { a: 1, b: { x: 1 } }, errors: [] });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
