import type { ExecutionResult } from 'graphql';
import pg from 'pg';
import { inject } from 'vitest';
import { readDocument } from '../../schema/compose.ts';
import { seedCast } from '../../seed/cast.ts';
import { principalOf } from '../../subgraphs/control-plane/identity/user/domain.ts';
import { userBySubject } from '../../subgraphs/control-plane/identity/user/repository.ts';
import { controlPlane } from '../../subgraphs/control-plane/server.ts';
import { memoryEphemeral } from '../../subgraphs/kernel/ephemeral/memory.ts';
import type { Envelope } from '../../subgraphs/kernel/events/envelope.ts';
import { localSource } from '../../subgraphs/kernel/events/source.ts';
import { openLog } from '../../subgraphs/kernel/log.ts';
import { openRuntime, type Runtime } from '../../subgraphs/kernel/runtime.ts';
import type { Scope } from '../../subgraphs/kernel/scope/scope.ts';
import type { Data } from '../support/client.ts';
import { cloneDatabases } from '../support/clones.ts';

/** Somebody of the demo cast: 'acme/ada', or 'petra', who belongs to no tenant; 'platform/…' is another operator. */
export type Who = `${string}/${string}` | 'petra';

/** The Control Plane alone, over a database of its own with the demo cast in it; its clock stands still. */
export interface TestControlPlane {
  readonly runtime: Runtime;
  readonly clock: { at: Date };
  /** Every SQL statement since the last call of `statements.splice(0)`. */
  readonly statements: string[];
  /** A superuser's door to its database, to look behind everything. */
  readonly superuserUrl: string;
  ask(who: Who, query: string, variables?: object): Promise<ExecutionResult<Data>>;
  /** The data; fails when the answer holds any error. */
  data(who: Who, query: string, variables?: object): Promise<Data>;
  /** The payload of a mutation, whatever it says. */
  mutate(who: Who, name: string, input: object, selection: string): Promise<Data>;
  idOf(who: Who): Promise<string>;
  /** The events that commands have written, oldest first. */
  told(eventType: string): Promise<Envelope[]>;
  stop(): Promise<void>;
}

export const noon = new Date('2026-01-31T12:00:00.000Z');
export const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';

/** @param isRunning - whether its sequencer and reactions run; else its events wait in the outbox. */
export async function openTestControlPlane(isRunning = false): Promise<TestControlPlane> {
  const clones = await cloneDatabases(inject('superuserUrl'));
  const clock = { at: noon };
  const statements: string[] = [];
  const log = openLog('test', process.env['LOG_LEVEL'] ?? 'silent');
  const ephemeral = memoryEphemeral({ onError: (error) => log.warn(error) });
  const runtime: Runtime = openRuntime({
    domain: {
      ...controlPlane,
      reactions: controlPlane.reactions.filter(({ from }) => from === 'control-plane'),
      jobs: isRunning ? [] : controlPlane.jobs,
    },
    document: readDocument('control-plane'),
    urls: clones.urls['control-plane'],
    ephemeral,
    sourceOf: (_, types) =>
      localSource({ reader: runtime.reader, tail: runtime.services.spine.tail }, types),
    log,
    clock: () => clock.at,
    onStatement: (text) => statements.push(text),
  });
  const runtimes = new Map([['control-plane', runtime] as const]);
  const nothing = async () => {};
  await seedCast({ runtimes, ports: new Map(), start: nothing, stop: nothing });
  if (isRunning) await runtime.start();
  const behind = new pg.Pool({ connectionString: clones.superuserUrl('control-plane'), max: 1 });

  async function scopeOf(who: Who): Promise<Scope> {
    const [house, subject] =
      who === 'petra' ? ['platform', who] : (who.split('/') as [string, string]);
    const tenantId = house === 'platform' ? null : house;
    const db = runtime.services.database.reader(house);
    const user = await userBySubject(db, subject);
    if (!user) throw new Error(`The demo cast has no ${who}.`);
    const { userId, kind, grants, epoch: grantsEpoch } = principalOf(user);
    const identity = { tenantId, actor: { userId, kind, grants }, grantsEpoch };
    const requestId = 'request';
    return { ...identity, requestId, traceId, correlationId: traceId, deadlineAt: null };
  }

  async function ask(who: Who, query: string, variables: object = {}) {
    const scope = await scopeOf(who);
    return runtime.subgraph.execute({ query, variables: { ...variables } }, scope);
  }

  async function data(who: Who, query: string, variables?: object): Promise<Data> {
    const answer = await ask(who, query, variables);
    if (answer.errors) throw new Error(answer.errors.map(({ message }) => message).join('\n'));
    return answer.data;
  }

  return {
    runtime,
    clock,
    statements,
    superuserUrl: clones.superuserUrl('control-plane'),
    ask,
    data,
    async mutate(who, name, input, selection) {
      const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input!`;
      const query = `mutation ($input: ${type}) { ${name}(input: $input) { ${selection} userErrors { code message field } } }`;
      return (await data(who, query, { input }))[name];
    },
    idOf: async (who) => (await scopeOf(who)).actor.userId,
    async told(eventType) {
      const { rows } = await behind.query<{ envelope: string }>(
        'select envelope from kernel.outbox where event_type = $1 order by outbox_id',
        [eventType],
      );
      return rows.map(({ envelope }) => JSON.parse(envelope));
    },
    async stop() {
      await runtime.stop();
      await ephemeral.stop();
      await behind.end();
      await clones.drop();
    },
  };
}
