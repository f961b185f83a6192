import { describe, expect, it } from 'vitest';
import { type Actor, type Role, roles } from '../../../kernel/authority.ts';
import { DomainError } from '../../../kernel/domain.ts';
import {
  activate,
  addTenantContact,
  completeStep,
  liftLegalHold,
  type Provisioning,
  placeLegalHold,
  provision,
  resume,
  retire,
  suspend,
  type Tenant,
  type TenantChange,
  type TenantStatus,
  updateSetting,
} from './domain.ts';

const noon = new Date('2026-01-01T12:00:00.000Z');
const later = new Date('2026-01-01T12:05:00.000Z');

function holder(role: Role): Actor {
  return { userId: 'petra', kind: 'PERSON', grants: [{ role, projectId: null }] };
}
const operator = holder('PLATFORM_OPERATOR');
const administrator = holder('TENANT_ADMIN');

const asked: Provisioning = {
  slug: 'initech',
  displayName: 'Initech',
  region: 'eu-central',
  isolationModel: 'SHARED',
  administrator: { id: 'contact-1', name: 'Bill Lumbergh', email: 'Bill@Initech.example' },
  at: noon,
};
const fresh = provision(operator, asked).state;
const active: Tenant = { ...fresh, status: 'ACTIVE', pendingSteps: [], provisionedAt: noon };

/** Code of the refusal, or the status it led to. */
function outcome(run: () => TenantChange): string {
  try {
    return run().state.status;
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}

describe('the life of a tenant, cell by cell', () => {
  const statuses: TenantStatus[] = ['PROVISIONING', 'ACTIVE', 'SUSPENDED', 'RETIRED'];
  const no = 'ILLEGAL_TRANSITION';
  const table = [
    // command, the one role that may, then what it leads to from each of the statuses above
    ['activate', 'PLATFORM_OPERATOR', 'ACTIVE', no, no, no],
    ['suspend', 'PLATFORM_OPERATOR', no, 'SUSPENDED', no, no],
    ['resume', 'PLATFORM_OPERATOR', no, no, 'ACTIVE', no],
    ['retire', 'PLATFORM_OPERATOR', no, 'RETIRED', 'RETIRED', no],
    ['placeLegalHold', 'PLATFORM_OPERATOR', 'PROVISIONING', 'ACTIVE', 'SUSPENDED', 'RETIRED'],
    ['liftLegalHold', 'PLATFORM_OPERATOR', no, no, no, no],
    ['updateSetting', 'TENANT_ADMIN', 'PROVISIONING', 'ACTIVE', no, no],
    ['addTenantContact', 'TENANT_ADMIN', 'PROVISIONING', 'ACTIVE', no, no],
  ] as const;
  const commands: Record<(typeof table)[number][0], (tenant: Tenant, by: Actor) => TenantChange> = {
    activate,
    suspend,
    resume,
    retire,
    placeLegalHold,
    liftLegalHold,
    updateSetting: (tenant, by) =>
      updateSetting(tenant, by, { key: 'review.slaHours.HIGH', value: '4' }),
    addTenantContact: (tenant, by) =>
      addTenantContact(tenant, by, { id: 'c', name: 'N', email: 'n@x.example', role: 'BILLING' }),
  };
  const cells = table.flatMap(([command, holderRole, ...results]) =>
    statuses.flatMap((status, index) =>
      roles.map((role) => ({
        command,
        status,
        role,
        result: role === holderRole ? results[index] : 'FORBIDDEN',
      })),
    ),
  );

  it.each(cells)(
    '$command while $status as $role: $result',
    ({ command, status, role, result }) => {
      const tenant = { ...active, status };

      expect(outcome(() => commands[command](tenant, holder(role)))).toBe(result);
    },
  );
});

describe('provisioning a tenant', () => {
  it('starts it in PROVISIONING, under its slug', () => {
    expect(fresh).toMatchObject({ id: 'initech', tenantId: 'initech', status: 'PROVISIONING' });
  });

  it('publishes where and how its data is kept, and nothing of its people', () => {
    const { events } = provision(operator, asked);

    expect(events).toEqual([
      {
        type: 'TenantProvisioned',
        tenantId: 'initech',
        region: 'eu-central',
        isolationModel: 'SHARED',
        administratorContactId: 'contact-1',
      },
    ]);
  });

  it.each(roles.filter((role) => role !== 'PLATFORM_OPERATOR'))('is refused to %s', (role) => {
    expect(outcome(() => provision(holder(role), asked))).toBe('FORBIDDEN');
  });

  it('is not the business of an operator of one project', () => {
    const by: Actor = { ...operator, grants: [{ role: 'PLATFORM_OPERATOR', projectId: 'p' }] };

    expect(outcome(() => provision(by, asked))).toBe('FORBIDDEN');
  });

  it.each(['a', '1st', 'Acme', 'a_b', 'ü', '', `a${'b'.repeat(31)}`, ' acme', 'platform'])(
    'refuses the slug "%s"',
    (slug) => {
      expect(outcome(() => provision(operator, { ...asked, slug }))).toBe('INVALID_INPUT');
    },
  );

  it.each(['ab', 'a-1', `a${'b'.repeat(30)}`])('takes the slug "%s"', (slug) => {
    expect(provision(operator, { ...asked, slug }).state.id).toBe(slug);
  });

  it.each([
    { displayName: ' ' },
    { displayName: 'x'.repeat(121) },
    { region: 'EU' },
    { administrator: { ...asked.administrator, email: 'nobody' } },
    { administrator: { ...asked.administrator, name: '' } },
  ])('refuses %j', (bad) => {
    expect(outcome(() => provision(operator, { ...asked, ...bad }))).toBe('INVALID_INPUT');
  });

  it('names the field at fault by its path', () => {
    const administrator = { ...asked.administrator, email: 'nobody' };

    expect(() => provision(operator, { ...asked, administrator })).toThrow(
      expect.objectContaining({ field: 'administrator.email' }),
    );
  });
});

describe('the administrator who was named', () => {
  it('is the first contact', () => {
    expect(fresh.contacts).toEqual([
      {
        id: 'contact-1',
        name: 'Bill Lumbergh',
        email: 'bill@initech.example',
        role: 'ADMINISTRATOR',
      },
    ]);
  });
});

describe('no move to Active before provisioning is complete', () => {
  it('holds until the administrator is invited', () => {
    expect(() => activate(fresh, operator)).toThrow(
      'The tenant cannot be active until its administrator is invited, which happens a moment after it was provisioned; try again then (ADMINISTRATOR_INVITED).',
    );
  });

  it('lets a tenant go once its last step is done, and says when that was', () => {
    const { state, events } = completeStep(fresh, 'ADMINISTRATOR_INVITED', later);

    expect(state).toMatchObject({ pendingSteps: [], provisionedAt: later, status: 'PROVISIONING' });
    expect(events).toEqual([
      {
        type: 'TenantProvisioningStepCompleted',
        tenantId: 'initech',
        step: 'ADMINISTRATOR_INVITED',
      },
    ]);
    expect(activate(state, operator).state.status).toBe('ACTIVE');
  });

  it('holds a dedicated tenant until its own database is there too', () => {
    const dedicated = provision(operator, { ...asked, isolationModel: 'DEDICATED' }).state;
    const { state } = completeStep(dedicated, 'ADMINISTRATOR_INVITED', later);

    expect(state.provisionedAt).toBeNull();
    expect(() => activate(state, operator)).toThrow(
      'until its own databases are there, which nothing creates yet (DATABASE_CREATED).',
    );
    const whole = completeStep(state, 'DATABASE_CREATED', later).state;
    expect(activate(whole, operator).state.status).toBe('ACTIVE');
  });

  it('changes nothing when a step is told twice', () => {
    const { state } = completeStep(fresh, 'ADMINISTRATOR_INVITED', noon);

    expect(completeStep(state, 'ADMINISTRATOR_INVITED', later)).toEqual({ state, events: [] });
  });
});

describe('moving a tenant', () => {
  const suspended: Tenant = { ...active, status: 'SUSPENDED' };

  it.each([
    ['TenantActivated', () => activate({ ...active, status: 'PROVISIONING' }, operator)],
    ['TenantSuspended', () => suspend(active, operator)],
    ['TenantResumed', () => resume(suspended, operator)],
    ['TenantRetired', () => retire(suspended, operator)],
    ['TenantLegalHoldPlaced', () => placeLegalHold(active, operator)],
    ['TenantLegalHoldLifted', () => liftLegalHold({ ...active, hasLegalHold: true }, operator)],
  ])('publishes %s', (type, run) => {
    expect(run().events).toEqual([{ type, tenantId: 'initech' }]);
  });

  it('keeps its slug, whatever happens', () => {
    const moves = [suspend(active, operator), resume(suspended, operator)];

    for (const { state } of moves) expect(state.id).toBe('initech');
  });
});

describe('a legal hold', () => {
  const { state: held } = placeLegalHold(active, operator);

  it('refuses to retire the tenant', () => {
    expect(outcome(() => retire(held, operator))).toBe('LEGAL_HOLD');
  });

  it('leaves it to suspend', () => {
    expect(suspend(held, operator).state).toMatchObject({
      status: 'SUSPENDED',
      hasLegalHold: true,
    });
  });

  it('is over once lifted', () => {
    const { state } = liftLegalHold(held, operator);

    expect(retire(state, operator).state.status).toBe('RETIRED');
  });

  it('is placed once', () => {
    expect(outcome(() => placeLegalHold(held, operator))).toBe('ILLEGAL_TRANSITION');
  });
});

describe('what a tenant publishes of its own', () => {
  it('tells the readers of a setting its key and value', () => {
    const setting = { key: 'review.slaHours.CRITICAL', value: '2' };
    const { state, events } = updateSetting(active, administrator, setting);

    expect(state.settings).toEqual([setting]);
    expect(events).toEqual([{ type: 'TenantSettingChanged', tenantId: 'initech', ...setting }]);
  });

  it('tells the role and the identity of a contact alone: name and address stay in the row', () => {
    const dot = { id: 'c2', name: 'Dot', email: 'Dot@Initech.example', role: 'BILLING' } as const;
    const { state, events } = addTenantContact(active, administrator, dot);

    expect(state.contacts.at(-1)).toEqual({ ...dot, email: 'dot@initech.example' });
    expect(events).toEqual([
      { type: 'TenantContactAdded', tenantId: 'initech', contactId: 'c2', role: 'BILLING' },
    ]);
  });
});
