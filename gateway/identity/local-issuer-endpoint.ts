import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { knownDemoPeople } from './demo-cast.ts';
import type { LocalIssuer } from './local-issuer.ts';

// POST /local-issuer/token {"tenant":"acme","user":"ada"} -> {"token","expiresAt"}
// GET  /local-issuer/jwks.json
//
// The page that asks must be our own: a foreign page cannot send application/json without asking first,
// and is told no by its Origin; a foreign name that resolves to this machine is told no by its Host.

interface Answer {
  readonly status: number;
  readonly body: object;
  readonly headers?: Record<string, string>;
}

const maxBodyBytes = 1_024;
const localHost = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::[0-9]{1,5})?$/i;
const jsonType = /^application\/json *(?:; *charset=utf-8)?$/i;

/** Serves the local issuer. The answer tells whether the request was one for it. */
export function createLocalIssuerEndpoint(
  issuer: LocalIssuer,
): (request: IncomingMessage, response: ServerResponse) => Promise<boolean> {
  return async (request, response) => {
    const answer = await answerTo(request, issuer);
    if (answer === null) return false;
    response.writeHead(answer.status, {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...answer.headers,
    });
    response.end(JSON.stringify(answer.body));
    return true;
  };
}

async function answerTo(request: IncomingMessage, issuer: LocalIssuer): Promise<Answer | null> {
  const [path] = (request.url ?? '').split('?');
  if (path === '/local-issuer/jwks.json') {
    return request.method === 'GET' ? { status: 200, body: issuer.keySet } : methodRefused('GET');
  }
  if (path !== '/local-issuer/token') return null;
  return request.method === 'POST'
    ? (refusalOf(request) ?? token(request, issuer))
    : methodRefused('POST');
}

async function token(request: IncomingMessage, issuer: LocalIssuer): Promise<Answer> {
  const who = personIn(await text(request));
  if (who === null) {
    return refused(400, 'Ask with a JSON object such as {"tenant":"acme","user":"ada"}.');
  }
  const issued = await issuer.issue(who);
  return issued === null
    ? refused(404, `There is nobody of that name there. ${knownDemoPeople()}`)
    : { status: 200, body: issued };
}

function refusalOf({ headers }: IncomingMessage): Answer | null {
  const { host = '', origin } = headers;
  if (!localHost.test(host)) return refused(403, 'Tokens are given on localhost alone.');
  if (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`) {
    return refused(403, 'Tokens are given to pages of this very address alone.');
  }
  const isPlainJson =
    jsonType.test(headers['content-type'] ?? '') && headers['content-encoding'] === undefined;
  if (!isPlainJson) return refused(415, 'Ask for a token with plain application/json.');
  return lengthRefusalOf(headers['content-length']);
}

/** Node lets a body be no longer than it says, so what is said is all there is to check. */
function lengthRefusalOf(contentLength: string | undefined): Answer | null {
  if (contentLength === undefined) return refused(411, 'Ask for a token with a Content-Length.');
  return Number(contentLength) <= maxBodyBytes
    ? null
    : refused(413, `A request for a token must not be longer than ${maxBodyBytes} bytes.`);
}

function personIn(text: string): { readonly user: string; readonly tenant: string | null } | null {
  const value = parsed(text);
  if (typeof value !== 'object' || value === null || !('user' in value)) return null;
  const { user, tenant = null } = { tenant: null, ...value };
  const isWhole = typeof user === 'string' && (tenant === null || typeof tenant === 'string');
  return isWhole ? { user, tenant } : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function methodRefused(allow: string): Answer {
  return refused(405, `This answers ${allow} alone.`, { allow });
}

function refused(status: number, error: string, headers: Record<string, string> = {}): Answer {
  return { status, body: { error }, headers };
}
