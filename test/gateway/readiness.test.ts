import { afterEach, describe, expect, it } from 'vitest';
import { guardDefaults, guardPort } from '../../gateway/fetch/guard/guard.ts';
import type { SubgraphPort } from '../../gateway/fetch/port.ts';
import { createScope } from '../../subgraphs/kernel/scope/scope.ts';
import { inAcme } from '../identity/assertions.ts';
import { testClock } from '../support/test-clock.ts';
import { type SubgraphOverHttp, serveOverHttp } from './subgraph-over-http.ts';
import { openTinyGateway, type TinyGateway } from './tiny-gateway.ts';

// What `/readyz` says, and what it costs, while a subgraph takes connections and says nothing.

const scope = createScope(inAcme, {
  requestId: 'r',
  traceId: 'a'.repeat(32),
  correlationId: 'c',
  deadlineAt: null,
});
const served: SubgraphOverHttp[] = [];
let gateway: TinyGateway | undefined;
let looks = 0;

/** A gateway over subgraphs behind HTTP, of which one never says whether it is ready. */
async function openWithSilent(
  silent: string,
  guard = (port: SubgraphPort) => guardPort(port, guardDefaults),
): Promise<TinyGateway> {
  looks = 0;
  gateway = await openTinyGateway({
    reach: async (subgraph) => {
      const isSilent = subgraph.name === silent;
      const made = await serveOverHttp(subgraph, () => {
        looks += 1;
        return isSilent ? new Promise(() => {}) : Promise.resolve(true);
      });
      served.push(made);
      return guard(made.port);
    },
  });
  return gateway;
}

afterEach(async () => {
  await gateway?.stop();
  await Promise.all(served.splice(0).map((each) => each.kill()));
});

async function readiness({ url }: TinyGateway) {
  const response = await fetch(`${url}/readyz`);
  return [response.status, await response.json()];
}

describe('a gateway one of whose subgraphs never answers', () => {
  it('is degraded, and ready, when it can do without it', async () => {
    const open = await openWithSilent('studio');

    expect(await readiness(open)).toMatchObject([
      200,
      { status: 'degraded', subgraphs: { 'control-plane': 'ready', studio: 'unreachable' } },
    ]);
  });

  it('is not ready when it cannot', async () => {
    const open = await openWithSilent('control-plane');

    expect(await readiness(open)).toMatchObject([503, { status: 'unready' }]);
  });

  it('looks once for however many ask, and keeps its connections for operations', async () => {
    const open = await openWithSilent('studio');
    const asked = Array.from({ length: 150 }, () => readiness(open));
    const studio = open.gateway.graph.current().ports.get('studio');
    const fetchReviews = studio?.prepare({ query: '{ reviews { id } }', isMutation: false });

    expect(await fetchReviews?.('{}', { scope })).toEqual({
      data: { reviews: [{ id: '1' }, { id: '2' }] },
    });
    await Promise.all(asked);
    expect(looks).toBe(2);
  });
});

describe('what a look has found', () => {
  it('is what everybody is told who asks within a second', async () => {
    const clock = testClock();
    const open = await openWithSilent('', (port) => guardPort(port, guardDefaults, clock));
    const look = async (afterMs: number) => {
      clock.pass(afterMs);
      await readiness(open);
      return looks;
    };

    expect([await look(0), await look(999), await look(1)]).toEqual([2, 2, 4]);
  });
});
