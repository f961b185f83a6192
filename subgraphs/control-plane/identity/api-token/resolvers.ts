import { refusal } from '../../../kernel/errors.ts';
import { mutation } from '../../../kernel/mutation.ts';
import { apiTokenPrefix, newApiToken } from '../../../kernel/scope/api-token.ts';
import type { Resolvers } from '../../generated.ts';
import { users } from '../user/repository.ts';
import { type ApiToken, issue, maySee, revoke, statusOf, tokensSeenBy } from './domain.ts';
import { apiTokens, holdActiveTokens, listApiTokens } from './repository.ts';

/** A token with its text, which is told this once. */
interface Issued {
  readonly apiToken: ApiToken;
  readonly secret: string | null;
}

export const resolvers: Resolvers = {
  Query: {
    apiTokens: (_, { filter, ...page }, context) => {
      const seen = tokensSeenBy(context.actor);
      if (seen === 'NONE') throw refusal('FORBIDDEN', 'Your token does not leave you this list.');
      const onlyOf = seen === 'OWN' ? context.actor.userId : null;
      const listing = { ...filter, ...page, onlyOf };
      return context.read((db) => listApiTokens(db, listing, context.now));
    },
  },
  Mutation: {
    issueApiToken: mutation(
      async ({ name, scopes, expiresAt = null }, work): Promise<Issued> => {
        const { id, hash, text } = newApiToken(work.tenantId, work.newId());
        const activeTokens = await holdActiveTokens(work.tx, work.now);
        const told = { id, tenantId: work.tenantId, name, hash, scopes, expiresAt, activeTokens };
        const issued = issue(work.actor, told, work.now);
        return { apiToken: await work.create(apiTokens, issued), secret: text };
      },
      // At rest there is nothing that could be used: who has lost the answer revokes the token and issues another.
      { kept: ({ apiToken }) => ({ apiToken: { ...apiToken, hash: null }, secret: null }) },
    ),
    revokeApiToken: mutation(async ({ apiTokenId }, work) => ({
      apiToken: await work.change(apiTokens, apiTokenId, (token) =>
        revoke(token, work.actor, work.now),
      ),
    })),
  },
  ApiToken: {
    __resolveReference: async ({ id }, context) => {
      const token = await context.load(apiTokens, id);
      return token && maySee(context.actor, token) ? token : null;
    },
    owner: (token, _, context) => context.load(users, token.ownerUserId),
    prefix: ({ tenantId, id }) => apiTokenPrefix(tenantId, id),
    scopes: ({ scopes }) => scopes,
    status: (token, _, { now }) => statusOf(token, now),
  },
};
