import { describe, expect, it } from 'vitest';
import {
  type Actor,
  authorize,
  type Grant,
  isPermission,
  isRole,
  isWithinScopes,
  may,
  permissions,
  type Role,
  roles,
  systemActor,
} from './authority.ts';
import { DomainError } from './domain.ts';

// Who may do what, written out by hand. `y` allowed, `-` not, `p` only by a grant for the very project.
const columns = [
  'VIEWER',
  'FACTORY_OPERATOR',
  'SOLUTION_ARCHITECT',
  'PRODUCT_OWNER',
  'REVIEWER',
  'APPROVER',
  'RUNTIME_OPERATOR',
  'COST_ANALYST',
  'TENANT_ADMIN',
  'SERVICE',
  'PLATFORM_OPERATOR',
] as const;
const matrix = `
                        VIEW FACT SOLU PROD REVI APPR RUNT COST TENA SERV PLAT
tenant:read             y    y    y    y    y    y    y    y    y    y    -
telemetry:read          p    y    y    y    y    y    y    y    y    y    -
telemetry:ingest        -    -    -    -    -    -    y    -    y    y    -
cost:read               -    -    -    y    -    -    -    y    y    -    -
review:request          -    y    y    y    y    y    -    -    -    y    -
review:claim            -    -    y    y    y    y    -    -    -    -    -
review:decide           -    -    y    y    y    y    -    -    -    -    -
review:claim-escalated  -    -    -    -    -    y    -    -    -    -    -
review:override         -    -    -    -    -    y    -    -    -    -    -
review:supersede        -    -    -    -    -    y    -    -    -    -    -
review:revise           -    -    -    -    -    -    -    -    -    y    -
incident:open           -    y    -    -    -    -    y    -    -    y    -
incident:write          -    y    -    -    -    -    y    -    -    -    -
project:write           -    -    y    y    -    -    -    -    y    -    -
approval:request        -    y    y    -    -    -    -    -    -    y    -
approval:grant          -    -    -    -    -    y    -    -    -    -    -
identity:write          -    -    -    -    -    -    -    -    y    -    -
tenant:write            -    -    -    -    -    -    -    -    y    -    -
tenant:lifecycle        -    -    -    -    -    -    -    -    -    -    y
tenant:access           -    -    -    -    -    -    -    -    -    -    y
`;

const here = '01890a5d-ac96-774b-bcce-b302099a8057';
const elsewhere = '01890a5d-ac96-774b-bcce-b302099a8058';

const holding = (...grants: readonly Grant[]): Actor => ({
  userId: '01890a5d-ac96-774b-bcce-b302099a8059',
  kind: 'PERSON',
  grants,
});
const inAllProjects = (role: Role) => holding({ role, projectId: null });
const inOneProject = (role: Role) => holding({ role, projectId: here });

const [, ...lines] = matrix.trim().split('\n');
const cells = lines.flatMap((line) => {
  const [permission, ...marks] = line.split(/ +/);
  if (!isPermission(permission)) throw new Error(`There is no permission ${permission}.`);
  return columns.map((role, column) => ({ permission, role, mark: marks[column] }));
});
const rows = [...new Set(cells.map(({ permission }) => permission))];

describe('the table of roles and permissions', () => {
  it('has a column for every role and a row for every permission', () => {
    expect(columns).toEqual(roles);
    expect([...rows].sort()).toEqual(Object.keys(permissions).sort());
    expect(cells.every(({ mark }) => mark === 'y' || mark === 'p' || mark === '-')).toBe(true);
  });
});

describe.each(cells)('$role and $permission', ({ permission, role, mark }) => {
  const byTenantGrant = mark === 'y';
  const byProjectGrant = mark !== '-';

  it(`is ${byTenantGrant ? 'allowed' : 'refused'} by a grant for every project`, () => {
    expect(may(inAllProjects(role), permission, here)).toBe(byTenantGrant);
    expect(may(inAllProjects(role), permission, null)).toBe(byTenantGrant);
  });

  it(`is ${byProjectGrant ? 'allowed' : 'refused'} by a grant for the project, and there alone`, () => {
    expect(may(inOneProject(role), permission, here)).toBe(byProjectGrant);
    expect(may(inOneProject(role), permission, elsewhere)).toBe(false);
    expect(may(inOneProject(role), permission, null)).toBe(false);
  });
});

describe('holding several grants', () => {
  it('is their union: one that covers is enough', () => {
    const both = holding(
      { role: 'VIEWER', projectId: null },
      { role: 'APPROVER', projectId: here },
    );

    expect(may(both, 'review:override', here)).toBe(true);
    expect(may(both, 'review:override', elsewhere)).toBe(false);
  });

  it('lets a viewer read the telemetry of the project it is granted, and of no other', () => {
    const both = holding({ role: 'VIEWER', projectId: null }, { role: 'VIEWER', projectId: here });

    expect(may(both, 'telemetry:read', here)).toBe(true);
    expect(may(both, 'telemetry:read', elsewhere)).toBe(false);
    expect(may(both, 'telemetry:read', null)).toBe(false);
  });
});

describe('holding no grant', () => {
  it.each(rows)('allows nothing: %s', (permission) => {
    expect(may(holding(), permission, here)).toBe(false);
    expect(may(holding(), permission, null)).toBe(false);
    expect(may(systemActor, permission, null)).toBe(false);
  });
});

describe('a token that narrows', () => {
  const approver = inAllProjects('APPROVER');

  it('leaves the permissions it names and takes the others', () => {
    const narrowed: Actor = { ...approver, scopes: ['review:claim'] };

    expect(may(narrowed, 'review:claim', here)).toBe(true);
    expect(may(narrowed, 'review:override', here)).toBe(false);
  });

  it('leaves nothing when it names nothing', () => {
    const narrowed: Actor = { ...approver, scopes: [] };

    expect(rows.filter((permission) => may(narrowed, permission, here))).toEqual([]);
  });

  it('never widens: naming a permission is not holding it', () => {
    const narrowed: Actor = { ...inAllProjects('VIEWER'), scopes: ['review:override'] };

    expect(may(narrowed, 'review:override', here)).toBe(false);
  });

  it('narrows too what is allowed without a grant', () => {
    expect(isWithinScopes(approver, 'review:revise')).toBe(true);
    expect(isWithinScopes({ ...approver, scopes: ['review:revise'] }, 'review:revise')).toBe(true);
    expect(isWithinScopes({ ...approver, scopes: ['tenant:read'] }, 'review:revise')).toBe(false);
  });
});

describe('authorizing', () => {
  it('passes whoever may', () => {
    expect(() => authorize(inOneProject('APPROVER'), 'approval:grant', here)).not.toThrow();
  });

  it('refuses all others with FORBIDDEN and the name of the permission', () => {
    const refused = () => authorize(inOneProject('APPROVER'), 'approval:grant', elsewhere);

    expect(refused).toThrow(DomainError);
    expect(refused).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }));
    expect(refused).toThrow(
      'This needs the permission approval:grant, which you do not hold here.',
    );
  });
});

describe('reading roles and permissions', () => {
  it.each([...roles])('knows the role %s', (role) => {
    expect(isRole(role)).toBe(true);
  });

  it.each(rows)('knows the permission %s', (permission) => {
    expect(isPermission(permission)).toBe(true);
  });

  it.each(['viewer', 'ROOT', '', 'constructor', '__proto__', 'toString', null, 0, ['VIEWER']])(
    'knows nothing of %j',
    (value) => {
      expect(isRole(value)).toBe(false);
      expect(isPermission(value)).toBe(false);
    },
  );
});
