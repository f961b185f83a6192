import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Actor,
  isPermission,
  isWithinScopes,
  may,
  permissions,
  roles,
} from '../../subgraphs/kernel/authority.ts';
import { narrow } from './narrow.ts';

const project = '01890a5d-ac96-774b-bcce-b302099a8058';
const ada: Actor = {
  userId: '01890a5d-ac96-774b-bcce-b302099a8057',
  kind: 'PERSON',
  grants: [
    { role: 'APPROVER', projectId: null },
    { role: 'TENANT_ADMIN', projectId: null },
  ],
};
const operator = { role: 'PLATFORM_OPERATOR', projectId: null } as const;
const names = Object.keys(permissions).filter(isPermission);

describe('narrowing grants by a token', () => {
  it('leaves them as they are when the token names no scopes', () => {
    expect(narrow(ada, { tenantId: 'acme', scopes: null })).toEqual(ada);
  });

  it('leaves the permissions that the scopes name', () => {
    const narrowed = narrow(ada, {
      tenantId: 'acme',
      scopes: new Set(['review:claim', 'openid', 'identity:write']),
    });

    expect(narrowed.scopes).toEqual(['identity:write', 'review:claim']);
    expect(names.filter((name) => may(narrowed, name, project))).toEqual([
      'review:claim',
      'identity:write',
    ]);
  });

  it.each([[[]], [['openid', 'profile']], [['*']], [['REVIEW:CLAIM']], [['__proto__']]])(
    'leaves nothing when the scopes are %j',
    (scopes) => {
      const narrowed = narrow(ada, { tenantId: 'acme', scopes: new Set(scopes) });

      expect(narrowed.scopes).toEqual([]);
    },
  );

  it('takes a platform operator’s grant out of a tenant', () => {
    const held = { ...ada, grants: [...ada.grants, operator] };

    expect(narrow(held, { tenantId: 'acme', scopes: null }).grants).toEqual(ada.grants);
  });

  it('leaves nothing but a platform operator’s grant outside of the tenants', () => {
    const held = { ...ada, grants: [...ada.grants, operator] };

    expect(narrow(held, { tenantId: null, scopes: null }).grants).toEqual([operator]);
  });

  it('never widens, whatever is held and whatever the token names', () => {
    const grants = fc.array(
      fc.record({
        role: fc.constantFrom(...roles),
        projectId: fc.constantFrom(null, project, 'another'),
      }),
    );
    const named = fc.option(fc.subarray(names));
    const scopes = fc.option(fc.subarray([...names, 'openid', '*']));

    fc.assert(
      fc.property(grants, named, scopes, fc.boolean(), (held, before, given, isInTenant) => {
        const actor =
          before === null ? { ...ada, grants: held } : { ...ada, grants: held, scopes: before };
        const token = {
          tenantId: isInTenant ? 'acme' : null,
          scopes: given === null ? null : new Set(given),
        };
        const narrowed = narrow(actor, token);

        for (const name of names) {
          const isAllowed = may(narrowed, name, project);
          const isNamed = given === null || given.includes(name);
          expect(isAllowed && !(may(actor, name, project) && isNamed)).toBe(false);
          expect(isWithinScopes(narrowed, name) && !isWithinScopes(actor, name)).toBe(false);
        }
      }),
    );
  });
});
