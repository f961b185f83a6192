import { isApiToken } from '../../subgraphs/kernel/scope/api-token.ts';
import type { ApiTokens } from './api-tokens.ts';
import type { TokenIdentity } from './verify-token.ts';

export interface BearerVerifierOptions {
  readonly verifyAccessToken: (token: string) => Promise<TokenIdentity>;
  readonly apiTokens: ApiTokens;
}

/** Makes the check of whatever comes as a bearer token: by its first letters it is one kind or the other. */
export function createBearerVerifier({ verifyAccessToken, apiTokens }: BearerVerifierOptions) {
  return (token: string): Promise<TokenIdentity> =>
    isApiToken(token) ? apiTokens.verify(token) : verifyAccessToken(token);
}
