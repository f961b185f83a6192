import { parseArgs } from 'node:util';
import type { Environment } from '../subgraphs/kernel/config.ts';
import { isReservedHeader } from '../subgraphs/kernel/scope/scope-headers.ts';

/** What `npm run gateway` is told on its command line. */
export interface StandaloneOptions {
  /** A path, or an https URL. */
  readonly supergraph: string;
  readonly port: number | undefined;
  readonly host: string | undefined;
  readonly engine: string | undefined;
  /** Whether nobody is asked who he is. */
  readonly isOpen: boolean;
  /** Names of headers in lower case. */
  readonly forwardedHeaders: readonly string[];
}

export const help = `A gateway on any supergraph; its subgraphs are at the addresses which the file gives.

  npm run gateway -- --supergraph FILE [--port 4000] [--host 127.0.0.1] [--no-auth]
                     [--forward authorization,x-…] [--engine NAME]

  --supergraph FILE  a path or an https URL; followed, so that a new supergraph is served without a restart
  --port N           4000; 0 takes any that is free
  --host H           127.0.0.1
  --no-auth          for development: everybody is one anonymous caller, introspection is on, and clients see the
                     subgraphs' messages as they are. Only for this machine; refused when NODE_ENV=production.
                     Without it OIDC_ISSUER, OIDC_AUDIENCE and OIDC_JWKS_URL say whose tokens are accepted, and
                     messages pass only with a code that says they are meant for clients
  --forward NAMES    headers of clients which subgraphs are given: none unless they are named here
  --engine NAME      the engine that runs operations

Settings: INTROSPECTION, ALLOWED_ORIGINS, SUBGRAPH_TIMEOUT_MS and <SUBGRAPH>_TIMEOUT_MS, SUPERGRAPH_DIGEST,
SUPERGRAPH_POLL_MS, REDIS_URL, DRAIN_PAUSE_MS, DRAIN_SPREAD_MS, LOOP_SILENT_MS,
LOG_LEVEL, OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_TRACES_SAMPLER_ARG.
`;

const known = {
  supergraph: { type: 'string' },
  port: { type: 'string' },
  host: { type: 'string' },
  engine: { type: 'string' },
  forward: { type: 'string', multiple: true },
  'no-auth': { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

/**
 * @returns null when it is asked what it can be told.
 * @throws Error, a sentence, when it makes no sense.
 */
export function readOptions(args: readonly string[], env: Environment): StandaloneOptions | null {
  const { values } = parse(args);
  if (values.help) return null;
  const { supergraph, engine, 'no-auth': isOpen = false, forward = [] } = values;
  const host = values.host ?? (env['HOST'] || undefined);
  if (!supergraph) throw new Error('Name the supergraph: --supergraph FILE.');
  if (isOpen) assertNobodyElse(host, env['NODE_ENV'] === 'production');
  return {
    supergraph,
    host,
    engine,
    isOpen,
    port: readPort(values.port),
    forwardedHeaders: readForwarded(forward),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: known, allowPositionals: false });
  } catch (error) {
    // Node's advice on positional arguments is none for this command.
    const message = error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error);
    throw new Error(`${message.replace(/\.$/, '')}; --help tells what can be given.`);
  }
}

function readPort(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new Error('--port must be a whole number from 0 to 65535.');
}

const loopback = ['127.0.0.1', 'localhost', '::1'];

/** @throws Error when somebody else could reach a gateway that asks nobody who he is. */
function assertNobodyElse(host: string | undefined, isProduction: boolean): void {
  if (isProduction) throw new Error('--no-auth is refused where NODE_ENV is production.');
  if (host === undefined || loopback.includes(host)) return;
  throw new Error('--no-auth listens on this machine alone: leave --host out, or name a loopback.');
}

/** Whether a Host header names this very machine: a page of elsewhere can lead its own name here. */
export function isLoopbackName(host: string | undefined): boolean {
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i.test(host ?? '');
}

const headerForm = /^[a-z0-9!#$%&'*+.^_`|~-]+$/;

/** They belong to one connection or to one body, and would say something wrong of the next. */
const ownHeaders = new Set([
  'accept',
  'accept-encoding',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'host',
  'keep-alive',
  'origin',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

function readForwarded(lists: readonly string[]): readonly string[] {
  const names = lists.flatMap((list) => list.split(',')).map((name) => name.trim().toLowerCase());
  const refused = names.find(
    (name) =>
      !headerForm.test(name) ||
      ownHeaders.has(name) ||
      isReservedHeader(name) ||
      /^(proxy|sec)-/.test(name),
  );
  if (refused === undefined) return [...new Set(names)].sort();
  throw new Error(`The header "${refused}" cannot be handed on.`);
}
