import { type OperationDefinitionNode, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { Actor } from '../../subgraphs/kernel/authority.ts';
import { createScope } from '../../subgraphs/kernel/scope/scope.ts';
import type { InternalResponse } from '../../subgraphs/kernel/subgraph.ts';
import type { SubgraphPort } from '../fetch/port.ts';
import type { Principals, Who } from './principals.ts';
import { enterTenant, tenantAccessUsesOf } from './tenant-access.ts';
import type { TokenIdentity } from './verify-token.ts';

const id = '0198c0de-0000-7000-8000-000000000001';
const petra: TokenIdentity = {
  issuer: 'https://id.example',
  subject: 'petra',
  tenantId: null,
  email: null,
  scopes: null,
  tokenId: 't-1',
  expiresAt: 1_000,
};

/** Everybody is let in until `endsAt`; `asked` tells who was looked for. */
function doors(endsAt?: number): Principals & { readonly asked: Who[] } {
  const asked: Who[] = [];
  const found = { userId: id, kind: 'PERSON', grants: [], grantsEpoch: 1 } as const;
  return {
    asked,
    async find(who) {
      asked.push(who);
      return endsAt === undefined ? found : { ...found, endsAt };
    },
    forget: () => {},
  };
}

describe('who names a tenant beside his token', () => {
  it('is looked for among the accesses to it, never among its members', async () => {
    const principals = doors(900);
    const entered = await enterTenant(petra, { 'x-factory-tenant': 'acme' }, principals);

    expect(entered).toMatchObject({ tenantId: 'acme', by: 'TENANT_ACCESS', subject: 'petra' });
    expect(principals.asked).toEqual(
      [entered].map(({ expiresAt: _, ...who }) => ({ ...who, expiresAt: 1_000 })),
    );
  });

  it('is there for as long as both the token and the access are good', async () => {
    const enter = async (endsAt?: number) =>
      (await enterTenant(petra, { 'x-factory-tenant': 'acme' }, doors(endsAt))).expiresAt;

    expect([await enter(900), await enter(1_100), await enter()]).toEqual([900, 1_000, 0]);
  });

  it('stays where his token is good: another tenant is refused before anybody is asked', async () => {
    const ada = { ...petra, subject: 'ada', tenantId: 'acme' };
    const principals = doors(900);

    expect(await enterTenant(ada, { 'x-factory-tenant': 'acme' }, principals)).toBe(ada);
    for (const [token, named] of [
      [ada, 'globex'],
      [petra, 'Acme'],
      [petra, ''],
      [petra, ['acme', 'globex']],
    ] as const) {
      const entering = enterTenant(token, { 'x-factory-tenant': named }, principals);
      await expect(entering).rejects.toMatchObject({ extensions: { code: 'FORBIDDEN' } });
    }
    expect(principals.asked).toEqual([]);
  });

  it('is asked nothing without the header', async () => {
    const principals = doors(900);
    expect([await enterTenant(petra, {}, principals), principals.asked]).toEqual([petra, []]);
    expect(await enterTenant(petra, undefined, principals)).toBe(petra);
  });
});

/** A Control Plane that answers each note as it is told to, when it is told to. */
function notebook() {
  const notes: { readonly text: string; answer(response: Partial<InternalResponse>): void }[] = [];
  const unused = () => {
    throw new Error('Only notes are taken here.');
  };
  const port: SubgraphPort = {
    name: 'control-plane',
    prepare: unused,
    subscribe: unused,
    ask: unused,
    isReady: unused,
    stop: unused,
    internal: (route, { body }) =>
      new Promise((resolve) => {
        const blank = { status: 204, contentType: 'text/plain', body: '' };
        const answer = (response: object) => resolve({ ...blank, ...response });
        notes.push({ text: `${route} ${body}`, answer });
      }),
  };
  return { notes, uses: tenantAccessUsesOf(port) };
}

const operator: Actor = {
  userId: id,
  kind: 'PERSON',
  grants: [{ role: 'RUNTIME_OPERATOR', projectId: null }],
  scopes: ['tenant:read'],
  tenantAccessId: id,
};

function operation(source: string, actor: Actor = operator) {
  const document = parse(source);
  const definition = document.definitions.find(
    (node): node is OperationDefinitionNode => node.kind === 'OperationDefinition',
  );
  if (!definition) throw new Error('There is no operation.');
  const facts = { requestId: 'r', traceId: id, correlationId: 'c', deadlineAt: null };
  const scope = createScope({ tenantId: 'acme', actor, grantsEpoch: 1 }, facts);
  return { prepared: { key: source, document, definition, operationName: undefined }, scope };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('noting an operation', () => {
  it('tells its kind and its fields, through fragments, and no word of the client', async () => {
    const { notes, uses } = notebook();
    const source = `mutation Secret($a: ID) { mine: b(id: $a) { id } ...F ... on Mutation { a } }
      fragment F on Mutation { c(x: "private") b { d } }`;
    const noted = uses.note(operation(source));
    await turn();
    notes[0]?.answer({});
    await noted;

    expect(notes.map(({ text }) => text)).toEqual([
      'tenantAccessUse {"operation":"MUTATION","fields":["a","b","c"]}',
    ]);
  });

  it('is nothing for those who act by no access', async () => {
    const { notes, uses } = notebook();
    const { tenantAccessId: _, ...member } = operator;
    await uses.note(operation('{ a }', member));

    expect(notes).toEqual([]);
  });

  it.each([
    [403, 'FORBIDDEN'],
    [503, 'SUBGRAPH_UNAVAILABLE'],
    [404, 'SUBGRAPH_UNAVAILABLE'],
    [200, 'SUBGRAPH_UNAVAILABLE'],
  ])('that is answered %i refuses the operation with %s', async (status, code) => {
    const { notes, uses } = notebook();
    const noted = uses.note(operation('{ a }'));
    await turn();
    notes[0]?.answer({ status });

    await expect(noted).rejects.toMatchObject({ extensions: { code } });
  });

  it('waits for the one before it by the same access, whatever becomes of that one', async () => {
    const { notes, uses } = notebook();
    const other = { ...operator, tenantAccessId: id.replace('1', '2') };
    const first = uses.note(operation('{ a }'));
    const second = uses.note(operation('{ b }'));
    const apart = uses.note(operation('{ c }', other));
    await turn();
    expect(notes.map(({ text }) => text.slice(-7))).toEqual(
      ['["a"]}', '["c"]}'].map((t) => `:${t}`),
    );

    notes[0]?.answer({ status: 403 });
    await expect(first).rejects.toThrow();
    await turn();
    notes[2]?.answer({});
    notes[1]?.answer({});
    await Promise.all([second, apart]);
    expect(notes).toHaveLength(3);
  });
});
