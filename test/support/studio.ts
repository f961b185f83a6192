import type { ExecutionResult } from 'graphql';
import { inject } from 'vitest';
import { readDocument } from '../../schema/compose.ts';
import type { Actor } from '../../subgraphs/kernel/authority.ts';
import { memoryEphemeral } from '../../subgraphs/kernel/ephemeral/memory.ts';
import { openLog } from '../../subgraphs/kernel/log.ts';
import { openRuntime, type Runtime } from '../../subgraphs/kernel/runtime.ts';
import { createScope } from '../../subgraphs/kernel/scope/scope.ts';
import type { Stream } from '../../subgraphs/kernel/stream.ts';
import { studio } from '../../subgraphs/studio/server.ts';
import { begun } from './begun.ts';
import { cloneDatabases } from './clones.ts';
import { ben, factory, noon, projectId } from './reviews.ts';

// The response is whatever the test asked for.
// biome-ignore lint/suspicious/noExplicitAny: every test knows the shape of its own query.
type Data = any;

/** The Studio over a database of its own, asked directly; time stands still unless it is moved. */
export interface TestStudio {
  readonly runtime: Runtime;
  readonly clock: { at: Date };
  /** A superuser's door, to look behind everything. */
  readonly superuserUrl: string;
  /** Every SQL statement since the last `statements.splice(0)`. */
  readonly statements: string[];
  /** Asks as somebody of a tenant; errors are thrown. */
  ask(by: Actor, query: string, variables?: object, tenantId?: string): Promise<Data>;
  subscribe(by: Actor, query: string, variables: object): Promise<Stream<ExecutionResult>>;
  /** The payload of a mutation. */
  mutate(by: Actor, name: string, input: object, selection: string): Promise<Data>;
  /** The id of a review that the factory has requested, of an artifact unless told otherwise. */
  raised(told?: object): Promise<string>;
  /** The id of one in ben's hands. */
  claimed(told?: object): Promise<string>;
  read(by: Actor, reviewRequestId: string, fields: string): Promise<Data>;
  stop(): Promise<void>;
}

/** A request's own trace, which is not that of the work under review. */
export const requestTraceId = '00f067aa0ba902b700f067aa0ba902b7';
const requestFacts = {
  requestId: requestTraceId,
  traceId: requestTraceId,
  correlationId: requestTraceId,
  deadlineAt: null,
};

function fail(error: unknown): never {
  throw error;
}

export async function openTestStudio(): Promise<TestStudio> {
  const clones = await cloneDatabases(inject('superuserUrl'));
  const clock = { at: noon };
  const statements: string[] = [];
  const runtime = openRuntime({
    domain: studio,
    document: readDocument('studio'),
    urls: clones.urls.studio,
    ephemeral: memoryEphemeral({ onError: fail }),
    log: openLog('test', process.env['LOG_LEVEL'] ?? 'silent'),
    clock: () => clock.at,
    sourceOf: () => ({
      read: async (after) => ({ events: [], scannedTo: after, isLast: true }),
    }),
    onStatement: (text) => statements.push(text),
  });

  const scopeOf = (by: Actor, tenantId: string) =>
    createScope({ tenantId, actor: by, grantsEpoch: 1 }, requestFacts);

  async function ask(by: Actor, query: string, variables: object = {}, tenantId = 'acme') {
    const request = { query, variables: { ...variables } };
    const { data, errors } = await runtime.subgraph.execute(request, scopeOf(by, tenantId));
    if (errors?.[0]) throw errors[0];
    // Plain JSON, as a client gets it.
    return JSON.parse(JSON.stringify(data));
  }

  async function mutate(by: Actor, name: string, input: object, selection: string) {
    const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input!`;
    const query = `mutation ($input: ${type}) {
      ${name}(input: $input) { ${selection} userErrors { code message field } } }`;
    return (await ask(by, query, { input }))[name];
  }

  async function raised(told: object = {}): Promise<string> {
    const input = { projectId, subjectType: 'ARTIFACT', subjectId: 'art-1', ...told };
    return (await mutate(factory, 'requestReview', input, 'reviewRequest { id }')).reviewRequest.id;
  }

  return {
    runtime,
    clock,
    superuserUrl: clones.superuserUrl('studio'),
    statements,
    ask,
    async subscribe(by, query, variables) {
      const request = { query, variables: { ...variables } };
      const opened = await runtime.subgraph.subscribe(request, scopeOf(by, 'acme'));
      if ('errors' in opened && opened.errors?.[0]) throw opened.errors[0];
      return begun(opened);
    },
    mutate,
    raised,
    async claimed(told) {
      const reviewRequestId = await raised(told);
      await mutate(ben, 'claimReview', { reviewRequestId }, 'reviewRequest { id }');
      return reviewRequestId;
    },
    async read(by, reviewRequestId, fields) {
      const query = `query ($id: ID!) { reviewRequest(id: $id) { ${fields} } }`;
      return (await ask(by, query, { id: reviewRequestId })).reviewRequest;
    },
    async stop() {
      await runtime.stop();
      await clones.drop();
    },
  };
}
