import { type Traced, traceExport } from './otlp.ts';
import type { Scene } from './scene.ts';
import type { Line } from './timeline.ts';

export const searchTrace = '4bf92f3577b34da6a3ce929d0e0e4736';
export const exportTrace = '0af7651916cd43dd8448eb211c80319c';
const pointsTrace = '5b8aa5a2d2c872e8321cf37308d69df2';
const routesTrace = '8c5f3a1e2b7d49d0a6e1c4b3f2907d15';

/** Traces that ended well, that failed, and one of which the root has not arrived. */
export function traceLines(scene: Scene): readonly Line[] {
  return [slowSearch(scene), stalledExport(scene), partialTrace(scene), ofGlobex(scene)];
}

/** The trace of the open incident: one request, a slow query, an agent's step. */
async function* slowSearch({ acme, booking, hoursAgo }: Scene): Line {
  yield 5;
  const search: Traced = {
    traceId: searchTrace,
    tenantId: acme.tenantId,
    projectId: booking,
    service: 'booking-search',
    spans: [
      { id: 1, name: 'GET /search', parent: null, from: 0, to: 4_100, hasFailed: true },
      { id: 2, name: 'rank offers', parent: 1, from: 40, to: 600 },
      { id: 3, name: 'select offers', parent: 1, from: 620, to: 4_050, hasFailed: true },
    ],
  };
  await acme.ingest('factory', traceExport(search, hoursAgo(5)));
}

async function* stalledExport({ acme, loyalty, hoursAgo }: Scene): Line {
  yield 18;
  const nightly: Traced = {
    traceId: exportTrace,
    tenantId: acme.tenantId,
    projectId: loyalty,
    service: 'loyalty-export',
    spans: [
      { id: 1, name: 'export points', parent: null, from: 0, to: 61_000 },
      { id: 2, name: 'read ledger', parent: 1, from: 5, to: 60_200 },
      { id: 3, name: 'write file', parent: 1, from: 60_210, to: 60_990 },
    ],
  };
  await acme.ingest('factory', traceExport(nightly, hoursAgo(18)));
}

/** The service that was called first has not sent its span, the root: the trace is partial. */
async function* partialTrace({ acme, loyalty, hoursAgo }: Scene): Line {
  yield 2;
  const points: Traced = {
    traceId: pointsTrace,
    tenantId: acme.tenantId,
    projectId: loyalty,
    service: 'loyalty-ledger',
    spans: [
      { id: 2, name: 'credit points', parent: 1, from: 12, to: 80 },
      { id: 3, name: 'insert entry', parent: 2, from: 20, to: 74 },
    ],
  };
  await acme.ingest('factory', traceExport(points, hoursAgo(2)));
}

async function* ofGlobex({ globex, fleet, hoursAgo }: Scene): Line {
  yield 4;
  const routes: Traced = {
    traceId: routesTrace,
    tenantId: globex.tenantId,
    projectId: fleet,
    service: 'fleet-routes',
    spans: [
      { id: 1, name: 'POST /routes', parent: null, from: 0, to: 320 },
      { id: 2, name: 'plan route', parent: 1, from: 30, to: 300 },
    ],
  };
  await globex.ingest('plant', traceExport(routes, hoursAgo(4)));
}
