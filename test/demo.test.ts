import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GraphQLEnumType, GraphQLSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { withClient } from '../db/roles.ts';
import { seedDemo } from '../seed/demo.ts';
import { memoryEphemeral } from '../subgraphs/kernel/ephemeral/memory.ts';
import { openLog } from '../subgraphs/kernel/log.ts';
import type { Client, Data } from './support/client.ts';
import { type CloneSet, cloneDatabases } from './support/clones.ts';
import { openTestFactory, type TestFactory } from './support/factory.ts';
import { introspect } from './tenancy/asking.ts';

// The demo data as the first start makes it.

let place: string;
let databases: CloneSet;
let factory: TestFactory;
let schema: GraphQLSchema;
let ada: Client;

beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'factory-demo-'));
  databases = await cloneDatabases(inject('superuserUrl'));
  const log = openLog('demo', 'silent');
  const ephemeral = memoryEphemeral({ onError: (error) => log.warn(error) });
  await seedDemo({ urls: databases.urls, ephemeral, log, place, report: () => {} });
  await ephemeral.stop();
  factory = await openTestFactory({ databases });
  ada = await factory.as('acme', 'ada');
  schema = await introspect(ada);
});
afterAll(async () => {
  await factory?.stop();
  await databases?.drop();
  await rm(place, { recursive: true });
});

/** The values of an enum of the schema: one that is added needs a line in the story. */
function every(name: string): readonly string[] {
  // Each name below is that of an enum.
  return (schema.getType(name) as GraphQLEnumType).getValues().map((value) => value.name);
}

/** The different values of a field among what was found. */
function valuesOf(nodes: readonly Data[], field: string): string[] {
  return [...new Set(nodes.map((node) => node[field]))].sort();
}

const sorted = (values: readonly string[]) => [...values].sort();

describe('the demo', () => {
  it('has reviews in every status, of every kind and priority, and every decision', async () => {
    const query = `query ($status: [ReviewStatus!]) {
      reviewQueue(first: 100, filter: { status: $status }) { nodes { status subjectType priority isOverdue } }
      reviewDecisions(first: 100) { nodes { decision supersedes { id } conditions { text } } }
    }`;
    const { reviewQueue, reviewDecisions } = await ada.data(query, {
      status: every('ReviewStatus'),
    });
    expect(valuesOf(reviewQueue.nodes, 'status')).toEqual(sorted(every('ReviewStatus')));
    expect(valuesOf(reviewQueue.nodes, 'subjectType')).toEqual(sorted(every('ReviewSubjectType')));
    expect(valuesOf(reviewQueue.nodes, 'priority')).toEqual(sorted(every('Priority')));
    expect(
      reviewQueue.nodes.some((node: Data) => node.status === 'PENDING' && node.isOverdue),
    ).toBe(true);
    expect(valuesOf(reviewDecisions.nodes, 'decision')).toEqual(sorted(every('Decision')));
    expect(reviewDecisions.nodes.filter((node: Data) => node.supersedes)).toHaveLength(1);
    expect(reviewDecisions.nodes.some((node: Data) => node.conditions.length > 0)).toBe(true);
  });

  it('has incidents in every status, of every severity and source, with all that can happen', async () => {
    const query = `{ incidents(first: 50) { nodes {
      status severity source escalationSteps { level } events(first: 40) { nodes { type } }
    } } }`;
    const { nodes } = (await ada.data(query)).incidents;
    expect(valuesOf(nodes, 'status')).toEqual(sorted(every('IncidentStatus')));
    expect(valuesOf(nodes, 'severity')).toEqual(sorted(every('Severity')));
    expect(valuesOf(nodes, 'source')).toEqual(sorted(every('IncidentSource')));
    const events = nodes.flatMap((node: Data) => node.events.nodes);
    expect(valuesOf(events, 'type')).toEqual(sorted(every('IncidentEventType')));
  });

  it('has approvals of both kinds with every outcome that each can have', async () => {
    const query = `{ approvalRequests(first: 100) { nodes {
      decidedIn status overrideNoted decisions { outcome }
    } } }`;
    const { nodes } = (await ada.data(query)).approvalRequests;
    const outcomes = nodes.map((node: Data) =>
      [node.decidedIn, node.status, ...node.decisions.map(({ outcome }: Data) => outcome)].join(
        ' ',
      ),
    );
    expect(new Set(outcomes)).toEqual(
      new Set([
        'STUDIO_REVIEW PENDING',
        'STUDIO_REVIEW GRANTED GRANTED',
        'STUDIO_REVIEW REJECTED REJECTED',
        'STUDIO_REVIEW REJECTED',
        'STUDIO_REVIEW EXPIRED',
        'CONTROL_PLANE PENDING GRANTED',
        'CONTROL_PLANE GRANTED GRANTED',
        'CONTROL_PLANE REJECTED REJECTED',
        'CONTROL_PLANE REJECTED',
        'CONTROL_PLANE ESCALATED',
        'CONTROL_PLANE CANCELLED',
      ]),
    );
    expect(nodes.filter((node: Data) => node.overrideNoted)).toHaveLength(1);
  });

  it('has projects and people in every state that a command leads to', async () => {
    const query = `{ projects(first: 100, filter: {}) { nodes { status } } users(first: 100) { nodes { status } } }`;
    const { projects, users } = await ada.data(query);
    // No command leads to a suspended project yet.
    expect(valuesOf(projects.nodes, 'status')).toEqual(
      sorted(every('ProjectStatus').filter((status) => status !== 'SUSPENDED')),
    );
    expect(valuesOf(users.nodes, 'status')).toEqual(sorted(every('UserStatus')));
  });

  it('has traces that are whole and one that is partial, that ended well and that failed', async () => {
    const { nodes } = (
      await ada.data('{ traces(first: 100) { nodes { partial status rootSpanName } } }')
    ).traces;
    expect(valuesOf(nodes, 'status')).toEqual(sorted(every('TraceStatus')));
    expect(nodes.filter((node: Data) => node.partial)).toEqual([
      { partial: true, status: 'UNSET', rootSpanName: null },
    ]);
  });

  it('reads in the log as if it had happened when it says', async () => {
    const times = await withClient(databases.superuserUrl('studio'), (client) =>
      client.query(
        `select (envelope::json ->> 'occurredAt') as at from kernel.event_log
         where tenant_id = 'acme' order by position`,
      ),
    );
    const occurred = times.rows.map(({ at }) => at);
    expect(occurred.length).toBeGreaterThan(50);
    expect(occurred).toEqual(sorted(occurred));
  });
});
