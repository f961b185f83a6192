import { buildSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { validateOperation } from './validate.ts';

const sdl = `
  type Query { reviewQueue(order: Order, filter: Filter): [Subject!]!  viewer: String }
  type ReviewRequest { id: ID! }
  union Subject = ReviewRequest
  enum Order { OLDEST NEWEST }
  input Filter { projectId: ID }
`;
/** A schema of its own, since what is valid is remembered by schema. */
const open = () => buildSchema(sdl);
const invalid = expect.objectContaining({ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } });

describe('validating an operation', () => {
  it('gives the admitted document of a valid one, remembered by its text', () => {
    const schema = open();
    const document = validateOperation(schema, '{ viewer }', true);

    expect(validateOperation(schema, '{ viewer }', true)).toBe(document);
  });

  it('admits it first', () => {
    expect(() => validateOperation(open(), '{ viewer', true)).toThrow(
      expect.objectContaining({ extensions: { code: 'GRAPHQL_PARSE_FAILED' } }),
    );
  });

  it('refuses what the schema does not have, each time, and helps where introspection is on', () => {
    const schema = open();

    for (let time = 0; time < 2; time += 1) {
      expect(() => validateOperation(schema, '{ veiwer }', true)).toThrow(invalid);
    }
    expect(() => validateOperation(schema, '{ veiwer }', true)).toThrow(/Did you mean "viewer"/);
  });

  it('says where', () => {
    expect(() => validateOperation(open(), '{ viewer nothing }', false)).toThrow(
      expect.objectContaining({ locations: [{ line: 1, column: 10 }] }),
    );
  });
});

describe('where introspection is off', () => {
  it.each([
    ['a field', '{ veiwer }', 'viewer'],
    ['an argument', '{ reviewQueue(oder: OLDEST) { __typename } }', 'order'],
    ['an enum value', '{ reviewQueue(order: OLDST) { __typename } }', 'OLDEST'],
    ['an enum value in quotes', '{ reviewQueue(order: "oldest") { __typename } }', 'OLDEST'],
    ['an input field', '{ reviewQueue(filter: { projctId: "1" }) { __typename } }', 'projectId'],
    ['a type', '{ reviewQueue { ... on ReviewRequests { id } } }', '"ReviewRequest"'],
    ['a member of a union', '{ reviewQueue { id } }', 'ReviewRequest'],
  ])('no refusal suggests %s', (_, source, name) => {
    const messageOf = (introspection: boolean) => {
      try {
        return String(validateOperation(open(), source, introspection));
      } catch (error) {
        return String(error);
      }
    };

    expect(messageOf(true)).toContain(name);
    expect(messageOf(false)).not.toContain(name);
    expect(messageOf(false)).not.toContain('Did you mean');
  });

  it.each(['{ __schema { types { name } } }', '{ __type(name: "Query") { name } }'])(
    'the schema cannot be read: %s',
    (source) => {
      expect(() => validateOperation(open(), source, false)).toThrow(invalid);
      expect(() => validateOperation(open(), source, true)).not.toThrow();
    },
  );

  it('a type may still be named', () => {
    expect(() => validateOperation(open(), '{ __typename }', false)).not.toThrow();
  });
});

describe('where introspection is on', () => {
  it('a chain of lists within lists, which grows by a factor each, is refused', () => {
    const chain = (depth: number): string =>
      depth === 0 ? 'name' : `fields { type { ${chain(depth - 1)} } }`;

    expect(() => validateOperation(open(), `{ __schema { types { ${chain(3)} } } }`, true)).toThrow(
      invalid,
    );
  });
});
