import { buildSchema, Kind, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { coerceVariables } from './variables.ts';

const schema = buildSchema(`
  input Filter { name: String status: [Status!] }
  enum Status { OPEN CLOSED }
  type Query { items(filter: Filter, status: [Status!]): [ID!] }
`);
const [operation] = parse(
  'query ($filter: Filter, $status: [Status!] = [OPEN]) { items(filter: $filter, status: $status) }',
).definitions;

function check(variables: Record<string, unknown>): Readonly<Record<string, unknown>> {
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('There is no operation.');
  return coerceVariables(schema, operation, variables);
}
const times = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('variables', () => {
  it('pass when they fit their types', () => {
    expect(() => check({ filter: { name: 'a' }, status: ['OPEN'] })).not.toThrow();
  });

  it('take their defaults and the form of their types', () => {
    expect(check({ filter: { name: 'a' } })).toEqual({ filter: { name: 'a' }, status: ['OPEN'] });
    expect(check({ status: 'CLOSED', other: 1 })).toEqual({ status: ['CLOSED'] });
  });

  it('are nothing but those that were given', () => {
    const given = check({ status: ['CLOSED'] });

    expect(given['constructor']).toBeUndefined();
    expect(given['toString']).toBeUndefined();
  });

  it('are refused with the first that does not fit, in a message of bounded length', () => {
    const filter = Object.fromEntries(times(1_000).map((index) => [`unknown${index}`, index]));

    expect(() => check({ filter })).toThrow(/is not defined by type "Filter"|got invalid value/);
    try {
      check({ filter });
    } catch (error) {
      expect(String(error).length).toBeLessThan(400);
    }
  });

  it('are refused before they are looked at when they are too many', () => {
    const status = times(1_001).map(() => 'NO');

    expect(() => check({ status })).toThrow('A list may hold 1000 items.');
    expect(() => check({ status: status.slice(0, 10) })).toThrow(/NO/);
  });
});
