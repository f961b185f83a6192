import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { localPort } from '../../gateway/fetch/local.ts';
import type { SubgraphPort } from '../../gateway/fetch/port.ts';
import { createLocalIssuer } from '../../gateway/identity/local-issuer.ts';
import { localTokenKeys } from '../../gateway/identity/token-keys.ts';
import { createTokenVerifier } from '../../gateway/identity/verify-token.ts';
import { type Gateway, type GatewayOptions, startGateway } from '../../gateway/server.ts';
import { memoryEphemeral } from '../../subgraphs/kernel/ephemeral/memory.ts';
import type { Ephemeral } from '../../subgraphs/kernel/ephemeral/port.ts';
import type { Subgraph } from '../../subgraphs/kernel/subgraph.ts';
import { admissionWith } from '../support/admission.ts';
import { composeTiny, openTinySubgraphs, type TinyWorld, tinyWorld } from './tiny-graph.ts';

/** A whole gateway before two tiny subgraphs of this process. */
export interface TinyGateway {
  readonly url: string;
  readonly gateway: Gateway;
  readonly world: TinyWorld;
  readonly ephemeral: Ephemeral;
  /** The operations that reached a subgraph since the last `fetches.splice(0)`. */
  readonly fetches: string[];
  /** What was logged, a parsed line each. */
  readonly lines: Record<string, unknown>[];
  /** A token of the demo cast for 15 minutes, or for as long as `ageMs` leaves it. */
  token(tenant: string | null, user: string, ageMs?: number): Promise<string>;
  post(body: unknown, headers?: Record<string, string>): Promise<Answer>;
  stop(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers of any shape and assert on them.
  readonly body: any;
}

const supergraphSdl = composeTiny();
const reachLocally = (subgraph: Subgraph) => localPort(subgraph, async () => true);

export interface TinyGatewayOptions extends Partial<GatewayOptions> {
  /** What stands between the gateway and a subgraph. */
  readonly wrap?: (port: SubgraphPort) => SubgraphPort;
  /** The way to a subgraph; in this process unless told otherwise. */
  readonly reach?: (subgraph: Subgraph) => SubgraphPort | Promise<SubgraphPort>;
}

export async function openTinyGateway(options: TinyGatewayOptions = {}): Promise<TinyGateway> {
  const { wrap = (port: SubgraphPort) => port, reach = reachLocally, ...more } = options;
  const world = tinyWorld();
  world.grants.set('acme/ada', [{ role: 'APPROVER', projectId: null }]);
  world.grants.set('globex/eve', [{ role: 'APPROVER', projectId: null }]);
  const lines: Record<string, unknown>[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => lines.push(JSON.parse(line)) });
  const fetches: string[] = [];
  const reached = await Promise.all(openTinySubgraphs(world, log).map(reach));
  const ports = reached.map((port) => wrap(counted(port, fetches)));
  const ephemeral = memoryEphemeral({ onError: () => {} });
  const { directory, token, verifyToken } = await openIssuer();
  const gateway = await startGateway({
    supergraphSdl,
    ports: new Map(ports.map((port) => [port.name, port])),
    verifyToken,
    ephemeral,
    log,
    port: 0,
    host: '127.0.0.1',
    introspection: false,
    admission: admissionWith(),
    allowedOrigins: ['https://studio.example.com'],
    pages: [],
    ...more,
  });
  const url = gateway.url.replace('localhost', '127.0.0.1');
  const authorization = `Bearer ${await token('acme', 'ada')}`;

  return {
    url,
    gateway,
    world,
    ephemeral,
    fetches,
    lines,
    token,
    async post(body, headers = {}) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, text, body: readJson(text) };
    },
    async stop() {
      await gateway.stop();
      await ephemeral.stop();
      rmSync(directory, { recursive: true });
    },
  };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function openIssuer() {
  const directory = mkdtempSync(join(tmpdir(), 'tiny-gateway-'));
  const { issuer, audience, keySet } = await createLocalIssuer({ dataDirectory: directory });
  const verifyToken = createTokenVerifier({ issuer, audience, keys: localTokenKeys(keySet) });
  return {
    directory,
    verifyToken,
    async token(tenant: string | null, user: string, ageMs = 0) {
      const clock = () => Date.now() - ageMs;
      const then = await createLocalIssuer({ dataDirectory: directory, clock });
      const issued = await then.issue({ tenant, user });
      if (!issued) throw new Error(`There is no ${user} in ${tenant}.`);
      return issued.token;
    },
  };
}

function counted(port: SubgraphPort, fetches: string[]): SubgraphPort {
  return {
    ...port,
    prepare(planned) {
      const fetch = port.prepare(planned);
      return (variables, caller) => {
        fetches.push(planned.query);
        return fetch(variables, caller);
      };
    },
    subscribe(planned, variables, caller) {
      fetches.push(planned.query);
      return port.subscribe(planned, variables, caller);
    },
  };
}
