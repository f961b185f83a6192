import type { Principals } from './principals.ts';
import type { TokenIdentity } from './verify-token.ts';

/** Everybody, where nobody is asked who he is: without a tenant, without a grant. */
export const anonymous: TokenIdentity = {
  issuer: 'nobody',
  subject: 'anonymous',
  tenantId: null,
  email: null,
  scopes: null,
  tokenId: 'none',
  expiresAt: Number.POSITIVE_INFINITY,
};

/** Principals where no Control Plane knows them: they are what the token says, and hold no role of this house. */
export const principalsByToken: Principals = {
  find: async ({ subject }) => ({ userId: subject, kind: 'PERSON', grants: [], grantsEpoch: 0 }),
  forget: () => {},
};
