import { describe, expect, it } from 'vitest';
import { type Actor, type Grant, type Role, roles } from '../../../kernel/authority.ts';
import { assertAssignable, permissionsOf } from './domain.ts';

const booking = '018f3a1e-0000-7000-8000-000000000001';
const rooms = '018f3a1e-0000-7000-8000-000000000002';

function code(run: () => void): string {
  try {
    run();
    return 'assignable';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}

describe('which roles can be assigned', () => {
  const person = { tenantId: 'acme', kind: 'PERSON', roles: [] } as const;
  const service = { ...person, kind: 'SERVICE' } as const;

  const people = {
    // role: in every project, in one project
    VIEWER: ['assignable', 'assignable'],
    FACTORY_OPERATOR: ['assignable', 'assignable'],
    SOLUTION_ARCHITECT: ['assignable', 'assignable'],
    PRODUCT_OWNER: ['assignable', 'assignable'],
    REVIEWER: ['assignable', 'assignable'],
    APPROVER: ['assignable', 'assignable'],
    RUNTIME_OPERATOR: ['assignable', 'assignable'],
    COST_ANALYST: ['assignable', 'assignable'],
    TENANT_ADMIN: ['assignable', 'INVALID_INPUT'],
    SERVICE: ['INVALID_INPUT', 'INVALID_INPUT'],
    PLATFORM_OPERATOR: ['FORBIDDEN', 'FORBIDDEN'],
  } as const satisfies Record<Role, readonly [string, string]>;

  it.each(roles)('to people: %s', (role) => {
    const [everywhere, inOne] = people[role];

    expect(code(() => assertAssignable({ role, projectId: null }, person))).toBe(everywhere);
    expect(code(() => assertAssignable({ role, projectId: booking }, person))).toBe(inOne);
  });

  it.each(roles)('to services: %s', (role) => {
    const expected = { SERVICE: 'assignable', PLATFORM_OPERATOR: 'FORBIDDEN' };

    expect(code(() => assertAssignable({ role, projectId: null }, service))).toBe(
      role in expected ? expected[role as keyof typeof expected] : 'INVALID_INPUT',
    );
  });

  it.each(roles)('to people of the platform, outside of every tenant: %s', (role) => {
    const operator = { ...person, tenantId: 'platform' };
    const expected = role === 'PLATFORM_OPERATOR' ? 'assignable' : 'FORBIDDEN';

    expect(code(() => assertAssignable({ role, projectId: null }, operator))).toBe(expected);
    expect(code(() => assertAssignable({ role, projectId: booking }, operator))).not.toBe(
      'assignable',
    );
  });

  it.each(['', 'booking', booking.toUpperCase(), `${booking}0`])(
    'nowhere like in "%s"',
    (projectId) => {
      expect(code(() => assertAssignable({ role: 'VIEWER', projectId }, person))).toBe(
        'INVALID_INPUT',
      );
    },
  );

  it('once in each project', () => {
    const holder = { ...person, roles: [{ role: 'VIEWER', projectId: booking }] } as const;
    const assigning = (projectId: string) =>
      code(() => assertAssignable({ role: 'VIEWER', projectId }, holder));

    expect(assigning(booking)).toBe('ALREADY_EXISTS');
    expect(assigning(rooms)).toBe('assignable');
  });

  it('a hundred times at most', () => {
    const held = Array.from({ length: 100 }, (): Grant => ({ role: 'REVIEWER', projectId: rooms }));

    expect(
      code(() => assertAssignable({ role: 'VIEWER', projectId: null }, { ...person, roles: held })),
    ).toBe('QUOTA_EXCEEDED');
  });
});

describe('what grants add up to', () => {
  function permissionsHeld(...grants: readonly Grant[]) {
    const actor: Actor = { userId: 'ben', kind: 'PERSON', grants };
    return permissionsOf(actor).map(({ permission, projectId }) => `${permission} ${projectId}`);
  }

  it('is nothing without a grant', () => {
    expect(permissionsHeld()).toEqual([]);
  });

  it('is everywhere for a role held everywhere, named once', () => {
    const held = permissionsHeld(
      { role: 'APPROVER', projectId: null },
      { role: 'APPROVER', projectId: booking },
    );

    expect(held).toContain('approval:grant null');
    expect(held).not.toContain(`approval:grant ${booking}`);
    expect(new Set(held).size).toBe(held.length);
  });

  it('is project by project for a role held in some', () => {
    const held = permissionsHeld(
      { role: 'PRODUCT_OWNER', projectId: booking },
      { role: 'REVIEWER', projectId: rooms },
    );

    expect(held.filter((line) => line.startsWith('review:claim '))).toEqual([
      `review:claim ${booking}`,
      `review:claim ${rooms}`,
    ]);
    expect(held.filter((line) => line.startsWith('cost:read'))).toEqual([`cost:read ${booking}`]);
  });

  it('has telemetry for a viewer in his projects only', () => {
    expect(permissionsHeld({ role: 'VIEWER', projectId: null })).toEqual(['tenant:read null']);
    expect(permissionsHeld({ role: 'VIEWER', projectId: booking })).toContain(
      `telemetry:read ${booking}`,
    );
  });
});
