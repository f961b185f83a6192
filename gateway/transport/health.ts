import type { ServerResponse } from 'node:http';
import type { SubgraphPort } from '../fetch/port.ts';

/**
 * `/livez` says that the process turns; `/readyz` that requests can be served. One subgraph down is still
 * ready, degraded: answers are partial. Without the Control Plane nobody's access can be checked.
 */
export async function answerHealth(
  path: string | undefined,
  ports: ReadonlyMap<string, SubgraphPort>,
  response: ServerResponse,
): Promise<boolean> {
  if (path === '/livez') {
    sendJson(response, 200, { status: 'alive' });
    return true;
  }
  if (path !== '/readyz') return false;
  const found = await Promise.all(
    [...ports].map(async ([name, port]) => [
      name,
      (await port.isReady()) ? 'ready' : 'unreachable',
    ]),
  );
  const subgraphs: Record<string, string> = Object.fromEntries(found);
  const isReady = subgraphs['control-plane'] === 'ready';
  const isWhole = Object.values(subgraphs).every((state) => state === 'ready');
  const status = isWhole ? 'ready' : isReady ? 'degraded' : 'unready';
  sendJson(response, isReady ? 200 : 503, { status, subgraphs });
  return true;
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(`${JSON.stringify(body)}\n`);
}
