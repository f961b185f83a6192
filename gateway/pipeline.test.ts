import { describe, expect, it } from 'vitest';
import { memoryEphemeral } from '../subgraphs/kernel/ephemeral/memory.ts';
import { openLog } from '../subgraphs/kernel/log.ts';
import { admissionWith } from '../test/support/admission.ts';
import { heldGeneration, supergraphOf } from '../test/support/tiny-supergraphs.ts';
import { openAdmission } from './admission/open.ts';
import { anonymous, principalsByToken } from './identity/anonymous.ts';
import { noTenantAccesses } from './identity/tenant-access.ts';
import { createLive } from './live/live.ts';
import { type AdmittedOperation, createPipeline } from './pipeline.ts';
import { createGraph } from './supergraph/graph.ts';
import { createMetrics } from './transport/metrics.ts';

async function open(forwardedHeaders: readonly string[] = []) {
  const [old, next] = [
    await heldGeneration(supergraphOf(['a'])),
    await heldGeneration(supergraphOf(['b'])),
  ];
  for (const { release } of [old, next]) release();
  const graph = createGraph(old.generation, { keptForMs: 0, onError: () => {} });
  const log = openLog('test', 'silent');
  const witness = createMetrics(log);
  const ephemeral = memoryEphemeral({ onError: () => {} });
  const pipeline = createPipeline({
    graph,
    live: createLive<AdmittedOperation>({
      open: (operation) => operation.prepared.generation.engine.subscribe(operation),
      confirm: async () => {},
      witness,
      mostAnswerBytes: 1_000_000,
    }),
    verifyToken: null,
    principals: principalsByToken,
    forwardedHeaders,
    uses: noTenantAccesses,
    knowsRoles: false,
    ...openAdmission({ admission: admissionWith(), ephemeral, log }, witness),
  });
  return { old, next, graph, pipeline };
}

const arrival = { authorization: undefined, traceId: 'a'.repeat(32) };

describe('an operation that was admitted before its supergraph was replaced', () => {
  it('runs under the one that admitted it', async () => {
    const { old, next, graph, pipeline } = await open();
    const scope = await pipeline.scope(anonymous, arrival);
    const prepared = pipeline.prepare({ source: '{ a }', operationName: undefined }, scope);

    graph.swap(next.generation);

    expect(await pipeline.execute({ prepared, variables: {}, scope })).toMatchObject({
      data: { digest: old.generation.digest, wasStopped: false },
    });
    expect(() => pipeline.prepare({ source: '{ a }', operationName: undefined }, scope)).toThrow();
  });
});

describe('where nobody is asked for a token', () => {
  it('everybody is the one anonymous caller, whatever he brings', async () => {
    const { pipeline } = await open();
    const identity = await pipeline.authenticate({ ...arrival, authorization: 'Bearer forged' });
    const scope = await pipeline.scope(identity, arrival);

    expect(scope).toMatchObject({
      tenantId: null,
      actor: { userId: 'anonymous', kind: 'PERSON', grants: [] },
    });
    expect(scope).not.toHaveProperty('forwarded');
  });
});

describe('headers that are to be handed on', () => {
  it('are those that are named, as far as they were sent', async () => {
    const { pipeline } = await open(['authorization', 'x-role', 'x-twice']);
    const headers = { 'x-role': 'admin', 'x-twice': ['a', 'b'], cookie: 'session=1' };

    const { forwarded } = await pipeline.scope(anonymous, { ...arrival, headers });

    expect(forwarded).toEqual({ 'x-role': 'admin' });
    expect(Object.isFrozen(forwarded)).toBe(true);
  });
});
