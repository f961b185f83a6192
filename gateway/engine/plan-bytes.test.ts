import { buildSchema, getOperationAST, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createPreparation } from '../admission/prepare.ts';
import { planBytes } from './plan-bytes.ts';

const schema = buildSchema('type Query { a: Thing } type Thing { b: Int c: Int thing: Thing }');
const { prepare } = createPreparation(schema, false, (prepared) => prepared);
const bytesOf = (source: string, truths?: readonly string[]) => {
  const prepared = prepare(source, undefined);
  return planBytes({ key: prepared.key, prepared, truths });
};

describe('what a plan takes of memory', () => {
  it('grows with the text', () => {
    expect(bytesOf(`{ a { b } } #${'x'.repeat(1_000)}`)).toBeGreaterThan(
      100_000 + bytesOf('{ a { b } }'),
    );
  });

  it('grows with what a short text selects by its fragments', () => {
    const fragment = `fragment F on Thing { ${Array(40).fill('b c').join(' ')} }`;
    const spread = (count: number) =>
      `{ ${Array.from({ length: count }, (_, at) => `a${at}: a { ...F }`).join(' ')} } ${fragment}`;

    expect(bytesOf(spread(5)) - bytesOf(spread(1))).toBeGreaterThan(4 * 80 * 500);
  });

  it('grows with the mixes of conditions, up to those that are kept', () => {
    const decided = (count: number) => {
      const names = Array.from({ length: count }, (_, at) => `v${at}`);
      const head = names.map((name) => `$${name}: Boolean!`).join(' ');
      const fields = names.map((name) => `b @include(if: $${name})`).join(' ');
      return bytesOf(`query (${head}) { a { ${fields} } }`);
    };

    expect(decided(4)).toBeGreaterThan(decided(1) + 14 * 5 * 217);
    expect(decided(12)).toBeLessThan(3 * decided(4));
  });

  it('does not grow with conditions that were decided before', () => {
    const source = 'query ($x: Boolean!) { a { b @include(if: $x) } }';

    expect(bytesOf(source, ['x'])).toBeLessThan(bytesOf(source));
  });

  it('is told of what is left of an operation as well', () => {
    const document = parse('{ a { b } }');
    const definition = getOperationAST(document);
    if (!definition) throw new Error('It is an operation.');
    const key = '-0\nnull\n{ a { b c } }';

    const prepared = { key, document, definition, operationName: undefined };

    expect(planBytes({ key, prepared, truths: undefined })).toBe(key.length * 100 + 2 * 500);
  });
});
