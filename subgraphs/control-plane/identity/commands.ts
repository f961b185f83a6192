import type { Services } from '../../kernel/context.ts';
import { DomainError } from '../../kernel/domain.ts';
import { openWork } from '../../kernel/work.ts';
import { activate, type Principal, principalOf, recordSignIn, type User } from './user/domain.ts';
import { userByEmail, userBySubject, users } from './user/repository.ts';

/** What a verified token says of whom it was made for. */
export interface SignIn {
  readonly tenantId: string;
  readonly subject: string;
  /** Only what the issuer has verified; null when it vouches for none. */
  readonly email: string | null;
  /** Of the events that a sign-in may cause. */
  readonly traceId: string;
}

/**
 * Who signs in, with its grants; null for whoever does not belong to the tenant. The first sign-in accepts the
 * invitation to the verified address; later ones are one statement, and a change once an hour.
 */
export async function signIn(services: Services, token: SignIn): Promise<Principal | null> {
  const { database, clock } = services;
  const known = await userBySubject(database.reader(token.tenantId), token.subject);
  if (!known) return accept(services, token);
  const isNoted = recordSignIn(known, clock()).events.length === 0;
  return principalOf(isNoted ? known : await change(services, token, known, recordSignIn));
}

async function accept(services: Services, token: SignIn): Promise<Principal | null> {
  const { subject, email, tenantId } = token;
  if (email === null) return null;
  const db = services.database.reader(tenantId);
  const invited = await userByEmail(db, email.normalize('NFC').toLowerCase());
  if (!invited) return null;
  try {
    const proof = { subject, email };
    const accepted = await change(services, token, invited, (user, at) =>
      activate(user, proof, at),
    );
    return principalOf(accepted);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    // There is nothing to accept, unless the same sign-in came twice at once and the other one was first.
    const accepted = await userBySubject(db, subject);
    return accepted ? principalOf(accepted) : null;
  }
}

async function change(
  { database, clock, spine }: Services,
  { tenantId, traceId }: SignIn,
  { id: userId, kind }: User,
  command: (user: User, at: Date) => ReturnType<typeof activate>,
): Promise<User> {
  const now = clock();
  const actor = { userId, kind, grants: [] };
  const cause = { actor, now, traceId, correlationId: traceId, causationId: null };
  const user = await database.withTenant(tenantId, (tx) =>
    openWork(tx, cause).change(users, userId, (known) => command(known, now)),
  );
  spine.poke();
  return user;
}
