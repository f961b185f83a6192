import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTinyGateway, type TinyGateway } from './tiny-gateway.ts';
import { secret } from './tiny-graph.ts';

let gateway: TinyGateway;

beforeAll(async () => {
  gateway = await openTinyGateway();
});
afterAll(() => gateway.stop());
beforeEach(() => {
  gateway.fetches.splice(0);
  gateway.lines.splice(0);
});

const codesOf = (body: {
  readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
}) => body.errors?.map(({ extensions }) => extensions.code);

describe('an operation', () => {
  it('is answered from every subgraph it needs', async () => {
    const { status, headers, body } = await gateway.post({
      query: '{ reviews { title project { name } } }',
    });

    expect({ status, body }).toEqual({
      status: 200,
      body: {
        data: {
          reviews: [
            { title: 'Review 1', project: { name: 'Project 1' } },
            { title: 'Review 2', project: { name: 'Project 2' } },
          ],
        },
      },
    });
    expect(headers.get('x-trace-id')).toMatch(/^[0-9a-f]{32}$/);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(gateway.fetches).toHaveLength(2);
  });

  it('runs as who the token says, in its tenant', async () => {
    const eve = `Bearer ${await gateway.token('globex', 'eve')}`;

    expect((await gateway.post({ query: '{ who }' })).body).toEqual({ data: { who: 'acme/ada' } });
    expect((await gateway.post({ query: '{ who }' }, { authorization: eve })).body).toEqual({
      data: { who: 'globex/eve' },
    });
  });

  it.each(['x-tenant-id', 'x-user', 'x-fs-assertion', 'x-forwarded-user', 'apollo-tenant'])(
    'is not moved by a header %s',
    async (name) => {
      const { body } = await gateway.post({ query: '{ who }' }, { [name]: 'globex' });

      expect(body).toEqual({ data: { who: 'acme/ada' } });
    },
  );

  it('keeps the trace that the caller is in', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;

    const { headers } = await gateway.post({ query: '{ who }' }, { traceparent });

    expect(headers.get('x-trace-id')).toBe(traceId);
  });

  it.each(['', 'x', '00-00000000000000000000000000000000-00f067aa0ba902b7-01', `00-${secret}`])(
    'gets a trace of its own instead of %j',
    async (traceparent) => {
      const { headers } = await gateway.post({ query: '{ who }' }, { traceparent });

      expect(headers.get('x-trace-id')).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
    },
  );

  it('is logged by known fields alone', async () => {
    await gateway.post({ query: '{ colour(of: CRIMSON) }', variables: { secret } });

    const served = gateway.lines.filter(({ msg }) => msg === 'served');
    expect(served).toHaveLength(1);
    expect(Object.keys(served[0] ?? {}).toSorted()).toEqual([
      'codes',
      'durationMs',
      'hostname',
      'level',
      'msg',
      'pid',
      'status',
      'time',
      'traceId',
      'transport',
    ]);
    expect(JSON.stringify(gateway.lines)).not.toContain(secret);
  });
});

describe('a request without a good token', () => {
  const query = '{ who }';

  it.each([
    ['none', undefined],
    ['another scheme', 'Basic YWRhOmFkYQ=='],
    ['no token', 'Bearer'],
    ['something else', 'Bearer hello'],
    ['two of them', 'Bearer a b'],
    ['one that is not signed', 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.'],
  ])('is unauthenticated: %s', async (_, authorization) => {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(authorization === undefined ? {} : { authorization }),
      },
      body: JSON.stringify({ query }),
    });
    const body = await response.json();

    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(body).toEqual({
      errors: [
        {
          message: expect.any(String),
          extensions: { code: 'UNAUTHENTICATED', traceId: response.headers.get('x-trace-id') },
        },
      ],
    });
    expect(gateway.fetches).toEqual([]);
  });

  it('is unauthenticated when it has expired', async () => {
    const old = await gateway.token('acme', 'ada', 16 * 60_000);

    const { status, body } = await gateway.post({ query }, { authorization: `Bearer ${old}` });

    expect(status).toBe(401);
    expect(codesOf(body)).toEqual(['UNAUTHENTICATED']);
  });

  it('is forbidden when its person is no member of the tenant', async () => {
    const ben = await gateway.token('acme', 'ben');

    const { status, body } = await gateway.post({ query }, { authorization: `Bearer ${ben}` });

    expect(status).toBe(403);
    expect(body.errors).toMatchObject([
      { message: 'You are no member of this tenant.', extensions: { code: 'FORBIDDEN' } },
    ]);
    expect(gateway.fetches).toEqual([]);
  });

  it('takes no token from anywhere else', async () => {
    const token = await gateway.token('acme', 'ada');
    const response = await fetch(`${gateway.url}/graphql?access_token=${token}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: `token=${token}` },
      body: JSON.stringify({ query, token, extensions: { token } }),
    });

    expect(response.status).toBe(401);
  });
});

describe('a request that is malformed', () => {
  it.each([
    ['no JSON', '{', 'BAD_USER_INPUT'],
    ['no UTF-8', Uint8Array.of(0x22, 0xff, 0x22), 'BAD_USER_INPUT'],
    ['empty', '', 'BAD_USER_INPUT'],
    ['null', 'null', 'BAD_USER_INPUT'],
    ['a text', '"{ who }"', 'BAD_USER_INPUT'],
    ['an empty object', {}, 'BAD_USER_INPUT'],
    ['a query that is no text', { query: 1 }, 'BAD_USER_INPUT'],
    ['an empty query', { query: '' }, 'GRAPHQL_PARSE_FAILED'],
    ['variables that are a text', { query: '{ who }', variables: '{}' }, 'BAD_USER_INPUT'],
    ['variables that are a list', { query: '{ who }', variables: [] }, 'BAD_USER_INPUT'],
    [
      'an operation name that is no text',
      { query: '{ who }', operationName: {} },
      'BAD_USER_INPUT',
    ],
    [
      'an unknown operation name',
      { query: 'query A { who }', operationName: 'B' },
      'BAD_USER_INPUT',
    ],
    ['two operations and no name', { query: 'query A { who } query B { who }' }, 'BAD_USER_INPUT'],
    ['a batch', [{ query: '{ who }' }, { query: '{ who }' }], 'BAD_USER_INPUT'],
    ['a batch of one', [{ query: '{ who }' }], 'BAD_USER_INPUT'],
    ['a syntax error', { query: '{ who' }, 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', { query: '{ whom }' }, 'GRAPHQL_VALIDATION_FAILED'],
    ['a value of another type', { query: '{ colour(code: "x") }' }, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'a fragment cycle',
      { query: '{ ...A } fragment A on Query { ...A }' },
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'a stored operation that is not known',
      { extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } } },
      'PERSISTED_QUERY_NOT_FOUND',
    ],
  ])('is answered with 400: %s', async (_, asked, code) => {
    const { status, body } = await gateway.post(asked);

    expect({ status, codes: codesOf(body) }).toEqual({ status: 400, codes: [code] });
    expect(gateway.fetches).toEqual([]);
  });

  it('suggests no names of the schema', async () => {
    for (const query of [
      '{ whoo }',
      '{ colour(of: CRIMSN) }',
      'mutation { rename(inptu: 1) { id } }',
    ]) {
      const { text } = await gateway.post({ query });

      expect(text).not.toMatch(/Did you mean|"who"|CRIMSON|"input"/);
    }
  });

  it.each([
    ['a variable of another type', 'query ($code: Int) { colour(code: $code) }', { code: 'x' }],
    [
      'a variable that is no such value',
      'query ($of: Colour) { colour(of: $of) }',
      { of: 'CRIMSN' },
    ],
    ['a variable that is missing', 'query ($id: ID!) { project(id: $id) { id } }', {}],
    ['a variable that is null', 'query ($id: ID!) { project(id: $id) { id } }', { id: null }],
    [
      'a variable with a field too many',
      'mutation ($i: RenameInput!) { rename(input: $i) { id } }',
      { i: { id: '1', name: 'x', colr: 'CRIMSON' } },
    ],
  ])('is the caller’s mistake, and suggests no names: %s', async (_, query, variables) => {
    const { status, text, body } = await gateway.post({ query, variables });

    expect({ status, codes: codesOf(body) }).toEqual({ status: 400, codes: ['BAD_USER_INPUT'] });
    expect(text).not.toMatch(/Did you mean|CRIMSON"|"colour"/);
    expect(gateway.fetches).toEqual([]);
  });

  it('may not subscribe by POST', async () => {
    const { status, body } = await gateway.post({ query: 'subscription { silent }' });

    expect({ status, codes: codesOf(body) }).toEqual({ status: 400, codes: ['BAD_USER_INPUT'] });
    expect(gateway.world.silent.listeners).toBe(0);
  });
});

describe('the way a request comes', () => {
  it.each(['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH'])(
    'is POST alone, and not %s',
    async (method) => {
      const query = encodeURIComponent('{ who }');
      const response = await fetch(`${gateway.url}/graphql?query=${query}`, {
        method,
        headers: {
          authorization: `Bearer ${await gateway.token('acme', 'ada')}`,
          'apollo-require-preflight': 'true',
        },
      });

      expect(response.status).toBe(405);
      expect(response.headers.get('allow')).toBe('POST');
      expect(gateway.fetches).toEqual([]);
    },
  );

  it('is POST for a mutation above all', async () => {
    const query = encodeURIComponent('mutation { rename(input: { id: "1", name: "x" }) { id } }');
    const response = await fetch(`${gateway.url}/graphql?query=${query}`, {
      headers: {
        authorization: `Bearer ${await gateway.token('acme', 'ada')}`,
        'content-type': 'application/json',
      },
    });

    expect(response.status).toBe(405);
    expect(gateway.fetches).toEqual([]);
  });

  it.each([
    'text/plain',
    'text/plain; charset=utf-8',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'message/http',
    'application/jsonx',
    'application/graphql',
    '',
  ])('is refused as %j, which a page elsewhere may send unasked', async (type) => {
    for (const more of [
      {},
      { 'apollo-require-preflight': 'true', 'x-apollo-operation-name': 'A' },
    ]) {
      const { status, body } = await gateway.post(
        { query: '{ who }' },
        { 'content-type': type, ...more },
      );

      expect({ status, codes: codesOf(body) }).toEqual({ status: 400, codes: ['BAD_USER_INPUT'] });
    }
    expect(gateway.fetches).toEqual([]);
  });

  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'APPLICATION/JSON;charset="UTF-8"',
  ])('may be %j', async (type) => {
    const { status } = await gateway.post({ query: '{ who }' }, { 'content-type': type });

    expect(status).toBe(200);
  });

  it('is not compressed, since a few bytes could become many', async () => {
    const bomb = gzipSync(
      JSON.stringify({ query: '{ who }', variables: { x: 'a'.repeat(10_000_000) } }),
    );

    for (const encoding of ['gzip', 'deflate', 'br', 'identity']) {
      const { status, body } = await gateway.post(bomb, { 'content-encoding': encoding });

      expect({ status, codes: codesOf(body) }).toEqual({ status: 400, codes: ['BAD_USER_INPUT'] });
    }
  });
});

describe('a body', () => {
  const sized = (bytes: number) => {
    const empty = JSON.stringify({ query: '{ who }', variables: { x: '' } });
    return empty.replace('""', `"${'a'.repeat(bytes - empty.length)}"`);
  };

  it('may have 256 KB', async () => {
    expect((await gateway.post(sized(256 * 1024))).status).toBe(200);
  });

  it('is refused with a byte more, and read no further', async () => {
    const { status, headers, body } = await gateway.post(sized(256 * 1024 + 1));

    expect({ status, codes: codesOf(body) }).toEqual({
      status: 400,
      codes: ['OPERATION_TOO_LARGE'],
    });
    expect(headers.get('x-trace-id')).toMatch(/^[0-9a-f]{32}$/);
    expect(gateway.fetches).toEqual([]);
  });

  it('without an end is refused as soon as it is too long', async () => {
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(65_536).fill(0x20)),
    });
    const answer = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await gateway.token('acme', 'ada')}`,
        'content-type': 'application/json',
      },
      body: endless,
      duplex: 'half',
    } as RequestInit).then(
      ({ status }) => status,
      () => 'cut',
    );

    // The connection ends while it is still being written to; a client may miss the answer.
    expect([400, 'cut']).toContain(answer);
    expect(gateway.fetches).toEqual([]);
  });
});

describe('a fault in a subgraph', () => {
  it.each(['{ broken }', '{ leaky { id } }', '{ projects { id broken } }'])(
    'is masked everywhere and logged: %s',
    async (query) => {
      const { status, text, body } = await gateway.post({ query });

      expect(status).toBe(200);
      expect(text).not.toContain(secret);
      expect(new Set(codesOf(body))).toEqual(new Set(['INTERNAL']));
      for (const error of body.errors) {
        expect(Object.keys(error).toSorted()).toEqual(['extensions', 'message', 'path']);
        expect(Object.keys(error.extensions).toSorted()).toEqual(['code', 'traceId']);
      }
      const traceId = body.errors[0].extensions.traceId;
      const logged = gateway.lines.filter((line) => line['traceId'] === traceId && line['err']);
      expect(JSON.stringify(logged)).toContain(secret);
    },
  );

  it('does not take away what the others have', async () => {
    const { body } = await gateway.post({ query: '{ projects { name broken } broken who }' });

    expect(body.data).toMatchObject({
      projects: [{ name: 'Project 1', broken: null }, {}, {}],
      broken: null,
      who: 'acme/ada',
    });
    expect(body.errors.map(({ path }: { path: unknown }) => path)).toEqual(
      expect.arrayContaining([['broken'], ['projects', 0, 'broken']]),
    );
  });

  it('that is a refusal says its sentence', async () => {
    const { status, body } = await gateway.post({ query: '{ refused who }' });

    expect(status).toBe(200);
    expect(body).toEqual({
      data: { refused: null, who: 'acme/ada' },
      errors: [
        {
          message: 'This is not for you.',
          path: ['refused'],
          extensions: { code: 'FORBIDDEN', traceId: expect.any(String) },
        },
      ],
    });
  });
});

describe('names that reach into prototypes', () => {
  const names = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'];

  it.each(names)('are nothing but names: alias %s', async (name) => {
    const { body } = await gateway.post({
      query: `{ projects { ${name}: reviewCount nested: self { ${name}: self { id } } } ${name}: who }`,
    });

    expectClean();
    // An answer or a refusal, but never a change of what all objects have.
    expect(body.data ?? body.errors).toBeTruthy();
  });

  it.each(names)('are nothing but names: variable %s', async (name) => {
    const variables = `{"value":{"${name}":{"polluted":true,"isAdmin":true}},"${name}":{"polluted":true}}`;
    const { body } = await gateway.post(
      `{"query":"query ($value: JSON) { echo(value: $value) }","variables":${variables}}`,
    );

    expectClean();
    expect(body.errors).toBeUndefined();
  });

  it('are nothing but names in the body itself', async () => {
    await gateway.post(
      '{"query":"{ who }","__proto__":{"polluted":true},"extensions":{"__proto__":{"polluted":true}}}',
    );

    expectClean();
  });

  function expectClean(): void {
    expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('polluted');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(({} as Record<string, unknown>)['id']).toBeUndefined();
  }
});

describe('a subgraph that cannot be reached', () => {
  it('is named, and the others answer', async () => {
    const { refusal } = await import('../../subgraphs/kernel/errors.ts');
    const away = await openTinyGateway({
      wrap: (port) =>
        port.name === 'studio'
          ? {
              ...port,
              prepare: () => () =>
                Promise.reject(refusal('SUBGRAPH_UNAVAILABLE', 'The studio is away.')),
            }
          : port,
    });

    const { status, body } = await away.post({ query: '{ projects { name reviewCount } }' });

    expect(status).toBe(200);
    expect(body.data.projects[0]).toEqual({ name: 'Project 1', reviewCount: null });
    expect(new Set(codesOf(body))).toEqual(new Set(['SUBGRAPH_UNAVAILABLE']));
    await away.stop();
  });

  it('when it is the Control Plane makes everything unavailable, to be tried again', async () => {
    const away = await openTinyGateway({
      wrap: (port) => ({
        ...port,
        ask: async () => ({ status: 500, contentType: 'text/plain', body: secret }),
      }),
    });

    const { status, body, text } = await away.post({ query: '{ who }' });

    expect({ status, codes: codesOf(body) }).toEqual({
      status: 503,
      codes: ['SUBGRAPH_UNAVAILABLE'],
    });
    expect(text).not.toContain(secret);
    await away.stop();
  });

  it('that fails in a way nobody foresaw is masked', async () => {
    const away = await openTinyGateway({
      wrap: (port) => ({
        ...port,
        prepare: () => () => Promise.reject(new Error(secret)),
      }),
    });

    const { body, text } = await away.post({ query: '{ who }' });

    expect(codesOf(body)).toEqual(['INTERNAL']);
    expect(text).not.toContain(secret);
    expect(JSON.stringify(away.lines)).toContain(secret);
    await away.stop();
  });
});

describe('a page elsewhere', () => {
  it('is told nothing by the browser unless its origin is listed', async () => {
    for (const [origin, allowed] of [
      ['https://evil.example.com', null],
      ['null', null],
      ['https://studio.example.com', 'https://studio.example.com'],
      [gateway.url, gateway.url],
    ] as const) {
      const { headers } = await gateway.post({ query: '{ who }' }, { origin });

      expect(headers.get('access-control-allow-origin')).toBe(allowed);
      expect(headers.get('access-control-allow-credentials')).toBeNull();
    }
  });
});
