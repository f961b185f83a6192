import { describe, expect, it, onTestFinished } from 'vitest';
import type { Grant, Permission } from '../../subgraphs/kernel/authority.ts';
import { type ErrorCode, refusal } from '../../subgraphs/kernel/errors.ts';
import { createScope } from '../../subgraphs/kernel/scope/scope.ts';
import { codeOf } from '../errors.ts';
import type { TokenIdentity } from '../identity/verify-token.ts';
import { coversAll, keepsScopes, openSession } from './session.ts';

const inAll = (role: Grant['role']): Grant => ({ role, projectId: null });
const inOne = (role: Grant['role'], projectId = 'p1'): Grant => ({ role, projectId });
const actor = (...grants: readonly Grant[]) => ({
  userId: '0198c0de-0000-7000-8000-000000000001',
  kind: 'PERSON' as const,
  grants,
});

describe('what somebody may do now covers what it could before', () => {
  it.each<[string, Grant[], Grant[]]>([
    ['nothing before', [], []],
    ['the same', [inAll('APPROVER')], [inAll('APPROVER')]],
    ['more', [inAll('APPROVER'), inAll('VIEWER')], [inAll('VIEWER')]],
    ['every project where it was one', [inAll('APPROVER')], [inOne('APPROVER')]],
    ['the same project', [inOne('APPROVER')], [inOne('APPROVER')]],
  ])('with %s', (_, now, before) => {
    expect(coversAll(actor(...now), actor(...before))).toBe(true);
  });

  it.each<[string, Grant[], Grant[]]>([
    ['nothing', [], [inAll('VIEWER')]],
    ['another role', [inAll('REVIEWER')], [inAll('APPROVER')]],
    ['one project where it was every', [inOne('APPROVER')], [inAll('APPROVER')]],
    ['another project', [inOne('APPROVER', 'p2')], [inOne('APPROVER', 'p1')]],
    ['one of two', [inAll('VIEWER')], [inAll('VIEWER'), inOne('APPROVER')]],
  ])('not with %s', (_, now, before) => {
    expect(coversAll(actor(...now), actor(...before))).toBe(false);
  });

  it.each<[boolean, Permission[] | undefined, Permission[] | undefined]>([
    [true, undefined, undefined],
    [true, undefined, ['tenant:read']],
    [true, ['tenant:read', 'cost:read'], ['tenant:read']],
    [false, ['tenant:read'], undefined],
    [false, ['tenant:read'], ['tenant:read', 'cost:read']],
  ])('%s where its token leaves it %j after %j', (covers, now, before) => {
    const narrowed = (scopes: Permission[] | undefined) => ({
      ...actor(inAll('APPROVER')),
      ...(scopes ? { scopes } : {}),
    });
    expect(coversAll(narrowed(now), narrowed(before))).toBe(covers);
  });
});

describe('what an operator may do in a tenant', () => {
  const by = (tenantAccessId: string) => ({ ...actor(inAll('RUNTIME_OPERATOR')), tenantAccessId });

  it('is covered by the same access, and by no other', () => {
    expect(coversAll(by('a1'), by('a1'))).toBe(true);
    expect(coversAll(by('a2'), by('a1'))).toBe(false);
    expect(coversAll(actor(inAll('RUNTIME_OPERATOR')), by('a1'))).toBe(false);
  });
});

describe('a fresh token', () => {
  const token = (...scopes: string[]) => ({ token: { scopes, apiTokenId: null } });

  it.each([
    [true, token('pii'), token('pii')],
    [true, token('pii', 'audit'), token('pii')],
    [true, token(), {}],
    [true, {}, {}],
    [false, token(), token('pii')],
    [false, {}, token('pii')],
    [false, token('audit'), token('pii', 'audit')],
  ])('keeps its issuer’s scopes: %s with %j after %j', (keeps, now, before) => {
    expect(keepsScopes(now, before)).toBe(keeps);
  });
});

describe('a session', () => {
  const tokens = new Map<string, Partial<TokenIdentity> | Error>();
  const identityOf = (told: Partial<TokenIdentity>): TokenIdentity => ({
    issuer: 'issuer',
    subject: 'ada',
    tenantId: 'acme',
    email: null,
    scopes: null,
    tokenId: 't',
    expiresAt: Date.now() + 60_000,
    ...told,
  });

  /** A session of somebody whose grants the test changes; `ended` is what its connection was told. */
  async function open(told: Partial<TokenIdentity> = {}) {
    tokens.clear();
    tokens.set('Bearer first', told);
    const state = { grants: [inAll('APPROVER'), inAll('VIEWER')], fault: null as Error | null };
    const ended: [ErrorCode, string][] = [];
    const pipeline = {
      authenticate: async ({
        authorization = '',
      }: {
        readonly authorization: string | undefined;
      }) => {
        const found = tokens.get(authorization);
        if (found === undefined) throw refusal('UNAUTHENTICATED', 'That is no token.');
        if (found instanceof Error) throw found;
        return identityOf(found);
      },
      scope: async () => {
        if (state.fault) throw state.fault;
        const identity = { tenantId: 'acme', actor: actor(...state.grants), grantsEpoch: 1 };
        return createScope(identity, {
          requestId: 'r',
          traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
          correlationId: 'c',
          deadlineAt: null,
        });
      },
    };
    const session = await openSession(pipeline, { authorization: 'Bearer first' }, (reason) =>
      ended.push([codeOf(reason), reason.message]),
    );
    onTestFinished(() => session.end());
    return { session, state, ended };
  }

  it('starts each operation with what may be done at that moment', async () => {
    const { session, state, ended } = await open();
    state.grants = [inAll('APPROVER'), inAll('VIEWER'), inAll('TENANT_ADMIN')];

    expect((await session.scope()).actor.grants).toHaveLength(3);
    expect(ended).toEqual([]);
  });

  it('ends when a grant is gone, found out by a look', async () => {
    const { session, state, ended } = await open();
    state.grants = [inAll('VIEWER')];
    await session.reauthorize();

    expect(ended).toEqual([['FORBIDDEN', 'Your access has changed']]);
    expect(session.isOpen()).toBe(false);
  });

  it('ends when a grant is gone, found out by an operation, and is told once', async () => {
    const { session, state, ended } = await open();
    state.grants = [inAll('VIEWER')];
    await session.scope();
    await session.reauthorize();

    expect(ended).toEqual([['FORBIDDEN', 'Your access has changed']]);
  });

  it('ends when a grant that came later is gone', async () => {
    const { session, state, ended } = await open();
    const before = state.grants;
    state.grants = [...before, inAll('TENANT_ADMIN')];
    await session.scope();
    state.grants = before;
    await session.reauthorize();

    expect(ended).toEqual([['FORBIDDEN', 'Your access has changed']]);
  });

  it('ends when its person is no member any more', async () => {
    const { session, state, ended } = await open();
    state.fault = refusal('FORBIDDEN', 'You are no member of this tenant.');
    await session.reauthorize();

    expect(ended).toEqual([['FORBIDDEN', 'You are no member of this tenant.']]);
  });

  it('ends when its token is not accepted any more', async () => {
    const { session, ended } = await open();
    tokens.delete('Bearer first');
    await session.reauthorize();

    expect(ended).toEqual([['UNAUTHENTICATED', 'That is no token.']]);
  });

  it('goes on when the Control Plane does not answer', async () => {
    const { session, state, ended } = await open();
    state.fault = refusal('SUBGRAPH_UNAVAILABLE', 'Away.');
    await session.reauthorize();

    expect(ended).toEqual([]);
    expect(session.isOpen()).toBe(true);
  });

  it('is over at the end of its token, although no timer has said so yet', async () => {
    const { session, ended } = await open({ expiresAt: Date.now() });

    expect(session.isOpen()).toBe(false);
    expect(ended).toEqual([['UNAUTHENTICATED', 'The token has expired']]);
  });

  describe('that is given another token', () => {
    it('lives as long as that one', async () => {
      const expiresAt = Date.now() + 600_000;
      const { session, ended } = await open();
      tokens.set('Bearer second', { expiresAt, tokenId: 'u' });
      await session.renew('Bearer second');
      tokens.delete('Bearer first');
      await session.reauthorize();

      expect(session.identity).toMatchObject({ expiresAt, tokenId: 'u' });
      expect(ended).toEqual([]);
    });

    it.each([
      ['no token', 'Bearer nothing'],
      ['no text', 7],
    ])('that is %s keeps the one it has', async (_, given) => {
      const { session, ended } = await open();

      await expect(session.renew(given)).rejects.toMatchObject({
        extensions: { code: 'UNAUTHENTICATED' },
      });
      expect(session.isOpen()).toBe(true);
      expect(ended).toEqual([]);
    });

    it.each([{ subject: 'eve' }, { tenantId: 'globex' }, { issuer: 'another' }])(
      'of somebody else ends: %j',
      async (other) => {
        const { session, ended } = await open();
        tokens.set('Bearer other', other);
        await session.renew('Bearer other');

        expect(ended).toEqual([['FORBIDDEN', 'The new token is of somebody else']]);
      },
    );
  });
});
