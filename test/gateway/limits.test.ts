import { parse } from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openRawSocket, type RawSocket } from './raw-socket.ts';
import { openTinyGateway, type TinyGateway } from './tiny-gateway.ts';

// Operations that would cost far more than they weigh. Each is refused by every door, before any subgraph is
// asked; what they cost is bounded by these suites' own time limit.

let gateway: TinyGateway;
let open: TinyGateway;
let socket: RawSocket;
let openSocket: RawSocket;

beforeAll(async () => {
  gateway = await openTinyGateway();
  open = await openTinyGateway({ introspection: true });
  socket = await openRawSocket(gateway.url);
  await socket.init(await gateway.token('acme', 'ada'));
  openSocket = await openRawSocket(open.url);
  await openSocket.init(await open.token('acme', 'ada'));
});
afterAll(async () => {
  for (const each of [socket, openSocket]) {
    each.close();
    await each.closed;
  }
  await gateway.stop();
  await open.stop();
});
beforeEach(() => {
  gateway.fetches.splice(0);
  open.fetches.splice(0);
});

/** The codes that an operation is answered with by HTTP and by WebSocket. */
async function codesOf(
  query: string,
  variables?: object,
  at = { gateway, socket },
): Promise<{ readonly http: unknown; readonly status: number; readonly ws: unknown }> {
  const { status, body } = await at.gateway.post({ query, variables });
  at.socket.subscribe('x', query, variables);
  const message = await at.socket.next();
  const errors = message.type === 'error' ? message.payload : message.payload.errors;
  if (message.type === 'next') await at.socket.next();
  const codes = (list: readonly { readonly extensions: { readonly code: string } }[] = []) => [
    ...new Set(list.map(({ extensions }) => extensions.code)),
  ];
  return { status, http: codes(body.errors), ws: codes(errors) };
}

const repeated = (count: number, part: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => part(index)).join(' ');
const nested = (depth: number, inner: string) =>
  `${'self { '.repeat(depth)}${inner}${' }'.repeat(depth)}`;
const bomb = (levels: number, leaf: string) =>
  `${repeated(levels, (i) => `fragment F${i} on Project { ...F${i + 1} ...F${i + 1} }`)} fragment F${levels} on Project { ${leaf} }`;

describe('an operation that is too large', () => {
  it.each([
    ['deep', `{ projects { ${nested(10, 'id')} } }`],
    ['of a hundred levels', `{ projects { ${nested(100, 'id')} } }`],
    [
      'deep by fragments',
      `{ projects { ...A } } fragment A on Project { ${nested(5, '...B')} } fragment B on Project { ${nested(5, 'id')} }`,
    ],
    ['full of aliases', `{ projects { ${repeated(16, (i) => `a${i}: reviewCount`)} } }`],
    ['full of root aliases', `{ ${repeated(16, (i) => `a${i}: who`)} }`],
    ['full of root fields', `{ ${repeated(21, () => 'who')} }`],
    [
      'full of root fields in a fragment',
      `{ ...A } fragment A on Query { ${repeated(21, () => 'who')} }`,
    ],
    ['full of directives', `{ who ${repeated(51, () => '@skip(if: false)')} }`],
    ['full of directives on itself', `query ${repeated(51, (i) => `@a${i}`)} { who }`],
    ['full of fields', `{ projects { ${repeated(501, () => 'id')} } }`],
    ['a bomb of 2^14', `{ projects { ...F0 } } ${bomb(14, 'id name')}`],
    ['a bomb of 2^18', `{ projects { ...F0 } } ${bomb(18, 'id name')}`],
    ['a bomb of 2^40', `{ projects { ...F0 } } ${bomb(40, 'id name')}`],
    ['long', `{ who ${','.repeat(15_000)} }`],
    ['of many tokens', `{ ${'who '.repeat(2_000)} }`],
    ['full of variables', `query (${repeated(600, (i) => `$v${i}: Int`)}) { who }`],
  ])('is refused by HTTP and WebSocket alike: %s', async (_, query) => {
    expect(await codesOf(query)).toEqual({
      status: 400,
      http: ['OPERATION_TOO_LARGE'],
      ws: ['OPERATION_TOO_LARGE'],
    });
    expect(gateway.fetches).toEqual([]);
  });

  it('is refused as a subscription too', async () => {
    socket.subscribe(
      'x',
      `subscription { reviewTouched { review { project { ${nested(10, 'id')} } } } }`,
    );

    expect(await socket.next()).toMatchObject({
      type: 'error',
      payload: [{ extensions: { code: 'OPERATION_TOO_LARGE' } }],
    });
    expect(gateway.world.touched.listeners).toBe(0);
  });

  it('may be as large as is allowed', async () => {
    const fits = [
      `{ projects { ${'next { '.repeat(8)} id ${'}'.repeat(8)} } }`,
      `{ projects { ${repeated(15, (i) => `a${i}: reviewCount`)} } }`,
      `{ ${repeated(20, () => 'who')} }`,
      `{ projects { ${repeated(499, () => 'id')} } }`,
    ];
    for (const query of fits)
      expect(await codesOf(query)).toEqual({ status: 200, http: [], ws: [] });
  });
});

describe('an operation that only a planner finds large', () => {
  // Both subgraphs can go on at every step, so the plans double with each.
  const hostile = `{ projects { ${nested(8, 'name reviewCount')} } }`;

  it('is small by every measure of its text', () => {
    expect(parse(hostile).definitions).toHaveLength(1);
    expect(hostile.length).toBeLessThan(150);
  });

  it('is refused by the planner’s own limits, by every door', async () => {
    expect(await codesOf(hostile)).toEqual({
      status: 400,
      http: ['OPERATION_TOO_LARGE'],
      ws: ['OPERATION_TOO_LARGE'],
    });
    expect(gateway.fetches).toEqual([]);
  });

  it('is refused as a subscription too', async () => {
    const inner = nested(6, 'name reviewCount');
    socket.subscribe('x', `subscription { reviewTouched { review { project { ${inner} } } } }`);

    const { payload } = await socket.next();
    expect(payload.errors).toMatchObject([{ extensions: { code: 'OPERATION_TOO_LARGE' } }]);
    await socket.next();
    expect(gateway.world.touched.listeners).toBe(0);
  });

  it('of moderate depth is planned', async () => {
    const { body } = await gateway.post({ query: `{ project(id: "1") { ${nested(4, 'name')} } }` });

    expect(JSON.stringify(body)).toContain('Project 1');
  });
});

describe('values', () => {
  const deep = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

  it('may be nested as deep as a body can hold, and end nobody', async () => {
    const { status, body } = await gateway.post(
      `{"query":"query ($v: JSON) { echo(value: $v) }","variables":{"v":${deep(100_000)}}}`,
    );

    expect([200, 400, 500]).toContain(status);
    expect(JSON.stringify(body).length).toBeLessThan(1_000_000);
    expect((await gateway.post({ query: '{ who }' })).status).toBe(200);
  });

  it('of the same name a thousand times are one', async () => {
    const variables = `{${repeated(1_000, () => '"v":1').replaceAll(' ', ',')}}`;
    const { status } = await gateway.post(`{"query":"{ who }","variables":${variables}}`);

    expect(status).toBe(200);
  });
});

describe('introspection', () => {
  const whole =
    '{ __schema { types { name fields { name type { name ofType { name ofType { name } } } } } } }';

  it('is refused where it is off', async () => {
    for (const query of [
      whole,
      '{ __type(name: "Query") { name } }',
      '{ who __schema { queryType { name } } }',
    ]) {
      expect(await codesOf(query)).toEqual({
        status: 400,
        http: ['GRAPHQL_VALIDATION_FAILED'],
        ws: ['GRAPHQL_VALIDATION_FAILED'],
      });
    }
  });

  it('may be done where it is on, by both doors, without asking any subgraph', async () => {
    expect(await codesOf(whole, undefined, { gateway: open, socket: openSocket })).toEqual({
      status: 200,
      http: [],
      ws: [],
    });
    expect(open.fetches).toEqual([]);
  });

  it('shows nothing of federation', async () => {
    const { text } = await open.post({ query: whole });

    expect(text).not.toMatch(/_entities|_service|_Any|join__|link__/);
  });

  it.each([
    [
      'lists within lists',
      `{ __schema { types { ${'fields { type { '.repeat(4)}name${'} }'.repeat(4)} } } }`,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'too deep',
      `{ __schema { types { ${'ofType { '.repeat(25)}name${'}'.repeat(25)} } } }`,
      'OPERATION_TOO_LARGE',
    ],
    [
      'a bomb',
      `{ __schema { types { ...F0 } } } ${bomb(12, 'name').replaceAll('Project', '__Type')}`,
      'OPERATION_TOO_LARGE',
    ],
    [
      'beside fields, deep',
      `{ who __schema { types { ${'ofType { '.repeat(10)}name${'}'.repeat(10)} } } }`,
      'OPERATION_TOO_LARGE',
    ],
  ])('has limits of its own: %s', async (_, query, code) => {
    expect(await codesOf(query, undefined, { gateway: open, socket: openSocket })).toEqual({
      status: 400,
      http: [code],
      ws: [code],
    });
  });
});

describe('the doors of a subgraph', () => {
  it.each(['{ _service { sdl } }', '{ _entities(representations: []) { __typename } }'])(
    'are not there for a client: %s',
    async (query) => {
      for (const at of [
        { gateway, socket },
        { gateway: open, socket: openSocket },
      ]) {
        expect(await codesOf(query, undefined, at)).toEqual({
          status: 400,
          http: ['GRAPHQL_VALIDATION_FAILED'],
          ws: ['GRAPHQL_VALIDATION_FAILED'],
        });
      }
    },
  );
});
