import { parse, validate, visit } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { admit } from '../gateway/admission/admit.ts';
import { demoCast } from '../gateway/identity/demo-cast.ts';
import { loadExamples } from '../gateway/pages/examples.ts';
import { fillIn } from '../gateway/pages/graphiql/variables.ts';
import type { Example } from '../gateway/pages/page-config.ts';
import { story } from '../seed/story.ts';
import { openClock } from '../seed/timeline.ts';
import type { Client, Data } from './support/client.ts';
import { openTestFactory, type TestFactory } from './support/factory.ts';
import { openIncident, requestReview } from './support/operations.ts';
import { introspect } from './tenancy/asking.ts';

// The examples of GraphiQL, as a newcomer finds them: over the demo data, by whom they say may run them.

const examples = await loadExamples();
const named = examples.map((example) => [example.name, example] as const);
const mutations = named.filter(([, { kind }]) => kind === 'mutation');
const queries = named.filter(([, { kind }]) => kind === 'query');
const subscriptions = named.filter(([, { kind }]) => kind === 'subscription');

let factory: TestFactory;
beforeAll(async () => {
  const clock = openClock();
  factory = await openTestFactory({ clock: () => clock.at });
  await story(factory.subgraphs, clock);
});
afterAll(() => factory?.stop());

describe.each(named)('the example %s', (_, example) => {
  it('is valid and small enough, with its lookups', async () => {
    const schema = await introspect(await factory.as('acme', 'ada'));
    for (const text of [example.operation, ...Object.values(example.lookups)]) {
      expect(validate(schema, parse(text))).toEqual([]);
      expect(() => admit(text)).not.toThrow();
    }
  });
});

describe.each(queries)('the query %s', (_, example) => {
  it('finds something in the demo for each of its fields', async () => {
    const { data, errors } = await runAs('ada', example);
    expect(errors).toBeUndefined();
    const found = new Set(filledFields(data));
    expect(fieldsOf(example).filter((field) => !found.has(field))).toEqual([]);
  });
});

describe.each(mutations)('the mutation %s', (_, example) => {
  it('is done for each of those whom it names, and for nobody else', async () => {
    const able = peopleNamedIn(example);
    expect(able.length).toBeGreaterThan(0);
    for (const { user } of people) {
      await somethingToDo(user);
      const { data, errors } = await runAs(user, example);
      expect(errors).toBeUndefined();
      const refusals = Object.values<Data>(data).flatMap(({ userErrors }) => userErrors);
      if (able.includes(user)) expect(refusals).toEqual([]);
      else expect(refusals[0]?.code).toBe('FORBIDDEN');
    }
  });
});

describe.each(subscriptions)('the subscription %s', (_, example) => {
  it('tells what happens after it was opened', async () => {
    const ada = await factory.as('acme', 'ada');
    const variables = await variablesOf(example, ada);
    const updates = ada.subscribe(example.operation, variables);
    const cause = example.operation.includes('incidentUpdated') ? 'OpenIncident' : 'RequestReview';
    const by = cause === 'OpenIncident' ? 'olga' : 'ben';
    const caused = examples.find(({ name }) => name === cause);
    if (!caused) throw new Error(`There is no example ${cause}.`);
    expect((await runAs(by, caused)).errors).toBeUndefined();
    const { data, errors } = await updates.next();
    updates.stop();
    expect(errors).toBeUndefined();
    expect(JSON.stringify(data)).toContain('"project":{"name":');
  });
});

/** A review on top of the queue and an open incident, told by the service of that person's tenant. */
async function somethingToDo(user: string): Promise<void> {
  const tenant = tenantOf(user);
  const service = await factory.as(tenant, tenant === 'acme' ? 'factory' : 'plant');
  const { projects } = await service.data('{ projects(first: 1) { nodes { id } } }');
  const [{ id }] = projects.nodes;
  await requestReview(service, id, { priority: 'CRITICAL' });
  await openIncident(service, id);
}

const people = demoCast.filter(({ tenant, kind }) => tenant !== null && kind === 'PERSON');

function tenantOf(name: string): string | null {
  return demoCast.find(({ user }) => user === name)?.tenant ?? null;
}

async function runAs(user: string, example: Example) {
  const client = await factory.as(tenantOf(user), user);
  return client.ask(example.operation, await variablesOf(example, client));
}

async function variablesOf(example: Example, client: Client): Promise<object> {
  const filled = await fillIn(example, (query) => client.data(query));
  return filled === '' ? {} : JSON.parse(filled);
}

/** `# Needs REVIEWER: Ada or Gus.` names ada and gus. */
function peopleNamedIn({ operation }: Example): string[] {
  const [, names = ''] = /^# Needs .*: (.+)\.$/m.exec(operation) ?? [];
  const known = demoCast.filter(({ displayName }) =>
    names.split(/, | or | and /).includes(displayName),
  );
  return known.map(({ user }) => user);
}

/** The names of the fields that an example asks for. */
function fieldsOf({ operation }: Example): string[] {
  const names = new Set<string>();
  visit(parse(operation), { Field: ({ name }) => void names.add(name.value) });
  return [...names];
}

/** The names of all fields in an answer that are neither null nor empty. */
function filledFields(data: Data): string[] {
  if (typeof data !== 'object' || data === null) return [];
  return Object.entries<Data>(data).flatMap(([name, value]) => [
    ...(value === null || value.length === 0 ? [] : [name]),
    ...filledFields(value),
  ]);
}
