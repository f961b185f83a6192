import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { afterEach, describe, expect, it } from 'vitest';
import type { RateFigures } from '../../gateway/admission/budgets.ts';
import { localPort } from '../../gateway/fetch/local.ts';
import type { Principals } from '../../gateway/identity/principals.ts';
import type { Grant } from '../../subgraphs/kernel/authority.ts';
import type { Services } from '../../subgraphs/kernel/context.ts';
import { openLog } from '../../subgraphs/kernel/log.ts';
import { createSubgraph } from '../../subgraphs/kernel/subgraph.ts';
import { admissionWith } from '../support/admission.ts';
import { openTinyGateway, type TinyGateway } from './tiny-gateway.ts';

// What the gateway itself does about telemetry, before a subgraph that takes everything.

const sdl = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9") type Query { ok: String }`;
const { supergraphSdl = '' } = composeServices([
  { name: 'observability', typeDefs: parse(sdl), url: 'http://observability' },
]);

let gateway: TinyGateway;
/** Sizes of the bodies that the subgraph was handed. */
const taken: number[] = [];
afterEach(async () => {
  await gateway.stop();
  taken.splice(0);
});

const tenMinutes = 600_000;
const figures = { count: 1, periodMs: tenMinutes, burst: 3 };
const rates: RateFigures = {
  callers: {
    person: figures,
    service: figures,
    nobody: figures,
    mutations: figures,
    failedSignIns: figures,
  },
};

async function open(...grants: readonly Grant[]): Promise<void> {
  const definition = {
    name: 'observability',
    resolvers: [],
    internalRoutes: {
      traces: async ({ body }: { readonly body: Buffer }) => {
        taken.push(body.length);
        return { status: 200, contentType: 'application/json', body: '{}' };
      },
    },
  };
  const services = { clock: () => new Date() } as Services;
  const subgraph = createSubgraph(definition, parse(sdl), services, openLog('test', 'silent'));
  const principals: Principals = {
    find: async ({ subject }) => ({ userId: subject, kind: 'PERSON', grants, grantsEpoch: 1 }),
    forget: () => {},
  };
  gateway = await openTinyGateway({
    supergraphSdl,
    ports: new Map([['observability', localPort(subgraph, async () => true)]]),
    principals,
    admission: admissionWith({ RATE_LIMITS: 'on' }),
    rates,
  });
}

async function send(body: string | ReadableStream, more: object = {}) {
  const headers = {
    authorization: `Bearer ${await gateway.token('acme', 'ada')}`,
    'content-type': 'application/json',
  };
  const url = `${gateway.url}/v1/traces`;
  const response = await fetch(url, { method: 'POST', headers, body, ...more });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

describe('telemetry', () => {
  it('is handed on for whom a grant lets send it, be it in one project', async () => {
    await open({ role: 'RUNTIME_OPERATOR', projectId: 'p1' });

    expect(await send('{}')).toMatchObject({ status: 200, body: {} });
    expect(taken).toEqual([2]);
  });

  it('is refused before it is read for everybody else', async () => {
    await open({ role: 'APPROVER', projectId: null });
    // It never ends, so whoever read it would never answer.
    const endless = new ReadableStream({ pull: (queue) => queue.enqueue(new Uint8Array(1_024)) });

    expect(await send(endless, { duplex: 'half' })).toMatchObject({
      status: 403,
      body: { code: 7, message: 'This needs the permission telemetry:ingest.' },
    });
    expect(taken).toEqual([]);
  });

  it('counts as a request, and is told when to come again', async () => {
    await open({ role: 'TENANT_ADMIN', projectId: null });
    const statuses: number[] = [];
    for (let time = 0; time < 4; time += 1) statuses.push((await send('{}')).status);

    expect(statuses).toEqual([200, 200, 200, 429]);
    expect(taken).toHaveLength(3);
    expect((await send('{}')).headers.get('retry-after')).not.toBeNull();
    expect((await gateway.post({ query: '{ ok }' })).status).toBe(429);
  });
});
