import { type ExecutionResult, parse, print } from 'graphql';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  type GuardedEngine,
  guardedSdl,
  openGuardedEngine,
  prepared,
  scopeOf,
  scopeWith,
} from '../../test/support/guarded-graph.ts';
import { readAnswer } from '../engine/engine.ts';
import { type Authorization, createAuthorization } from './authorization.ts';
import { policies } from './policies.ts';

let engine: GuardedEngine;
let authorization: Authorization;
beforeEach(() => {
  engine = openGuardedEngine();
  authorization = guarding('cut');
});

const guarding = (unauthorizedFields: 'cut' | 'refuse') =>
  createAuthorization(engine, { supergraph: parse(guardedSdl), unauthorizedFields, policies });

const guarded = (source: string, operationName?: string) => {
  const operation = prepared(source, operationName);
  return { ...operation, guard: authorization.guard(operation) };
};

async function ask(
  source: string,
  scope = scopeWith([]),
  variables: object = {},
): Promise<ExecutionResult> {
  const operation = { prepared: guarded(source), variables: { ...variables }, scope };
  const answer = await authorization.execute(operation);
  if ('subsequent' in answer) throw new Error('Nobody asked for parts.');
  return JSON.parse(JSON.stringify(readAnswer(answer)));
}

/** The document that the engine was asked to run, on one line. */
const ran = () =>
  engine.asked.map(({ prepared: { document } }) => print(document).replaceAll(/\s+/g, ' '));
const places = ({ errors }: ExecutionResult) => errors?.map(({ path }) => path?.join('.'));
const codes = ({ errors }: ExecutionResult) => [
  ...new Set(errors?.map(({ extensions }) => extensions?.['code'])),
];

describe('an operation all of whose requirements are met', () => {
  it('is run as it is', async () => {
    const source = '{ me { email } audit }';
    const answer = await ask(source, scopeWith(['admin', 'audit']));

    expect(answer).toEqual({ data: { me: { email: 'bob@example.com' }, audit: 'audit' } });
    expect(engine.asked[0]?.prepared.key).toBe(source);
  });

  it('is decided at each request anew, never for the next caller too', async () => {
    const one = { prepared: guarded('{ me { email } }'), variables: {} };
    const emailFor = async (...names: string[]) =>
      readAnswer((await authorization.execute({ ...one, scope: scopeWith(names) })) as never).data;

    expect(await emailFor('admin')).toEqual({ me: { email: 'bob@example.com' } });
    expect(await emailFor()).toEqual({ me: { email: null } });
    expect(await emailFor('admin')).toEqual({ me: { email: 'bob@example.com' } });
  });
});

describe('a field that the caller may not have', () => {
  it('is never fetched, is null in its place, and is an error with its path', async () => {
    const answer = await ask('{ me { name email id } open }');

    expect(ran()).toEqual(['{ me { _runtimeType: __typename name id } open }']);
    expect(JSON.stringify(answer.data)).toBe(
      '{"me":{"name":"Name bob","email":null,"id":"bob"},"open":"open"}',
    );
    expect(answer.errors).toEqual([
      {
        message: 'You may not ask for email; it needs user:read and pii:read, or admin.',
        path: ['me', 'email'],
        extensions: { code: 'FORBIDDEN' },
      },
    ]);
  });

  it('is an UNAUTHENTICATED error where nobody has signed in', async () => {
    expect(codes(await ask('{ me { email } }', scopeOf()))).toEqual(['UNAUTHENTICATED']);
  });

  it('takes the variables and fragments with it that only it used', async () => {
    const source =
      'mutation ($t: String, $f: Boolean!) { touch @include(if: $f) publish(title: $t) { ...P } } fragment P on Post { id }';
    const answer = await ask(source, scopeWith([]), { t: 'T', f: true });

    expect(ran()).toEqual(['mutation ($f: Boolean!) { touch @include(if: $f) }']);
    expect(answer.data).toEqual({ touch: 'touched', publish: null });
  });

  it('has an error at each of its places in lists', async () => {
    const answer = await ask('{ users { friends { email } } teams { email } }');

    expect(places(answer)).toEqual([
      'users.1.friends.0.email',
      'users.1.friends.1.email',
      'teams.0.0.email',
      'teams.1.0.email',
    ]);
  });

  it('has no error where its object is not there', async () => {
    expect(await ask('{ me { boss { boss { email } } } }')).toEqual({
      data: { me: { boss: { boss: null } } },
    });
  });

  it('goes by the name the client gives it', async () => {
    const answer = await ask('{ me { mail: email } }');

    expect(answer.data).toEqual({ me: { mail: null } });
    expect(places(answer)).toEqual(['me.mail']);
  });

  it('is not there where the client skips it', async () => {
    const source = 'query ($f: Boolean = true) { me { id email @skip(if: $f) } }';

    expect(await ask(source)).toEqual({ data: { me: { id: 'bob' } } });
    expect(places(await ask(source, scopeWith([]), { f: false }))).toEqual(['me.email']);
  });

  it('leaves an object empty that has nothing else, if the object is there', async () => {
    const answer = await ask('{ me { email } }');

    expect(answer.data).toEqual({ me: { email: null } });
    expect(ran()).toEqual(['{ me { _runtimeType: __typename } }']);
  });
});

describe('a refused field that may not be null', () => {
  const service = scopeOf({ userId: 's', kind: 'SERVICE', grants: [] });

  it.each([
    ['its object, where that may be null', '{ me { token } open }', '{"me":null,"open":"open"}'],
    [
      'the list of objects that may not',
      '{ me { friends { token } id } }',
      '{"me":{"friends":null,"id":"bob"}}',
    ],
    ['items of a list that may', '{ teams { token } }', '{"teams":[[null,null],[null],[]]}'],
    ['the whole answer', '{ open you { token } }', 'null'],
    ['the whole answer from a list', '{ users { token } }', 'null'],
  ])('takes with it %s', async (_, source, data) => {
    expect(JSON.stringify((await ask(source, service)).data)).toBe(data);
  });

  it('is told all the same', async () => {
    expect(places(await ask('{ users { token } }', service))).toEqual([
      'users.0.token',
      'users.1.token',
    ]);
  });
});

describe('an operation of which nothing is left', () => {
  it('runs no plan', async () => {
    const answer = await ask('{ traces vault { id } }');

    expect(engine.asked).toEqual([]);
    expect(answer.data).toEqual({ traces: null, vault: null });
    expect(places(answer)).toEqual(['traces', 'vault']);
  });

  it('is null whole when its field may not be', async () => {
    const answer = await ask('{ traces audit }');

    expect(engine.asked).toEqual([]);
    expect(answer.data).toBeNull();
    expect(places(answer)).toEqual(['traces', 'audit']);
  });
});

describe('a mutation', () => {
  it('that is refused is not executed, and the others are', async () => {
    const answer = await ask('mutation { a: touch publish { id } b: touch }');

    expect(engine.executed).toEqual(['touch', 'touch']);
    expect(JSON.stringify(answer.data)).toBe('{"a":"touched","publish":null,"b":"touched"}');
  });

  it('is executed for whom it is allowed', async () => {
    await ask('mutation { publish { id } }', scopeWith(['write']));

    expect(engine.executed).toEqual(['publish']);
  });
});

describe('a rule', () => {
  it.each([
    ['on an interface, through its type', '{ me { note } }', 'me.note'],
    ['on an interface, through it', '{ node { note } }', 'node.note'],
    [
      'on an interface, through a fragment on a type',
      '{ node { ... on Post { note } } }',
      'node.note',
    ],
    ['on an interface, in a union', '{ found { ... on User { note } } }', 'found.2.note'],
    [
      'on a field of a type, in a fragment on an interface',
      '{ me { boss { ... on Node { ... on User { email } } } } }',
      'me.boss.email',
    ],
    ['on a type, through a field of it', '{ vault { id } }', 'vault'],
    [
      'on a type, through a fragment in an interface',
      '{ nodes { ... on Vault { contents } } }',
      'nodes.3.contents',
    ],
    [
      'on a type, by its name alone',
      '{ found { ... on Vault { __typename } } }',
      'found.1.__typename',
    ],
    ['on a type, in a union', '{ found { ... on Vault { id } ... on Post { id } } }', 'found.1.id'],
    ['on a scalar', '{ found { ... on Post { price } } }', 'found.0.price'],
    ['on an enum', '{ level }', 'level'],
  ])('holds %s', async (_, source, path) => {
    const answer = await ask(source, scopeOf());

    expect(places(answer)).toContain(path);
    expect(JSON.stringify(answer.data)).not.toMatch(/note of|gold|10\.00|HIGH|Vault|v1|@example/);
  });

  it('on a type holds for what is selected of it through an interface or a union', async () => {
    const answer = await ask('{ nodes { id } found { ... on Node { id } } }');

    expect(JSON.stringify(answer.data)).not.toContain('v1');
    expect(places(answer)).toContain('nodes.3.id');
  });

  it('leaves to those who may not have one type what they select of the others', async () => {
    const answer = await ask('{ nodes { ... on User { id } ... on Vault { id } __typename } }');

    expect(answer.data?.['nodes']).toEqual([
      { id: 'ann', __typename: 'User' },
      null,
      { __typename: 'Post' },
      null,
      { id: 'bob', __typename: 'User' },
    ]);
    expect(places(answer)).toEqual(['nodes.3.id']);
  });

  it('that refuses a field in one selection leaves what another selects of the same object', async () => {
    const answer = await ask(
      '{ node { related { note } ... on Post { related { ... on User { name } } } } }',
    );

    expect(answer.data).toEqual({ node: { related: { note: null, name: 'Name bob' } } });
  });

  it('holds in a fragment that is spread in several places, at each of them', async () => {
    const answer = await ask(
      '{ me { ...U boss { ...U } } you { ...U } } fragment U on User { id email }',
    );

    expect(places(answer)).toEqual(['me.email', 'me.boss.email', 'you.email']);
    expect(answer.data).toEqual({
      me: { id: 'bob', email: null, boss: { id: 'ann', email: null } },
      you: { id: 'ann', email: null },
    });
  });

  it('of another operation of the document does not matter', async () => {
    const source = 'query A { open } query B { audit }';
    const operation = { prepared: guarded(source, 'A'), variables: {}, scope: scopeWith([]) };
    await authorization.execute(operation);

    expect(engine.asked[0]?.prepared.key).toBe(source);
  });
});

describe('the variants of an operation', () => {
  const source = '{ me { note email } audit }';
  const keysFor = async (...tokens: string[][]) => {
    const one = { prepared: guarded(source), variables: {} };
    for (const names of tokens) await authorization.execute({ ...one, scope: scopeWith(names) });
    return engine.asked.splice(0).map(({ prepared: { key, document } }) => ({ key, document }));
  };

  it('have keys of their own, by what is refused', async () => {
    const keys = (await keysFor([], ['note'], ['admin'], ['audit'])).map(({ key }) => key);

    expect(new Set(keys).size).toBe(4);
    for (const key of keys) expect(key.endsWith(source)).toBe(true);
  });

  it('are made once, and found again', async () => {
    const [first, second] = await keysFor(['note'], ['note']);

    expect(second).toEqual(first);
    expect(second?.document).toBe(first?.document);
  });
});

describe('a name of ours', () => {
  it('never meets a name of the client', async () => {
    const answer = await ask('{ me { _runtimeType: name email } }');

    expect(answer.data).toEqual({ me: { _runtimeType: 'Name bob', email: null } });
  });
});

describe('a name of the client that every object has', () => {
  const names = Object.getOwnPropertyNames(Object.prototype);

  it.each(names)('is a name like every other beside what is refused: %s', async (name) => {
    const answer = await ask(`{ ${name}: me { ${name}: name email } me { ${name}: note } }`);

    expect(Object.entries(answer.data ?? {})).toEqual([
      [name, JSON.parse(`{"${name}":"Name bob","email":null}`)],
      ['me', JSON.parse(`{"${name}":null}`)],
    ]);
    expect(places(answer)).toEqual([`${name}.email`, `me.${name}`]);
  });
});

describe('where whole operations are refused', () => {
  beforeEach(() => {
    authorization = guarding('refuse');
  });

  it('nothing runs, and each refused field is told', async () => {
    const answer = await ask('{ open me { email note } }');

    expect(engine.asked).toEqual([]);
    expect(answer).toEqual({
      errors: [
        expect.objectContaining({ extensions: { code: 'FORBIDDEN' } }),
        expect.objectContaining({ extensions: { code: 'FORBIDDEN' } }),
      ],
    });
  });

  it('others are run as they are', async () => {
    expect(await ask('{ open }')).toEqual({ data: { open: 'open' } });
  });
});

describe('a subscription', () => {
  async function take(source: string, scope = scopeWith([])) {
    const operation = { prepared: guarded(source), variables: {}, scope };
    const stream = await authorization.subscribe(operation);
    if (!(Symbol.asyncIterator in stream)) return stream;
    const events: unknown[] = [];
    for await (const event of stream) events.push(JSON.parse(JSON.stringify(event)));
    return events;
  }

  it('is refused at its start', async () => {
    expect(await take('subscription { guarded { id } }')).toEqual({
      errors: [expect.objectContaining({ extensions: { code: 'FORBIDDEN' } })],
    });
    expect(engine.asked).toEqual([]);
  });

  it('runs without what is refused, and each event says so', async () => {
    const events = await take('subscription { posted { id price } }', scopeOf());

    expect(events).toEqual(
      ['p1', 'p2'].map((id) => ({
        data: { posted: { id, price: null } },
        errors: [expect.objectContaining({ path: ['posted', 'price'] })],
      })),
    );
  });
});
