import { print } from 'graphql';
import { describe, expect, it } from 'vitest';
import { preparedOperation } from '../../test/support/federated-graph.ts';
import { openShop } from '../../test/support/shop.ts';
import { createEngine } from './compiled.ts';
import { decide, decidedOperation } from './decided.ts';

const { supergraphSdl, ports } = openShop();
const engine = await createEngine(supergraphSdl, ports);
const prepared = (source: string) => preparedOperation(engine, source);
const conditional = prepared(
  'query ($a: Boolean!, $b: Boolean!) { products { upc @include(if: $a) name @skip(if: $b) } }',
);

describe('an operation with conditions', () => {
  it('is another for each way in which they are met, and the same for equal ones', () => {
    const mixes = [{}, { a: true }, { b: true }, { a: true, b: true }];
    const keys = mixes.map((values) => decide(conditional, values).key);

    expect(new Set(keys).size).toBe(4);
    expect(decide(conditional, { a: true, b: false, other: true }).key).toBe(keys[1]);
    expect(decide(conditional, { a: 'true' }).key).toBe(keys[0]);
  });

  it('has none left when it is planned', () => {
    const decided = decidedOperation(decide(conditional, { a: true, b: true }));

    expect(print(decided.definition)).toContain('upc @include(if: true)');
    expect(print(decided.definition)).toContain('name @skip(if: true)');
    expect(decided.document.definitions).toContain(decided.definition);
  });

  it('stays as it is where there are none, or too many', () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const head = names.map((name) => `$${name}: Boolean!`).join(' ');
    const fields = names.map((name) => `upc @include(if: $${name})`).join(' ');
    for (const each of [
      prepared('{ products { upc } }'),
      prepared('{ products { upc @skip(if: false) } }'),
      prepared(`query (${head}) { products { ${fields} } }`),
    ]) {
      const decided = decide(each, { a: true });
      expect(decided).toEqual({ key: each.key, prepared: each, truths: undefined });
      expect(decidedOperation(decided)).toBe(each);
    }
  });

  it('has no key that another operation could have', () => {
    const { key } = decide(conditional, { a: true });

    expect(key.startsWith('?')).toBe(true);
    expect(conditional.key.startsWith('?')).toBe(false);
    expect(key.endsWith(conditional.key)).toBe(true);
  });

  it('is explained where all are met, which it says', async () => {
    expect(await engine.explain(conditional)).toMatch(
      /^# Where these are true: \$a, \$b\nQueryPlan/,
    );
    expect(await engine.explain(prepared('{ products { upc } }'))).toMatch(/^QueryPlan/);
  });
});
