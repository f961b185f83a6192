import type { ServerResponse } from 'node:http';
import type { Ports } from '../supergraph/ports.ts';

/** What readiness depends on. */
export interface Health {
  /** The digest of the supergraph that is served. */
  readonly digest: string;
  readonly ports: Ports;
  /** Subgraphs without which nothing can be answered; without any other, answers are partial. */
  readonly required: readonly string[];
  /** Whether the process is about to stop. */
  readonly isDraining: boolean;
}

/**
 * `/livez` says that the process turns; `/readyz` that requests can be served: which supergraph is, and how its
 * subgraphs do. One subgraph down is still ready, degraded. Without the Control Plane nobody's access can be
 * checked. Of a subgraph that cannot be asked it says so, and takes nothing from it.
 *
 * @returns false when the path is neither.
 */
export async function answerHealth(
  path: string | undefined,
  health: () => Health,
  response: ServerResponse,
): Promise<boolean> {
  if (path === '/livez') {
    sendJson(response, 200, { status: 'alive' });
    return true;
  }
  if (path !== '/readyz') return false;
  const { ports, digest, required, isDraining } = health();
  if (isDraining) {
    sendJson(response, 503, { status: 'draining' });
    return true;
  }
  const subgraphs = await statesOf(ports);
  const isReady = required.every((name) => subgraphs[name] === 'ready');
  const isWhole = Object.values(subgraphs).every((state) => state !== 'unreachable');
  const status = isWhole ? 'ready' : isReady ? 'degraded' : 'unready';
  sendJson(response, isReady ? 200 : 503, { status, supergraph: digest, subgraphs });
  return true;
}

type SubgraphState = 'ready' | 'unreachable' | 'unasked';

async function statesOf(ports: Ports): Promise<Record<string, SubgraphState>> {
  const found = await Promise.all(
    [...ports].map(async ([name, port]) => [name, stateOf(await port.isReady())] as const),
  );
  return Object.fromEntries(found);
}

function stateOf(isReady: boolean | null): SubgraphState {
  if (isReady === null) return 'unasked';
  return isReady ? 'ready' : 'unreachable';
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(`${JSON.stringify(body)}\n`);
}
