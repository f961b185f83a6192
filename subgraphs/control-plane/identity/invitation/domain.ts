import { DomainError } from '../../../kernel/domain.ts';
import { text } from '../../../kernel/text.ts';

/** What the tenant's issuer has verified of somebody: its subject, and the address it vouches for. */
export interface Proof {
  readonly subject: string;
  readonly email: string;
}

/** What of a user says whether its invitation can be accepted. */
interface Invited {
  readonly email: string | null;
  readonly invitationExpiresAt: Date | null;
}

const daysToAccept = 7;
const dayMs = 86_400_000;
const emailPattern = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** Addresses are kept in lower case, so that they are unique in any. @throws DomainError INVALID_INPUT. */
export function emailOf(value: string): string {
  const email = text(value, 'email', 254).toLowerCase();
  if (emailPattern.test(email)) return email;
  throw new DomainError('INVALID_INPUT', 'email must be an address.', 'email');
}

export function invitationEnd(at: Date): Date {
  return new Date(at.getTime() + daysToAccept * dayMs);
}

/** @throws DomainError FORBIDDEN when it is another's invitation, was withdrawn or has expired. */
export function assertAcceptable(invited: Invited, { email }: Proof, at: Date): void {
  const isTheirs = invited.email === email.normalize('NFC').toLowerCase();
  if (invited.invitationExpiresAt === null || !isTheirs) {
    throw new DomainError('FORBIDDEN', 'There is no invitation to accept.');
  }
  if (at >= invited.invitationExpiresAt) {
    throw new DomainError('FORBIDDEN', 'The invitation has expired.');
  }
}
