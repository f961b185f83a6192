import { DomainError } from '../../../kernel/domain.ts';
import { text } from '../../../kernel/text.ts';

export type TenantContactRole = 'ADMINISTRATOR' | 'BILLING' | 'SECURITY' | 'TECHNICAL';

/**
 * A person to turn to on one kind of matter. Name and address are personal data: they stay in the
 * tenant's row and never enter an event.
 */
export interface TenantContact {
  readonly id: string;
  readonly name: string;
  /** In lower case. */
  readonly email: string;
  readonly role: TenantContactRole;
}

/** They live in the tenant's row. */
const mostContacts = 20;
const emailPattern = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/**
 * @param path - where the contact stands in the caller's input, with the dot at its end.
 * @throws DomainError INVALID_INPUT for a bad name or address.
 */
export function contactOf({ id, role, ...given }: TenantContact, path = ''): TenantContact {
  const email = text(given.email, `${path}email`, 254).toLowerCase();
  if (!emailPattern.test(email)) {
    throw new DomainError('INVALID_INPUT', 'email must be an address.', `${path}email`);
  }
  return { id, name: text(given.name, `${path}name`, 120), email, role };
}

/** @throws DomainError ALREADY_EXISTS when the address has this role; QUOTA_EXCEEDED beyond 20. */
export function addContact(
  contacts: readonly TenantContact[],
  added: TenantContact,
): readonly TenantContact[] {
  if (contacts.some(({ email, role }) => email === added.email && role === added.role)) {
    throw new DomainError('ALREADY_EXISTS', 'This address is a contact for that already.', 'email');
  }
  if (contacts.length >= mostContacts) {
    throw new DomainError('QUOTA_EXCEEDED', `A tenant has at most ${mostContacts} contacts.`);
  }
  return [...contacts, added];
}
