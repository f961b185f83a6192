import { type Actor, authorize } from '../../../kernel/authority.ts';
import { type Change, DomainError, lifecycle } from '../../../kernel/domain.ts';
import { text } from '../../../kernel/text.ts';
import {
  addContact,
  contactOf,
  type TenantContact,
  type TenantContactRole,
} from '../tenant-contact/domain.ts';
import {
  putSetting,
  settingOf,
  type TenantSetting,
  type TenantSettingKey,
} from '../tenant-setting/domain.ts';

export type TenantStatus = 'PROVISIONING' | 'ACTIVE' | 'SUSPENDED' | 'RETIRED';
export type IsolationModel = 'SHARED' | 'DEDICATED';
export type ProvisioningStep = 'ADMINISTRATOR_INVITED' | 'DATABASE_CREATED';

/** The root of isolation: everything else belongs to exactly one tenant. */
export interface Tenant {
  /** The tenant's slug, globally unique and immutable. */
  readonly id: string;
  /** The same slug: a tenant belongs to itself. */
  readonly tenantId: string;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly displayName: string;
  readonly region: string;
  readonly isolationModel: IsolationModel;
  readonly status: TenantStatus;
  /** "Exactly one active edition referenced" can only be asked for once the edition aggregate exists. */
  readonly editionId: string | null;
  readonly pendingSteps: readonly ProvisioningStep[];
  /** When the last pending step was completed. */
  readonly provisionedAt: Date | null;
  readonly hasLegalHold: boolean;
  readonly contacts: readonly TenantContact[];
  /** Only what differs from the factory's defaults. */
  readonly settings: readonly TenantSetting[];
}

type TenantFact =
  | {
      readonly type:
        | 'TenantActivated'
        | 'TenantSuspended'
        | 'TenantResumed'
        | 'TenantRetired'
        | 'TenantLegalHoldPlaced'
        | 'TenantLegalHoldLifted';
    }
  | { readonly type: 'TenantProvisioningStepCompleted'; readonly step: ProvisioningStep }
  | {
      readonly type: 'TenantProvisioned';
      readonly region: string;
      readonly isolationModel: IsolationModel;
      readonly administratorContactId: string;
    }
  | {
      readonly type: 'TenantSettingChanged';
      readonly key: TenantSettingKey;
      /** null: back to the factory's default. */
      readonly value: string | null;
    }
  | {
      readonly type: 'TenantContactAdded';
      readonly contactId: string;
      readonly role: TenantContactRole;
    };

/** Who did it is told by the envelope. */
export type TenantEvent = TenantFact & { readonly tenantId: string };
export type TenantChange = Change<Tenant, TenantEvent>;

/** What a tenant starts with. */
export interface Provisioning {
  readonly slug: string;
  readonly displayName: string;
  readonly region: string;
  readonly isolationModel: IsolationModel;
  /** Whom to invite as the first administrator; becomes the first contact. */
  readonly administrator: { readonly id: string; readonly name: string; readonly email: string };
  readonly at: Date;
}

const assertMove = lifecycle<TenantStatus>('A tenant', {
  PROVISIONING: ['ACTIVE'],
  ACTIVE: ['SUSPENDED', 'RETIRED'],
  SUSPENDED: ['ACTIVE', 'RETIRED'],
  RETIRED: [],
});

/**
 * What must be done before a tenant may become active. Inviting the administrator is a reaction to
 * `TenantProvisioned`. Nothing creates dedicated databases yet, so a dedicated tenant waits: made
 * active, it would keep its data in the shared one against its promise.
 */
const stepsOf: Readonly<Record<IsolationModel, readonly ProvisioningStep[]>> = {
  SHARED: ['ADMINISTRATOR_INVITED'],
  DEDICATED: ['ADMINISTRATOR_INVITED', 'DATABASE_CREATED'],
};

/** What whoever activates too early is told to wait for. */
const waitsUntil: Readonly<Record<ProvisioningStep, string>> = {
  ADMINISTRATOR_INVITED:
    'its administrator is invited, which happens a moment after it was provisioned; try again then',
  DATABASE_CREATED: 'its own databases are there, which nothing creates yet',
};

const slugPattern = /^[a-z][a-z0-9-]{1,30}$/;
const reservedSlugs: readonly string[] = ['platform'];

/** @throws DomainError INVALID_INPUT for what cannot be a tenant's slug. */
export function tenantSlug(value: string, field = 'slug'): string {
  if (reservedSlugs.includes(value)) invalid(field, 'be another: the platform bears this one');
  return matching(value, field);
}

/**
 * Creates a tenant that becomes active once its pending steps are completed.
 *
 * That its slug is free is for the store to say: the primary key refuses a second one.
 *
 * @throws DomainError FORBIDDEN to all but platform operators; INVALID_INPUT for a malformed or
 * reserved slug, region, name or address.
 */
export function provision(by: Actor, input: Provisioning): TenantChange {
  authorize(by, 'tenant:lifecycle', null);
  const id = tenantSlug(input.slug);
  const named: TenantContact = { ...input.administrator, role: 'ADMINISTRATOR' };
  const administrator = contactOf(named, 'administrator.');
  const tenant: Tenant = {
    id,
    tenantId: id,
    version: 0,
    createdAt: input.at,
    updatedAt: input.at,
    displayName: text(input.displayName, 'displayName', 120),
    region: matching(input.region, 'region'),
    isolationModel: input.isolationModel,
    status: 'PROVISIONING',
    editionId: null,
    pendingSteps: stepsOf[input.isolationModel],
    provisionedAt: null,
    hasLegalHold: false,
    contacts: [administrator],
    settings: [],
  };
  const { region, isolationModel } = tenant;
  const administratorContactId = administrator.id;
  return changed(tenant, {
    type: 'TenantProvisioned',
    region,
    isolationModel,
    administratorContactId,
  });
}

/** Notes that a provisioning step is done. Once done, saying so again changes nothing. */
export function completeStep(tenant: Tenant, step: ProvisioningStep, at: Date): TenantChange {
  if (!tenant.pendingSteps.includes(step)) return { state: tenant, events: [] };
  const pendingSteps = tenant.pendingSteps.filter((pending) => pending !== step);
  const provisionedAt = pendingSteps.length === 0 ? at : null;
  const next: Tenant = { ...tenant, pendingSteps, provisionedAt };
  return changed(next, { type: 'TenantProvisioningStepCompleted', step });
}

/** @throws DomainError ILLEGAL_TRANSITION before provisioning is complete. */
export function activate(tenant: Tenant, by: Actor): TenantChange {
  authorize(by, 'tenant:lifecycle', null);
  assertMove(tenant.status, 'ACTIVE');
  if (tenant.status === 'SUSPENDED') refuse('A suspended tenant is resumed, not activated.');
  if (tenant.pendingSteps.length > 0) {
    const reasons = tenant.pendingSteps.map((step) => `${waitsUntil[step]} (${step})`);
    refuse(`The tenant cannot be active until ${reasons.join(', and ')}.`);
  }
  return changed({ ...tenant, status: 'ACTIVE' }, { type: 'TenantActivated' });
}

export function suspend(tenant: Tenant, by: Actor): TenantChange {
  authorize(by, 'tenant:lifecycle', null);
  assertMove(tenant.status, 'SUSPENDED');
  return changed({ ...tenant, status: 'SUSPENDED' }, { type: 'TenantSuspended' });
}

export function resume(tenant: Tenant, by: Actor): TenantChange {
  authorize(by, 'tenant:lifecycle', null);
  assertMove(tenant.status, 'ACTIVE');
  if (tenant.status === 'PROVISIONING') refuse('A new tenant is activated, not resumed.');
  return changed({ ...tenant, status: 'ACTIVE' }, { type: 'TenantResumed' });
}

/** @throws DomainError LEGAL_HOLD while a legal hold is in place. */
export function retire(tenant: Tenant, by: Actor): TenantChange {
  authorize(by, 'tenant:lifecycle', null);
  assertMove(tenant.status, 'RETIRED');
  if (tenant.hasLegalHold) {
    throw new DomainError('LEGAL_HOLD', 'A tenant under legal hold cannot be retired.');
  }
  return changed({ ...tenant, status: 'RETIRED' }, { type: 'TenantRetired' });
}

/** A hold may be placed in any status: it outlives use (control-plane-storage, Tenants). */
export function placeLegalHold(tenant: Tenant, by: Actor): TenantChange {
  authorize(by, 'tenant:lifecycle', null);
  if (tenant.hasLegalHold) refuse('The tenant is under legal hold already.');
  return changed({ ...tenant, hasLegalHold: true }, { type: 'TenantLegalHoldPlaced' });
}

export function liftLegalHold(tenant: Tenant, by: Actor): TenantChange {
  authorize(by, 'tenant:lifecycle', null);
  if (!tenant.hasLegalHold) refuse('The tenant is not under legal hold.');
  return changed({ ...tenant, hasLegalHold: false }, { type: 'TenantLegalHoldLifted' });
}

/** @throws DomainError ILLEGAL_TRANSITION for a tenant that is not in use; the rest as `settingOf`. */
export function updateSetting(
  tenant: Tenant,
  by: Actor,
  input: { readonly key: string; readonly value: string | null },
): TenantChange {
  authorize(by, 'tenant:write', null);
  assertWritable(tenant);
  const setting = settingOf(input);
  const settings = putSetting(tenant.settings, setting);
  return changed({ ...tenant, settings }, { type: 'TenantSettingChanged', ...setting });
}

/** @throws DomainError ILLEGAL_TRANSITION for a tenant that is not in use; the rest as `addContact`. */
export function addTenantContact(tenant: Tenant, by: Actor, input: TenantContact): TenantChange {
  authorize(by, 'tenant:write', null);
  assertWritable(tenant);
  const added = contactOf(input);
  const { id: contactId, role } = added;
  const contacts = addContact(tenant.contacts, added);
  return changed({ ...tenant, contacts }, { type: 'TenantContactAdded', contactId, role });
}

function changed(state: Tenant, fact: TenantFact): TenantChange {
  return { state, events: [{ ...fact, tenantId: state.id }] };
}

/** Suspended tenants reject every write, retired ones for good. */
function assertWritable(tenant: Tenant): void {
  if (tenant.status === 'PROVISIONING' || tenant.status === 'ACTIVE') return;
  refuse(`A tenant that is ${tenant.status} takes no changes.`);
}

function matching(value: string, field: string): string {
  if (slugPattern.test(value)) return value;
  invalid(field, 'be 2 to 31 of a-z, 0-9 and -, starting with a letter');
}

function refuse(sentence: string): never {
  throw new DomainError('ILLEGAL_TRANSITION', sentence);
}

function invalid(field: string, rule: string): never {
  throw new DomainError('INVALID_INPUT', `${field} must ${rule}.`, field);
}
