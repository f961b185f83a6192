import { randomUUID } from 'node:crypto';
import type { ExecutionResult } from 'graphql';
import { inject } from 'vitest';
import { readDocument } from '../../schema/compose.ts';
import type { Actor, Grant, Role } from '../../subgraphs/kernel/authority.ts';
import { memoryEphemeral } from '../../subgraphs/kernel/ephemeral/memory.ts';
import { openLog } from '../../subgraphs/kernel/log.ts';
import { openRuntime } from '../../subgraphs/kernel/runtime.ts';
import { createScope, type Scope } from '../../subgraphs/kernel/scope/scope.ts';
import type { InternalResponse } from '../../subgraphs/kernel/subgraph.ts';
import { observability } from '../../subgraphs/observability/server.ts';
import { begun } from '../support/begun.ts';
import type { Data } from '../support/client.ts';
import { cloneDatabases } from '../support/clones.ts';

/** The Observability subgraph alone, over a database of its own and a clock that the test turns. */
export interface TestSubgraph {
  readonly clock: { now: Date };
  /** A superuser's door to its database, to look behind everything. */
  readonly superuserUrl: string;
  /** The login of the app, as the subgraph has it. */
  readonly appUrl: string;
  readonly statements: string[];
  ask(caller: Scope, query: string, variables?: object): Promise<ExecutionResult<Data>>;
  /** The data; fails when the answer holds any error. */
  data(caller: Scope, query: string, variables?: object): Promise<Data>;
  subscribe(caller: Scope, query: string, variables?: object): Promise<AsyncGenerator<Data>>;
  /** An OTLP/JSON export of these spans. */
  sendSpans(caller: Scope, spans: readonly object[], resource?: readonly object[]): Promise<Data>;
  send(caller: Scope, body: Buffer, contentType: string): Promise<InternalResponse>;
  runJobs(): Promise<void>;
  stop(): Promise<void>;
}

export const noon = new Date('2026-01-31T12:00:00.000Z');
export const acme = { project: uuid(1), otherProject: uuid(2) };

/** Somebody who holds a role in every project of a tenant, or in one. */
export function holding(role: Role, tenantId = 'acme', projectId: string | null = null): Scope {
  return scopeOf(tenantId, [{ role, projectId }]);
}

export function scopeOf(tenantId: string, grants: readonly Grant[]): Scope {
  const kind = grants.some(({ role }) => role === 'SERVICE') ? 'SERVICE' : 'PERSON';
  const actor: Actor = { userId: uuid(100), kind, grants };
  const traceId = randomUUID().replaceAll('-', '');
  const facts = { requestId: traceId, traceId, correlationId: traceId, deadlineAt: null };
  return createScope({ tenantId, actor, grantsEpoch: 1 }, facts);
}

export function uuid(number: number): string {
  return `01890000-0000-7000-8000-${String(number).padStart(12, '0')}`;
}

export async function openTestSubgraph(): Promise<TestSubgraph> {
  const clones = await cloneDatabases(inject('superuserUrl'));
  const clock = { now: noon };
  const ephemeral = memoryEphemeral({ onError: () => {} });
  const statements: string[] = [];
  const runtime = openRuntime({
    domain: observability,
    document: readDocument('observability'),
    urls: clones.urls.observability,
    ephemeral,
    log: openLog('test', process.env['LOG_LEVEL'] ?? 'silent'),
    clock: () => clock.now,
    onStatement: (text) => statements.push(text),
    sourceOf: () => {
      throw new Error('Observability reacts to nothing yet.');
    },
  });
  await runtime.start();
  const { subgraph } = runtime;
  // The stream takes variables as JSON, as the gateway sends them.
  const request = (query: string, variables: object = {}) => ({
    query,
    variables: { ...variables },
  });

  async function send(caller: Scope, body: Buffer, contentType: string) {
    const answer = subgraph.internal(
      'traces',
      { body, contentType, contentEncoding: undefined },
      caller,
    );
    if (!answer) throw new Error('There is no route for traces.');
    return answer;
  }

  return {
    clock,
    statements,
    superuserUrl: clones.superuserUrl('observability'),
    appUrl: clones.urls.observability.app,
    send,
    ask: (caller, query, variables) => subgraph.execute(request(query, variables), caller),
    async data(caller, query, variables) {
      const { data, errors } = await subgraph.execute(request(query, variables), caller);
      if (errors) throw new Error(errors.map(({ message }) => message).join('\n'));
      return data;
    },
    async subscribe(caller, query, variables) {
      return begun(await subgraph.subscribe(request(query, variables), caller));
    },
    async sendSpans(caller, spans, resource = []) {
      const attributes = { attributes: resource };
      const body = { resourceSpans: [{ resource: attributes, scopeSpans: [{ spans }] }] };
      const answer = await send(caller, Buffer.from(JSON.stringify(body)), 'application/json');
      return { status: answer.status, ...JSON.parse(String(answer.body)) };
    },
    runJobs: () => runtime.runJobs([]),
    async stop() {
      await runtime.stop();
      await ephemeral.stop();
      await clones.drop();
    },
  };
}
