import { type Actor, authorize, systemActor } from '../../../kernel/authority.ts';
import { type Change, DomainError, lifecycle } from '../../../kernel/domain.ts';
import { text } from '../../../kernel/text.ts';

export type TenantStatus = 'PROVISIONING' | 'ACTIVE' | 'SUSPENDED' | 'RETIRED';
export type IsolationModel = 'SHARED' | 'DEDICATED';
export type ProvisioningStep = 'ADMINISTRATOR_INVITED' | 'DATABASE_CREATED';
export type TenantContactRole = 'ADMINISTRATOR' | 'BILLING' | 'SECURITY' | 'TECHNICAL';
export type TenantSettingKey = `review.slaHours.${'CRITICAL' | 'HIGH' | 'NORMAL' | 'LOW'}`;

/** Name and address are personal data: they stay in this row and never enter an event. */
export interface TenantContact {
  readonly id: string;
  readonly name: string;
  /** In lower case. */
  readonly email: string;
  readonly role: TenantContactRole;
}

export interface TenantSetting {
  readonly key: TenantSettingKey;
  /** In the canonical form of its key. */
  readonly value: string;
}

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

export type TenantEvent = TenantFact & { readonly tenantId: string; readonly byUserId: string };
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

const slugPattern = /^[a-z][a-z0-9-]{1,30}$/;
const reservedSlugs: readonly string[] = ['platform'];
const emailPattern = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const settingKeyPattern = /^review\.slaHours\.(CRITICAL|HIGH|NORMAL|LOW)$/;
const mostContacts = 20;
const mostHours = 24 * 365;

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
  const administrator = contact(
    { ...input.administrator, role: 'ADMINISTRATOR' },
    'administrator.',
  );
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
  return changed(tenant, by, {
    type: 'TenantProvisioned',
    region: tenant.region,
    isolationModel: tenant.isolationModel,
    administratorContactId: administrator.id,
  });
}

/** Notes that a provisioning step is done; null when it was not pending, so that a replay is harmless. */
export function completeStep(
  tenant: Tenant,
  step: ProvisioningStep,
  at: Date,
): TenantChange | null {
  if (!tenant.pendingSteps.includes(step)) return null;
  const pendingSteps = tenant.pendingSteps.filter((pending) => pending !== step);
  const provisionedAt = pendingSteps.length === 0 ? at : null;
  return changed({ ...tenant, pendingSteps, provisionedAt }, systemActor, {
    type: 'TenantProvisioningStepCompleted',
    step,
  });
}

/** @throws DomainError ILLEGAL_TRANSITION before provisioning is complete. */
export function activate(tenant: Tenant, by: Actor): TenantChange {
  authorize(by, 'tenant:lifecycle', null);
  assertMove(tenant.status, 'ACTIVE');
  if (tenant.status === 'SUSPENDED') refuse('A suspended tenant is resumed, not activated.');
  if (tenant.pendingSteps.length > 0) {
    refuse(`Before it is active, provisioning must do ${tenant.pendingSteps.join(', ')}.`);
  }
  return changed({ ...tenant, status: 'ACTIVE' }, by, { type: 'TenantActivated' });
}

export function suspend(tenant: Tenant, by: Actor): TenantChange {
  authorize(by, 'tenant:lifecycle', null);
  assertMove(tenant.status, 'SUSPENDED');
  return changed({ ...tenant, status: 'SUSPENDED' }, by, { type: 'TenantSuspended' });
}

export function resume(tenant: Tenant, by: Actor): TenantChange {
  authorize(by, 'tenant:lifecycle', null);
  assertMove(tenant.status, 'ACTIVE');
  if (tenant.status === 'PROVISIONING') refuse('A new tenant is activated, not resumed.');
  return changed({ ...tenant, status: 'ACTIVE' }, by, { type: 'TenantResumed' });
}

/** @throws DomainError LEGAL_HOLD while a legal hold is in place. */
export function retire(tenant: Tenant, by: Actor): TenantChange {
  authorize(by, 'tenant:lifecycle', null);
  assertMove(tenant.status, 'RETIRED');
  if (tenant.hasLegalHold) {
    throw new DomainError('LEGAL_HOLD', 'A tenant under legal hold cannot be retired.');
  }
  return changed({ ...tenant, status: 'RETIRED' }, by, { type: 'TenantRetired' });
}

/** A hold may be placed in any status: it outlives use (control-plane-storage, Tenants). */
export function placeLegalHold(tenant: Tenant, by: Actor): TenantChange {
  authorize(by, 'tenant:lifecycle', null);
  if (tenant.hasLegalHold) refuse('The tenant is under legal hold already.');
  return changed({ ...tenant, hasLegalHold: true }, by, { type: 'TenantLegalHoldPlaced' });
}

export function liftLegalHold(tenant: Tenant, by: Actor): TenantChange {
  authorize(by, 'tenant:lifecycle', null);
  if (!tenant.hasLegalHold) refuse('The tenant is not under legal hold.');
  return changed({ ...tenant, hasLegalHold: false }, by, { type: 'TenantLegalHoldLifted' });
}

/**
 * Sets what differs from the factory's defaults; null goes back to the default.
 *
 * @throws DomainError INVALID_INPUT for an unknown key or a value its rule refuses.
 */
export function updateSetting(
  tenant: Tenant,
  by: Actor,
  input: { readonly key: string; readonly value: string | null },
): TenantChange {
  authorize(by, 'tenant:write', null);
  assertWritable(tenant);
  const { key } = input;
  if (!isSettingKey(key)) invalid('key', 'name a setting');
  const value = input.value === null ? null : wholeHours(input.value);
  const others = tenant.settings.filter((setting) => setting.key !== key);
  const settings = value === null ? others : [...others, { key, value }];
  return changed({ ...tenant, settings }, by, { type: 'TenantSettingChanged', key, value });
}

/** @throws DomainError ALREADY_EXISTS when the address has this role; QUOTA_EXCEEDED beyond 20. */
export function addContact(tenant: Tenant, by: Actor, input: TenantContact): TenantChange {
  authorize(by, 'tenant:write', null);
  assertWritable(tenant);
  const added = contact(input, '');
  if (tenant.contacts.some(({ email, role }) => email === added.email && role === added.role)) {
    throw new DomainError('ALREADY_EXISTS', 'This address is a contact for that already.', 'email');
  }
  if (tenant.contacts.length >= mostContacts) {
    throw new DomainError('QUOTA_EXCEEDED', `A tenant has at most ${mostContacts} contacts.`);
  }
  return changed({ ...tenant, contacts: [...tenant.contacts, added] }, by, {
    type: 'TenantContactAdded',
    contactId: added.id,
    role: added.role,
  });
}

function changed(state: Tenant, by: Actor, fact: TenantFact): TenantChange {
  return { state, events: [{ ...fact, tenantId: state.id, byUserId: by.userId }] };
}

/** Suspended tenants reject every write, retired ones for good. */
function assertWritable(tenant: Tenant): void {
  if (tenant.status === 'PROVISIONING' || tenant.status === 'ACTIVE') return;
  refuse(`A tenant that is ${tenant.status} takes no changes.`);
}

function contact(input: TenantContact, path: string): TenantContact {
  const email = text(input.email, `${path}email`, 254).toLowerCase();
  if (!emailPattern.test(email)) invalid(`${path}email`, 'be an address');
  return { id: input.id, name: text(input.name, `${path}name`, 120), email, role: input.role };
}

function tenantSlug(value: string): string {
  if (reservedSlugs.includes(value)) invalid('slug', 'be another: the platform bears this one');
  return matching(value, 'slug');
}

function matching(value: string, field: string): string {
  if (slugPattern.test(value)) return value;
  invalid(field, 'be 2 to 31 of a-z, 0-9 and -, starting with a letter');
}

function isSettingKey(key: string): key is TenantSettingKey {
  return settingKeyPattern.test(key);
}

function wholeHours(value: string): string {
  if (/^[1-9][0-9]{0,3}$/.test(value) && Number(value) <= mostHours) return value;
  invalid('value', `be whole hours from 1 to ${mostHours}`);
}

function refuse(sentence: string): never {
  throw new DomainError('ILLEGAL_TRANSITION', sentence);
}

function invalid(field: string, rule: string): never {
  throw new DomainError('INVALID_INPUT', `${field} must ${rule}.`, field);
}
