import {
  type ExecutionResult,
  GraphQLError,
  GraphQLInt,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
} from 'graphql';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import type { Context } from './context.ts';
import { DomainError } from './domain.ts';
import { errorCodes, refusal } from './errors.ts';
import { createExecutable, type SubgraphRequest } from './executable.ts';
import { mapStream } from './stream.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
// Of the whole context an executable itself reads the trace id alone.
const context = { traceId } as Context;
const secret = 'password=hunter2';

const thrown = new Map<string, unknown>([
  ['bug', new TypeError(`Cannot read ${secret}`)],
  ['text', secret],
  ['domain', new DomainError('NOT_FOUND', secret)],
  ['foreign', new GraphQLError(secret, { extensions: { code: 'SOMETHING_ELSE' } })],
  ['uncoded', new GraphQLError(secret)],
  ...errorCodes.map((code) => [code, refusal(code, 'Said to the client.')] as const),
]);

const throwing = {
  type: GraphQLString,
  args: { what: { type: new GraphQLNonNull(GraphQLString) } },
  resolve: (_: unknown, { what }: { readonly what: string }) => {
    throw thrown.get(what);
  },
};
const query = new GraphQLObjectType({
  name: 'Query',
  fields: {
    hello: { type: GraphQLString, resolve: () => 'world' },
    throwing,
    inner: {
      type: new GraphQLObjectType({ name: 'Inner', fields: { throwing } }),
      resolve: Object,
    },
    wrong: { type: GraphQLInt, resolve: () => secret },
    missing: { type: new GraphQLNonNull(GraphQLString), resolve: () => null },
    number: {
      type: GraphQLInt,
      args: { of: { type: new GraphQLNonNull(GraphQLInt) } },
      resolve: (_: unknown, { of }: { readonly of: number }) => of,
    },
  },
});

/** Three events, of which the second cannot be resolved; then what `end` does. */
async function* events(end: () => void) {
  yield* [{ n: 1 }, { n: 'two' }, { n: 3 }];
  end();
}
const streaming = (end: () => void) => ({
  type: new GraphQLObjectType({ name: 'Event', fields: { n: { type: GraphQLInt } } }),
  subscribe: () => mapStream(events(end), (event) => event),
  resolve: (event: unknown) => event,
});
const subscription = new GraphQLObjectType({
  name: 'Subscription',
  fields: {
    counted: {
      ...streaming(() => {}),
      type: new GraphQLObjectType({ name: 'Counted', fields: { n: { type: GraphQLInt } } }),
    },
    failing: streaming(() => {
      throw thrown.get('bug');
    }),
    outdated: {
      ...throwing,
      subscribe: () =>
        mapStream(
          events(() => {}),
          () => Promise.reject(thrown.get('RESUME_TOO_OLD')),
        ),
    },
    refused: { ...throwing, subscribe: () => throwing.resolve(null, { what: 'FORBIDDEN' }) },
    broken: { ...throwing, subscribe: () => throwing.resolve(null, { what: 'bug' }) },
  },
});

/** An executable that writes its log into `lines`. */
function open() {
  const lines: Record<string, unknown>[] = [];
  const log = pino({ base: null }, { write: (line: string) => lines.push(JSON.parse(line)) });
  const executable = createExecutable(new GraphQLSchema({ query, subscription }), log);
  return {
    lines,
    ask: (text: string, variables?: SubgraphRequest['variables']) =>
      executable.execute({ query: text, variables }, context),
    async follow(text: string) {
      const stream = await executable.subscribe({ query: text }, context);
      if (!(Symbol.asyncIterator in stream)) return [stream];
      const results: ExecutionResult[] = [];
      for await (const result of stream) results.push(result);
      return results;
    },
  };
}

describe('a bug in a resolver', () => {
  it.each(['bug', 'text', 'domain', 'foreign', 'uncoded'])('is masked: %s', async (what) => {
    const { ask } = open();

    const answer = await ask(`{ hello throwing(what: "${what}") }`);

    expect(JSON.stringify(answer)).not.toContain(secret);
    expect(answer.data).toEqual({ hello: 'world', throwing: null });
    expect(answer.errors).toMatchObject([{ path: ['throwing'], extensions: { code: 'INTERNAL' } }]);
  });

  it('is logged once, with its cause and the trace', async () => {
    const { ask, lines } = open();

    await ask('{ throwing(what: "bug") }');

    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ traceId, err: { type: 'TypeError' } });
    expect(JSON.stringify(lines[0])).toContain(secret);
  });

  it('is in the log ten times for one answer, with how many more there were', async () => {
    const { ask, lines } = open();
    const aliases = Array.from({ length: 1_000 }, (_, at) => `a${at}: throwing(what: "bug")`);

    const { errors } = await ask(`{ ${aliases.join(' ')} }`);

    expect(errors).toHaveLength(1_000);
    expect(lines).toHaveLength(11);
    expect(lines[10]).toMatchObject({ traceId, untold: 990 });
  });

  it.each(['{ wrong }', '{ missing }'])('may be a value that does not fit: %s', async (text) => {
    const { ask, lines } = open();

    const answer = await ask(text);

    expect(answer.errors).toMatchObject([{ extensions: { code: 'INTERNAL' } }]);
    expect(JSON.stringify(answer)).not.toContain(secret);
    expect(lines).toHaveLength(1);
  });
});

describe('a refusal', () => {
  it.each(errorCodes)('passes as it is, unlogged, with its path: %s', async (code) => {
    const { ask, lines } = open();

    const { errors } = await ask(`{ inner { throwing(what: "${code}") } }`);

    expect(errors).toMatchObject([
      { message: 'Said to the client.', path: ['inner', 'throwing'], extensions: { code } },
    ]);
    expect(lines).toEqual([]);
  });
});

describe('a value that does not fit its type', () => {
  it('is the fault of the caller in a variable', async () => {
    const { ask, lines } = open();

    const answer = await ask('query ($of: Int!) { number(of: $of) }', { of: 'x' });

    expect(answer.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(answer.errors?.[0]?.message).toContain('$of');
    expect(lines).toEqual([]);
  });

  it('is the fault of the caller in an argument that became null', async () => {
    const { ask, lines } = open();

    const answer = await ask('query ($of: Int = 5) { number(of: $of) }', { of: null });

    expect(answer.errors).toMatchObject([
      { path: ['number'], extensions: { code: 'BAD_USER_INPUT' } },
    ]);
    expect(lines).toEqual([]);
  });

  it.each(['{ hello', '{ nothing }', 'query A { hello } query B { hello }'])(
    'is the fault of the caller in the operation: %s',
    async (text) => {
      const { ask } = open();

      expect((await ask(text)).errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    },
  );
});

describe('a subscription', () => {
  it('goes on after an event that could not be resolved', async () => {
    const { follow, lines } = open();

    const results = await follow('subscription { counted { n } }');

    expect(results).toMatchObject([
      { data: { counted: { n: 1 } } },
      { data: { counted: { n: null } }, errors: [{ extensions: { code: 'INTERNAL' } }] },
      { data: { counted: { n: 3 } } },
    ]);
    expect(lines).toHaveLength(1);
  });

  it('tells in a last result that its source failed, masked and logged', async () => {
    const { follow, lines } = open();

    const results = await follow('subscription { failing { n } }');

    expect(results).toHaveLength(4);
    expect(results.at(-1)).toMatchObject({ errors: [{ extensions: { code: 'INTERNAL' } }] });
    expect(JSON.stringify(results)).not.toContain(secret);
    expect(lines.at(-1)).toMatchObject({ traceId, err: { type: 'TypeError' } });
  });

  it('tells in a last result that it cannot be resumed', async () => {
    const { follow, lines } = open();

    expect(await follow('subscription { outdated(what: "") }')).toMatchObject([
      { errors: [{ extensions: { code: 'RESUME_TOO_OLD' } }] },
    ]);
    expect(lines).toEqual([]);
  });

  it.each([
    ['refused', 'FORBIDDEN'],
    ['broken', 'INTERNAL'],
  ])('that is %s is one result: %s', async (field, code) => {
    const { follow } = open();

    expect(await follow(`subscription { ${field}(what: "") }`)).toMatchObject([
      { errors: [{ extensions: { code } }] },
    ]);
  });
});
