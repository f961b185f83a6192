import { describe, expect, it } from 'vitest';
import { type Actor, systemActor } from '../authority.ts';
import { createScope, isTenantId, type ScopeIdentity, scopeIdentity } from './scope.ts';

const ben: Actor = {
  userId: '01890a5d-ac96-774b-bcce-b302099a8057',
  kind: 'PERSON',
  grants: [{ role: 'REVIEWER', projectId: null }],
};
const petra: Actor = { ...ben, grants: [{ role: 'PLATFORM_OPERATOR', projectId: null }] };
const inAcme: ScopeIdentity = { tenantId: 'acme', actor: ben, grantsEpoch: 7 };
const facts = {
  requestId: 'r-1',
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  correlationId: 'c-1',
  deadlineAt: null,
};

describe('a scope', () => {
  it('says who acts where, and what the request is called', () => {
    expect(createScope(inAcme, facts)).toEqual({ ...inAcme, ...facts });
  });

  it('is frozen to the last grant, so that no step can widen it', () => {
    const { actor, ...scope } = createScope({ ...inAcme, actor: { ...ben, scopes: [] } }, facts);

    expect(Object.isFrozen(createScope(inAcme, facts))).toBe(true);
    expect([actor, actor.grants, ...actor.grants, actor.scopes].every(Object.isFrozen)).toBe(true);
    expect(scope.tenantId).toBe('acme');
  });

  it('does not follow a later change of what it was made from', () => {
    const grants = [...ben.grants];
    const identity = scopeIdentity({ ...inAcme, actor: { ...ben, grants } });
    grants.push({ role: 'APPROVER', projectId: null });

    expect(identity.actor.grants).toEqual(ben.grants);
  });

  it('keeps nothing but its own fields', () => {
    const padded = { ...inAcme, actor: { ...ben, displayName: 'Ben' }, note: 'x' };

    expect(scopeIdentity(padded)).toEqual(inAcme);
  });

  it('is refused to the system itself, which makes no requests', () => {
    expect(() => scopeIdentity({ ...inAcme, actor: systemActor })).toThrow(/system itself/);
  });

  it.each(['', 'A', 'a', 'Acme', 'acme ', '1acme', 'ac_me', 'a'.repeat(32), "acme'--"])(
    'is refused with %j for a tenant',
    (tenantId) => {
      expect(() => scopeIdentity({ ...inAcme, tenantId })).toThrow(/named by its slug/);
    },
  );

  it('lets a platform operator into a tenant by an access alone, and with less than his role there', () => {
    const operator: Actor = {
      ...ben,
      grants: [{ role: 'RUNTIME_OPERATOR', projectId: null }],
      scopes: ['tenant:read'],
      tenantAccessId: '01890a5d-ac96-774b-bcce-b302099a8059',
    };
    const { scopes, ...unnarrowed } = operator;

    expect(scopeIdentity({ ...inAcme, actor: operator }).actor).toEqual(operator);
    for (const odd of [
      { ...inAcme, actor: unnarrowed },
      { ...inAcme, tenantId: null, actor: { ...operator, grants: [] } },
    ]) {
      expect(() => scopeIdentity(odd)).toThrow(/used inside it, and narrows/);
    }
  });

  it('gives a platform operator no tenant', () => {
    expect(scopeIdentity({ ...inAcme, actor: petra, tenantId: null }).tenantId).toBeNull();
    expect(() => scopeIdentity({ ...inAcme, actor: petra })).toThrow(/outside of every tenant/);
  });

  it('gives nobody else a place outside of the tenants', () => {
    expect(() => scopeIdentity({ ...inAcme, tenantId: null })).toThrow(/outside of every tenant/);
  });

  it('may hold no grant at all', () => {
    expect(scopeIdentity({ ...inAcme, actor: { ...ben, grants: [] } }).actor.grants).toEqual([]);
  });
});

describe('the id of a tenant', () => {
  it.each(['acme', 'globex', 'a1', 'a-', `a${'b'.repeat(30)}`])('may be %s', (slug) => {
    expect(isTenantId(slug)).toBe(true);
  });

  it.each([null, undefined, 7, ['acme'], 'acme\n'])('is never %j', (value) => {
    expect(isTenantId(value)).toBe(false);
  });
});
