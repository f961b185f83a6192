import { describe, expect, it } from 'vitest';
import { type Actor, type Role, roles } from '../../../kernel/authority.ts';
import { DomainError } from '../../../kernel/domain.ts';
import {
  archive,
  create,
  type NewProject,
  type Project,
  type ProjectChange,
  type ProjectStatus,
  restore,
  update,
} from './domain.ts';

const noon = new Date('2026-01-01T12:00:00.000Z');
const later = new Date('2026-01-02T12:00:00.000Z');

function holder(role: Role, projectId: string | null = null): Actor {
  return { userId: 'ada', kind: 'PERSON', grants: [{ role, projectId }] };
}
const architect = holder('SOLUTION_ARCHITECT');

const asked: NewProject = {
  id: 'booking',
  tenantId: 'acme',
  tenantStatus: 'ACTIVE',
  slug: 'booking-saas',
  name: 'Booking',
  description: null,
  at: noon,
};
const project = create(architect, asked).state;

/** Code of the refusal, or the status it led to. */
function outcome(run: () => ProjectChange): string {
  try {
    return run().state.status;
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}

describe('the life of a project, cell by cell', () => {
  const statuses: ProjectStatus[] = ['ACTIVE', 'SUSPENDED', 'ARCHIVED'];
  const writers: Role[] = ['SOLUTION_ARCHITECT', 'PRODUCT_OWNER', 'TENANT_ADMIN'];
  const no = 'ILLEGAL_TRANSITION';
  const table = [
    // command, then what it leads to from each of the statuses above
    ['update', 'ACTIVE', no, no],
    ['archive', 'ARCHIVED', 'ARCHIVED', no],
    ['restore', no, no, 'ACTIVE'],
  ] as const;
  const commands: Record<(typeof table)[number][0], (known: Project, by: Actor) => ProjectChange> =
    {
      update: (known, by) => update(known, by, { name: 'Bookings' }),
      archive: (known, by) => archive(known, by, later),
      restore,
    };
  const cells = table.flatMap(([command, ...results]) =>
    statuses.flatMap((status, index) =>
      roles.map((role) => ({
        command,
        status,
        role,
        result: writers.includes(role) ? results[index] : 'FORBIDDEN',
      })),
    ),
  );

  it.each(cells)(
    '$command while $status as $role: $result',
    ({ command, status, role, result }) => {
      expect(outcome(() => commands[command]({ ...project, status }, holder(role)))).toBe(result);
    },
  );

  it.each(table)(
    '%s goes by a role in that project, not by one in another',
    (command, ...results) => {
      const status = statuses[results.findIndex((result) => result !== no)] ?? 'ACTIVE';
      const known = { ...project, status };

      expect(outcome(() => commands[command](known, holder('PRODUCT_OWNER', 'booking')))).not.toBe(
        'FORBIDDEN',
      );
      expect(outcome(() => commands[command](known, holder('PRODUCT_OWNER', 'other')))).toBe(
        'FORBIDDEN',
      );
    },
  );
});

describe('creating a project', () => {
  it('makes it active and its creator the owner', () => {
    expect(project).toMatchObject({ status: 'ACTIVE', ownerUserId: 'ada', archivedAt: null });
  });

  it('publishes its slug and owner; its name stays in the row', () => {
    expect(create(architect, asked).events).toEqual([
      { type: 'ProjectCreated', projectId: 'booking', slug: 'booking-saas', ownerUserId: 'ada' },
    ]);
  });

  it.each(roles)('as %s', (role) => {
    const may = ['SOLUTION_ARCHITECT', 'PRODUCT_OWNER', 'TENANT_ADMIN'].includes(role);

    expect(outcome(() => create(holder(role), asked))).toBe(may ? 'ACTIVE' : 'FORBIDDEN');
  });

  it('needs the role in the whole tenant: the project is not there yet', () => {
    expect(outcome(() => create(holder('PRODUCT_OWNER', 'booking'), asked))).toBe('FORBIDDEN');
  });

  it.each(['PROVISIONING', 'SUSPENDED', 'RETIRED', null])(
    'is refused while the tenant is %s',
    (status) => {
      expect(outcome(() => create(architect, { ...asked, tenantStatus: status }))).toBe(
        'ILLEGAL_TRANSITION',
      );
    },
  );

  it.each([
    { slug: 'a' },
    { slug: 'Booking' },
    { slug: '-booking' },
    { slug: 'book ing' },
    { slug: `a${'b'.repeat(63)}` },
    { name: '  ' },
    { name: 'x'.repeat(121) },
    { description: 'x'.repeat(2_001) },
  ])('refuses %j', (bad) => {
    expect(outcome(() => create(architect, { ...asked, ...bad }))).toBe('INVALID_INPUT');
  });

  it('keeps a blank description as none', () => {
    expect(create(architect, { ...asked, description: ' ' }).state.description).toBeNull();
  });
});

describe('updating a project', () => {
  const described: Project = { ...project, description: 'Rooms and tables.' };

  it('leaves alone what is not given', () => {
    const { state } = update(described, architect, { name: 'Bookings' });

    expect(state).toEqual({ ...described, name: 'Bookings' });
  });

  it('takes a description away with null', () => {
    expect(update(described, architect, { description: null }).state.description).toBeNull();
  });

  it('publishes which fields changed, not to what', () => {
    const { events } = update(described, architect, { name: 'Bookings', ownerUserId: 'cleo' });

    expect(events).toEqual([
      { type: 'ProjectUpdated', projectId: 'booking', changedFields: ['name', 'ownerUserId'] },
    ]);
  });

  it('is refused when it changes nothing', () => {
    expect(outcome(() => update(described, architect, {}))).toBe('INVALID_INPUT');
    expect(outcome(() => update(described, architect, { name: 'Booking' }))).toBe('INVALID_INPUT');
  });

  it('cannot touch the slug, which is immutable', () => {
    const sneaky = { name: 'Bookings', slug: 'other' };

    expect(update(project, architect, sneaky).state.slug).toBe('booking-saas');
  });
});

describe('an archived project', () => {
  const { state: archived, events } = archive(project, architect, later);

  it('knows since when', () => {
    expect(archived).toMatchObject({ status: 'ARCHIVED', archivedAt: later });
    expect(events).toEqual([{ type: 'ProjectArchived', projectId: 'booking' }]);
  });

  it('is read-only until restored', () => {
    expect(() => update(archived, architect, { name: 'x' })).toThrow(/read-only/);
    const { state } = restore(archived, architect);
    expect(outcome(() => update(state, architect, { name: 'x' }))).toBe('ACTIVE');
  });

  it('forgets when it was archived once restored', () => {
    const restored = restore(archived, architect);

    expect(restored.state.archivedAt).toBeNull();
    expect(restored.events).toEqual([{ type: 'ProjectRestored', projectId: 'booking' }]);
  });
});
