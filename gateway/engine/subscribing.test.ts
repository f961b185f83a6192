import type { ExecutionResult } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { Stream } from '../../subgraphs/kernel/stream.ts';
import {
  type FederatedGraph,
  federatedGraph,
  preparedOperation,
  testScope,
} from '../../test/support/federated-graph.ts';
import type { Departure } from '../fetch/departure.ts';
import { createEngine } from './compiled.ts';
import type { Engine } from './engine.ts';
import { createReferenceEngine } from './reference.ts';

const ticks = ['1', '2', '3'];

/** A subgraph with events, whose products another one knows more of. */
const graph: FederatedGraph = federatedGraph({
  events: {
    sdl: `
      type Query { ok: Boolean }
      type Subscription { ticked(count: Int = 3): Tick brokenStart: Tick failing: Tick needed: Tick! }
      type Tick { number: Int name: String broken: String product: Product }
      type Product @key(fields: "id") { id: ID! }`,
    resolvers: {
      Subscription: {
        ticked: {
          async *subscribe(_: unknown, { count }: { count: number }) {
            for (const id of ticks.slice(0, count))
              yield { ticked: { number: Number(id), name: `t${id}`, product: { id } } };
          },
        },
        brokenStart: {
          subscribe: () => {
            throw new Error('It does not start.');
          },
        },
        failing: {
          async *subscribe() {
            yield { failing: { number: 1, product: { id: '2' } } };
          },
        },
        needed: {
          async *subscribe() {
            yield { needed: null };
          },
        },
      },
      Tick: {
        broken: () => {
          throw new Error('broken');
        },
      },
    },
  },
  products: {
    sdl: 'type Product @key(fields: "id") { id: ID! label: String picky: String! }',
    resolvers: {
      Product: {
        __resolveReference: (reference: object) => reference,
        label: ({ id }: { id: string }) => `label ${id}`,
        picky: ({ id }: { id: string }) => {
          if (id === '2') throw new Error('not this one');
          return 'fine';
        },
      },
    },
  },
});

const engines: readonly [string, Engine][] = [
  ['compiled', await createEngine(graph.supergraphSdl, graph.ports)],
  ['reference', await createReferenceEngine(graph.supergraphSdl, graph.ports)],
];
const [[, engine]] = engines as [[string, Engine]];

async function subscribed(to: Engine, source: string, variables = {}) {
  const prepared = preparedOperation(to, source);
  return to.subscribe({ prepared, variables, scope: testScope });
}

async function events(to: Engine, source: string, variables = {}): Promise<unknown[]> {
  const stream = await subscribed(to, source, variables);
  if (!(Symbol.asyncIterator in stream)) return [shown(stream)];
  const found: unknown[] = [];
  for await (const event of stream) found.push(shown(event));
  return found;
}

function shown({ data, errors }: ExecutionResult) {
  return {
    data: data === undefined ? undefined : JSON.parse(JSON.stringify(data)),
    errors: errors?.map(({ message, path }) => [message, path]),
  };
}

describe('each event', () => {
  it.each(engines)('is hydrated from all subgraphs (%s)', async (_, each) => {
    const found = await events(
      each,
      'subscription { t: ticked(count: 2) { number product { id name: label } } }',
    );

    expect(found).toEqual(
      [1, 2].map((number) => ({
        data: { t: { number, product: { id: String(number), name: `label ${number}` } } },
        errors: undefined,
      })),
    );
  });

  it.each(engines)('has its own errors, and the next is none the worse (%s)', async (_, each) => {
    const found = await events(each, 'subscription { ticked { number product { picky } } }');

    expect(found).toEqual([
      { data: { ticked: { number: 1, product: { picky: 'fine' } } }, errors: undefined },
      {
        data: { ticked: { number: 2, product: null } },
        errors: [['not this one', ['ticked', 'product', 'picky']]],
      },
      { data: { ticked: { number: 3, product: { picky: 'fine' } } }, errors: undefined },
    ]);
  });

  it.each(engines)('may come with errors of its own subgraph (%s)', async (_, each) => {
    const [event] = await events(each, 'subscription { ticked(count: 1) { number broken } }');

    expect(event).toEqual({
      data: { ticked: { number: 1, broken: null } },
      errors: [['broken', ['ticked', 'broken']]],
    });
  });

  it('is what conditions leave of it, at the root too', async () => {
    // graphql-js validates only constant conditions at the root of a subscription.
    const source =
      'subscription ($x: Boolean!, $n: Int) { ... @include(if: true) { ticked(count: $n) { number @skip(if: $x) name } } }';

    expect(await events(engine, source, { x: true, n: 1 })).toEqual([
      { data: { ticked: { name: 't1' } }, errors: undefined },
    ]);
  });

  it('has the names of the client, whatever the plan selects for itself', async () => {
    const found = await events(
      engine,
      'subscription { id: ticked(count: 1) { id: name product { id: label } } }',
    );

    expect(found).toEqual([
      { data: { id: { id: 't1', product: { id: 'label 1' } } }, errors: undefined },
    ]);
  });

  it('without data says why', async () => {
    expect(await events(engine, 'subscription { needed { number } }')).toEqual([
      {
        data: null,
        errors: [['Cannot return null for non-nullable field Subscription.needed.', ['needed']]],
      },
    ]);
  });
});

describe('a subscription', () => {
  it.each(engines)('that does not start is one result (%s)', async (_, each) => {
    const result = await subscribed(each, 'subscription { brokenStart { number } }');

    expect(Symbol.asyncIterator in result).toBe(false);
    expect((result as ExecutionResult).errors?.map(({ message }) => message)).toEqual([
      'It does not start.',
    ]);
  });

  it('with wrong variables does not start', async () => {
    const source = 'subscription ($n: Int!) { ticked(count: $n) { number } }';

    await expect(subscribed(engine, source, { n: 'x' })).rejects.toThrow('Int cannot represent');
  });

  it('defers nothing', async () => {
    const found = await events(
      engine,
      'subscription { ticked(count: 1) { ... @defer { number } } }',
    );

    expect(found).toEqual([{ data: { ticked: { number: 1 } }, errors: undefined }]);
  });

  it('ends at its source when its reader goes, also while an event is being hydrated', async () => {
    let isOver = false;
    let hydrating = () => {};
    const isHydrating = new Promise<AbortSignal | undefined>((resolve) => {
      hydrating = () => resolve(undefined);
    });
    const signals: (Departure | undefined)[] = [];
    const ports = new Map(graph.ports);
    const products = graph.ports.get('products');
    const source = graph.ports.get('events');
    if (!products || !source) throw new Error('The graph has lost a subgraph.');
    ports.set('products', {
      ...products,
      prepare:
        () =>
        (_, { signal }) =>
          new Promise((_resolve, reject) => {
            signals.push(signal);
            signal?.addEventListener('abort', () => reject(signal.reason));
            hydrating();
          }),
    });
    ports.set('events', {
      ...source,
      async subscribe(...asked) {
        const stream = (await source.subscribe(...asked)) as Stream<ExecutionResult>;
        return {
          ...stream,
          return: () => {
            isOver = true;
            return stream.return();
          },
        };
      },
    });
    const slow = await createEngine(graph.supergraphSdl, ports);
    const stream = (await subscribed(
      slow,
      'subscription { ticked { product { label } } }',
    )) as Stream<ExecutionResult>;
    const pending = stream.next();
    await isHydrating;

    await stream.return();

    expect(await pending).toEqual({ done: true, value: undefined });
    expect(isOver).toBe(true);
    expect(signals.map((signal) => signal?.aborted)).toEqual([true]);
  });

  it('hands on what its subgraph says beside the data, and what has no data', async () => {
    const source = graph.ports.get('events');
    if (!source) throw new Error('The graph has lost a subgraph.');
    const told: ExecutionResult[] = [
      { extensions: { place: 'a' } },
      { data: { ticked: { number: 1 } }, extensions: { place: 'b' } },
    ];
    const ports = new Map(graph.ports).set('events', {
      ...source,
      subscribe: async () =>
        (async function* () {
          yield* told;
        })(),
    });
    const placed = await createEngine(graph.supergraphSdl, ports);
    const stream = (await subscribed(
      placed,
      'subscription { ticked { number } }',
    )) as Stream<ExecutionResult>;
    const found: ExecutionResult[] = [];
    for await (const event of stream) found.push(event);

    expect(found.map(({ extensions }) => extensions)).toEqual([{ place: 'a' }, { place: 'b' }]);
    expect(found.map((event) => 'data' in event)).toEqual([false, true]);
  });
});
