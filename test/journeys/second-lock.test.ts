import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestFactory, type TestFactory } from '../support/factory.ts';

// The gateway holds the rules that our own schema states, before the subgraphs which decide by the same ones.

let factory: TestFactory;
beforeAll(async () => {
  factory = await openTestFactory();
});
afterAll(() => factory.stop());
beforeEach(() => {
  factory.statements.splice(0);
});

const query = '{ traces(first: 1) { nodes { traceId } } incidents(first: 1) { nodes { id } } }';
const ofTraces = () => factory.statements.filter(({ text }) => /trace_record/.test(text));

describe('the list of traces', () => {
  it('is refused to whom no grant gives it, and nobody looks for it', async () => {
    const cleo = await factory.as('acme', 'cleo');
    const { data, errors } = await cleo.ask(query);

    expect(data).toEqual({ traces: null, incidents: { nodes: [] } });
    expect(errors).toMatchObject([{ path: ['traces'], extensions: { code: 'FORBIDDEN' } }]);
    expect(ofTraces()).toEqual([]);
  });

  it('is there for others', async () => {
    const ada = await factory.as('acme', 'ada');

    expect(await ada.data(query)).toEqual({ traces: { nodes: [] }, incidents: { nodes: [] } });
    expect(ofTraces()).not.toEqual([]);
  });
});
