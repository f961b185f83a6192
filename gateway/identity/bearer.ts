import type { IncomingMessage } from 'node:http';
import { unauthenticated } from '../../subgraphs/kernel/scope/unauthenticated.ts';

/** Characters; an access token longer than this is refused unread. */
export const bearerMaxLength = 4_096;

const bearerForm = /^Bearer ([!-~]+)$/i;

/**
 * The token of a request. It is read from the Authorization header alone: never from the address, a
 * cookie or a body.
 *
 * @throws Unauthenticated when there is no Authorization header, more than one, or one of another form.
 */
export function bearerToken({ headersDistinct }: Pick<IncomingMessage, 'headersDistinct'>): string {
  const [authorization, ...more] = headersDistinct['authorization'] ?? [];
  if (more.length > 0) throw unauthenticated('A request must have one Authorization header.');
  return bearerFrom(authorization);
}

/**
 * The token of one Authorization value, such as a WebSocket gives in its `connection_init`.
 *
 * @throws Unauthenticated when it is missing or not of the form `Bearer <token>`.
 */
export function bearerFrom(authorization: unknown): string {
  if (authorization === undefined) {
    throw unauthenticated('This needs a bearer token in the Authorization header.');
  }
  const isReadable =
    typeof authorization === 'string' && authorization.length <= 'Bearer '.length + bearerMaxLength;
  const token = isReadable ? bearerForm.exec(authorization)?.[1] : undefined;
  if (token !== undefined) return token;
  throw unauthenticated(
    `Authorization must be \`Bearer\`, one space and a token of at most ${bearerMaxLength} characters.`,
  );
}
