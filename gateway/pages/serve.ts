import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import type { PageConfig } from './page-config.ts';
import type { PageFiles } from './page-files.ts';

/** Answers a request for a page and tells that it did; false leaves the request to the next. */
export type Pages = (request: IncomingMessage, response: ServerResponse) => boolean;

/** One thing that can be asked for. Paths outside this list do not exist, wherever they point. */
interface Resource {
  readonly type: string;
  readonly etag: string;
  readonly cacheControl: string;
  readonly hasGzip: boolean;
  read(encoding: Encoding): Promise<Buffer>;
}

type Encoding = 'gzip' | 'identity';

interface Refusal {
  readonly status: number;
  readonly sentence: string;
  readonly headers?: OutgoingHttpHeaders;
}

const atGraphiql: Refusal = {
  status: 302,
  sentence: 'The page is at /graphiql.',
  headers: { location: '/graphiql' },
};
const notFound: Refusal = { status: 404, sentence: 'There is no such page.' };
const notAllowed: Refusal = {
  status: 405,
  sentence: 'A page can only be read.',
  headers: { allow: 'GET, HEAD' },
};

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
};

/** The content hash is in the name: whatever the name once held, it holds for ever. */
const hashedName = /^chunk-[A-Z0-9]{8}\./;

/**
 * Serves `/` (leads to `/graphiql`), `/graphiql`, its files and `/graphiql/config.json`.
 *
 * @param options.directory - a directory made by `buildPages`.
 * @throws Error when the directory holds no built page.
 */
export function createPages(options: {
  readonly directory: string;
  readonly config: PageConfig;
}): Pages {
  const resources = resourcesOf(options.directory, options.config);
  return (request, response) => {
    const path = request.url?.split('?', 1)[0] ?? '';
    if (path !== '/' && path !== '/graphiql' && !path.startsWith('/graphiql/')) return false;
    if (request.method !== 'GET' && request.method !== 'HEAD') refuse(response, notAllowed);
    else if (path === '/') refuse(response, atGraphiql);
    else void answer(resources.get(path), request, response);
    return true;
  };
}

function resourcesOf(directory: string, config: PageConfig): ReadonlyMap<string, Resource> {
  const resources = new Map<string, Resource>();
  for (const [name, file] of Object.entries(filesOf(directory))) {
    resources.set(`/graphiql/${name}`, {
      ...file,
      type: contentTypes[extname(name)] ?? 'application/octet-stream',
      cacheControl: hashedName.test(name) ? 'public, max-age=31536000, immutable' : 'no-cache',
      read: (encoding) => readFile(join(directory, encoding === 'gzip' ? `${name}.gz` : name)),
    });
  }
  const page = resources.get('/graphiql/index.html');
  if (page) resources.set('/graphiql', page).set('/graphiql/', page);
  return resources.set('/graphiql/config.json', configResource(config));
}

function filesOf(directory: string): PageFiles {
  try {
    return JSON.parse(readFileSync(join(directory, 'files.json'), 'utf8'));
  } catch (error) {
    throw new Error(`${directory} holds no built page: run gateway/pages/build.ts.`, {
      cause: error,
    });
  }
}

function configResource(config: PageConfig): Resource {
  const body = Buffer.from(JSON.stringify(config));
  return {
    type: 'application/json; charset=utf-8',
    etag: createHash('sha256').update(body).digest('base64url').slice(0, 22),
    cacheControl: 'no-cache',
    hasGzip: false,
    read: async () => body,
  };
}

async function answer(
  resource: Resource | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!resource) return refuse(response, notFound);
  const acceptsGzip = /\bgzip\b/.test(`${request.headers['accept-encoding']}`);
  const encoding = acceptsGzip && resource.hasGzip ? 'gzip' : 'identity';
  const headers = headersOf(resource, encoding, request.headers.host);
  if (request.headers['if-none-match'] === headers.etag) {
    response.writeHead(304, headers).end();
    return;
  }
  try {
    const body = await resource.read(encoding);
    response.writeHead(200, { ...headers, 'content-length': body.length });
    response.end(body);
  } catch {
    refuse(response, notFound);
  }
}

function headersOf(resource: Resource, encoding: Encoding, host: string | undefined) {
  return {
    'content-type': resource.type,
    'cache-control': resource.cacheControl,
    etag: `W/"${resource.etag}"`,
    'content-security-policy': contentSecurityPolicy(host),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    ...(resource.hasGzip && { vary: 'accept-encoding' }),
    ...(encoding === 'gzip' && { 'content-encoding': 'gzip' }),
  };
}

/**
 * Monaco writes style elements; fonts and icons lie in the style sheet as data. The socket's origin
 * is spelled out because not every browser takes `'self'` to include `ws:`.
 */
function contentSecurityPolicy(host = ''): string {
  const sockets = /^[\w.[\]:-]+$/.test(host) ? ` ws://${host} wss://${host}` : '';
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "worker-src 'self'",
    `connect-src 'self'${sockets}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function refuse(response: ServerResponse, { status, sentence, headers }: Refusal): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
    ...headers,
  });
  response.end(`${sentence}\n`);
}
