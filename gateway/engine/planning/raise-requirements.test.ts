import { buildSchema, parse, print, stripIgnoredCharacters } from 'graphql';
import { describe, expect, it } from 'vitest';
import { entityFetchOf, fetchOf } from '../../../test/support/plan.ts';
import { entityKeys, requiredSets } from '../supergraph/field-sets.ts';
import { lowerRequirements } from '../supergraph/lower-requirements.ts';
import { completeRequirements } from './complete-requirements.ts';
import type { Fetch } from './plan.ts';
import { partClashing, raiseFetch } from './raise-requirements.ts';

const supergraph = parse(
  `
  type Query { product: Product }
  interface Priced { price(in: String): Int }
  type Product implements Priced @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") {
    id: ID!
    name: String @join__field(graph: A) @join__field(graph: B, external: true)
    price(in: String): Int @join__field(graph: A) @join__field(graph: B, external: true)
    dollars: Int @join__field(graph: B, requires: "price(in: \\"USD\\")")
    euros: Int @join__field(graph: B, requires: "price(in: \\"EUR\\") name")
    label: Int @join__field(graph: B, requires: "name")
  }`,
  { noLocation: true },
);

const lowered = lowerRequirements(supergraph);
const facts = {
  types: buildSchema('type Query { product: Product } type Product { id: ID }'),
  privateFields: lowered.privateFields,
  requiredSets: requiredSets(lowered.document),
  entityKeys: entityKeys(lowered.document),
  graphOf: new Map([
    ['a', 'A'],
    ['b', 'B'],
  ]),
};
/** As a plan that was read has it. */
const raisedParts = (fetch: Fetch) =>
  partClashing(fetch, facts).map((part) => raiseFetch(part, facts));
const inB = { subgraph: 'b' };
const [dollars = '', euros = ''] = [...lowered.privateFields.keys()];

const asked = ({ document }: Fetch) => stripIgnoredCharacters(print(document));
const names = ({ requires }: Fetch) =>
  requires?.flatMap(({ selections }) =>
    selections?.map((each) => (each.kind === 'Value' ? `${each.name} from ${each.from}` : '')),
  );

describe('a requirement with arguments', () => {
  it('is a private field without any in the graph that is planned over, where the real one is', () => {
    const text = print(lowered.document);

    expect([...lowered.privateFields.values()].map(({ name }) => name)).toEqual(['price', 'price']);
    expect(text).toContain(`requires: "${dollars}"`);
    expect(text).toContain(`requires: "${euros} name"`);
    expect(text).toContain(
      `${dollars}: Int @join__field(graph: A) @join__field(graph: B, external: true)`,
    );
    expect(text).toContain('requires: "name"');
  });

  it('has a name that nobody else in the graph has', () => {
    const taken = parse(
      print(supergraph).replace(
        'name: String',
        'name: String _required0_price: Int _required: Int',
      ),
    );

    expect([...lowerRequirements(taken).privateFields.keys()][0]).toMatch(/^_required_+0_price$/);
  });

  it('is asked for with its arguments, under its private name', () => {
    const [fetch] = raisedParts(fetchOf(`{ product { id ${dollars} price(in: $x) } }`));

    expect(fetch && asked(fetch)).toBe(`{product{id ${dollars}:price(in:"USD")price(in:$x)}}`);
  });

  it('is represented under its real name', () => {
    const fetch = entityFetchOf('Product', ['id', dollars], 'dollars label', inB);
    const raised = raisedParts(fetch);

    expect(raised.map(names)).toEqual([
      ['__typename from __typename', 'id from id', `price from ${dollars}`],
    ]);
  });

  it('parts a fetch that needs the same name twice', () => {
    const fetch = entityFetchOf(
      'Product',
      ['id', dollars, euros, 'name'],
      'dollars euros label',
      inB,
    );
    const raised = raisedParts(fetch);

    expect(raised.map((each) => asked(each).match(/on Product\{(.*?)\}/)?.[1])).toEqual([
      'dollars label',
      'euros',
    ]);
    expect(raised.map((each) => names(each)?.filter((name) => name?.startsWith('price')))).toEqual([
      [`price from ${dollars}`],
      [`price from ${euros}`],
    ]);
  });

  it('changes nothing where no requirement has arguments', () => {
    const fetch = entityFetchOf('Product', ['id'], 'label', inB);

    const none = { ...facts, privateFields: new Map() };

    expect(partClashing(fetch, none)).toEqual([fetch]);
    expect(raiseFetch(fetch, none)).toBe(fetch);
  });
});

describe('a requirement that the planner forgot', () => {
  it('is added to those of its type', () => {
    const fetch = completeRequirements(entityFetchOf('Product', ['id'], 'label', inB), facts);

    expect(names(fetch)).toEqual(['__typename from __typename', 'id from id', 'name from name']);
  });

  it('is not looked for where there is none, or it is there', () => {
    for (const fetch of [
      entityFetchOf('Product', ['id', 'name'], 'label', inB),
      entityFetchOf('Product', ['id'], 'other', inB),
      fetchOf('{ product { label } }'),
    ]) {
      expect(completeRequirements(fetch, facts)).toBe(fetch);
    }
  });
});
