import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * CORS by list. The gateway's own pages are always allowed; a wildcard never is.
 *
 * @param origins - as browsers send them: 'https://studio.example.com'.
 */
export function allowCors(origins: readonly string[]) {
  const allowed = new Set(origins);

  function isAllowed(origin: string | undefined, request: IncomingMessage): boolean {
    return origin === undefined || allowed.has(origin) || isOwn(origin, request);
  }

  return {
    isAllowed,

    /** Puts the headers on every answer; answers OPTIONS itself. */
    answerPreflight(request: IncomingMessage, response: ServerResponse): boolean {
      const { origin } = request.headers;
      if (origin !== undefined && isAllowed(origin, request)) {
        response.setHeader('access-control-allow-origin', origin);
        response.setHeader('access-control-expose-headers', 'x-trace-id');
      }
      response.setHeader('vary', 'Origin');
      if (request.method !== 'OPTIONS') return false;
      response.setHeader('access-control-allow-methods', 'POST');
      response.setHeader(
        'access-control-allow-headers',
        'authorization, content-type, last-event-id, traceparent, x-factory-tenant',
      );
      response.setHeader('access-control-max-age', '600');
      response.writeHead(204).end();
      return true;
    },
  };
}

function isOwn(origin: string, request: IncomingMessage): boolean {
  try {
    return new URL(origin).host === request.headers.host;
  } catch {
    return false;
  }
}
