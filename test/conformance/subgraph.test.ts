import { Trace } from '@apollo/usage-reporting-protobuf';
import { isObjectType, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kettle, maker, users } from './products.ts';
import { openRouter, type Router, scope } from './router.ts';
import { serve } from './served.ts';

// The features of Apollo's list of subgraph compatibility, for subgraphs built on the kernel: what `_service` says,
// what the subgraph answers, what the router makes of it; and that it is the feature which makes the difference.

let router: Router;
beforeAll(async () => {
  router = await openRouter();
});

/** A router before the same subgraph that says one thing differently. It rejects when they do not compose. */
function changed(text: string, instead: string): Promise<Router> {
  return openRouter((sdl) => {
    if (!sdl.includes(text)) throw new Error(`The schema does not say ${text}.`);
    return sdl.replace(text, instead);
  });
}
const without = (directive: string) => changed(` ${directive}`, '');

/** Which subgraphs were asked for it, in order. */
async function askedFor(query: string, by = router): Promise<string[]> {
  by.take();
  const { errors } = await by.ask(query);
  expect(errors).toBeUndefined();
  return by.take().map(({ subgraph }) => subgraph);
}

const productQuery = (selection: string) => `{ product(id: "${kettle.id}") { ${selection} } }`;

describe('_service', () => {
  it('answers with the SDL, which is valid and composes', () => {
    expect(parse(router.sdl).definitions.length).toBeGreaterThan(10);
    expect(router.supergraphSdl).toContain('@join__graph(name: "products"');
  });

  it.each([
    ['@link', /@link\(url: "https:\/\/specs\.apollo\.dev\/federation\/v2\.9", import: \["@key"/],
    ['@key', /type Product\s.*@key\(fields: "id"\)/s],
    ['@key repeated', /@key\(fields: "id"\)\s+@key\(fields: "sku package"\)/],
    ['@key of several fields', /type DeprecatedProduct\s+@key\(fields: "sku package"\)/],
    ['@key of nested fields', /type ProductResearch\s+@key\(fields: "study \{ caseNumber \}"\)/],
    ['@requires', /PerYear: Int @requires\(fields: "totalProductsCreated yearsOfEmployment"\)/],
    ['@external', /yearsOfEmployment: Int! @external/],
    ['@provides', /createdBy: User @provides\(fields: "totalProductsCreated"\)/],
    ['@shareable', /type ProductDimension\s+@shareable/],
    ['@tag', /notes: String @tag\(name: "internal"\)/],
    ['@override', /name: String @override\(from: "users"\)/],
    ['@inaccessible', /unit: String @inaccessible/],
    ['@composeDirective', /@composeDirective\(name: "@custom"\)/],
    ['the directive that it composes', /directive @custom on OBJECT/],
    ['@interfaceObject', /type Inventory\s+@interfaceObject/],
  ])('shows %s', (_, form) => {
    expect(router.sdl).toMatch(form);
  });
});

describe('@link', () => {
  it('brings the directives of the federation that the schema speaks', async () => {
    await expect(changed('"@key", ', '')).rejects.toThrow('@key');
  });
});

describe('@key', () => {
  const { id, sku, package: pack, variation } = kettle;

  it.each([
    ['by a single field', { __typename: 'Product', id }],
    ['by several fields', { __typename: 'Product', sku, package: pack }],
    ['by a nested field', { __typename: 'Product', sku, variation }],
  ])('finds a product %s', async (_, representation) => {
    const { data } = await router.askEntity(representation, '... on Product { id notes }');

    expect(data._entities).toEqual([{ id: kettle.id, notes: kettle.notes }]);
  });

  it('finds what has one key only, of several fields or nested', async () => {
    const boiler = { __typename: 'DeprecatedProduct', sku: 'boiler', package: 'pallet' };
    const study = { __typename: 'ProductResearch', study: { caseNumber: 'C-7' } };

    expect(await router.askEntity(boiler, '... on DeprecatedProduct { reason }')).toEqual({
      data: { _entities: [{ reason: 'Leaks.' }] },
    });
    expect(await router.askEntity(study, '... on ProductResearch { outcome }')).toEqual({
      data: { _entities: [{ outcome: 'Warm at most.' }] },
    });
  });

  it('answers null for what is not there', async () => {
    const answer = await router.askEntity({ __typename: 'Product', id: 'p-2' }, '__typename');

    expect(answer).toEqual({ data: { _entities: [null] } });
  });

  it.each([
    [
      'several',
      '{ inventories { ... on Warehouse { stores { notes } } } }',
      { notes: 'Whistles.' },
    ],
    ['nested', `{ user(email: "${maker.email}") { made { notes } } }`, { notes: 'Whistles.' }],
    [
      'only nested',
      `{ user(email: "${maker.email}") { studied { outcome } } }`,
      { outcome: 'Warm at most.' },
    ],
  ])('leads a router here from another subgraph by fields that are %s', async (_, query, found) => {
    const { data, errors } = await router.ask(query);

    expect(errors).toBeUndefined();
    expect(JSON.stringify(data)).toContain(JSON.stringify(found));
  });

  it.each(['sku package', 'sku variation { id }', 'study { caseNumber }'])(
    'leads nowhere when { %s } is not resolvable',
    async (fields) => {
      const key = `@key(fields: "${fields}"`;

      await expect(changed(`${key})`, `${key}, resolvable: false)`)).rejects.toThrow(
        'cannot move to subgraph "products"',
      );
    },
  );
});

describe('@requires', () => {
  const selection = '... on User { averageProductsCreatedPerYear }';
  const query = productQuery('createdBy { averageProductsCreatedPerYear }');

  it('computes from what the router brings', async () => {
    const user = { __typename: 'User', email: maker.email };
    const required = { totalProductsCreated: 9, yearsOfEmployment: 3 };

    expect(await router.askEntity({ ...user, ...required }, selection)).toEqual({
      data: { _entities: [{ averageProductsCreatedPerYear: 3 }] },
    });
    expect(await router.askEntity(user, selection)).toEqual({
      data: { _entities: [{ averageProductsCreatedPerYear: null }] },
    });
  });

  it('makes the router bring it', async () => {
    router.take();
    const { data } = await router.ask(query);
    const requests = router.take();

    expect(data.product.createdBy.averageProductsCreatedPerYear).toBe(3);
    expect(requests.map(({ subgraph }) => subgraph)).toEqual(['products', users, 'products']);
    expect(requests.at(-1)?.request.variables).toEqual({
      representations: [{ __typename: 'User', ...maker, yearsOfEmployment: 4 }],
    });
  });

  it('is needed for that', async () => {
    await expect(
      without('@requires(fields: "totalProductsCreated yearsOfEmployment")'),
    ).rejects.toThrow('yearsOfEmployment');
  });
});

describe('@provides', () => {
  const query = productQuery('createdBy { email totalProductsCreated }');

  it('answers here what belongs to another subgraph', async () => {
    const { data } = await router.askProducts({ query });

    expect(data.product.createdBy).toEqual(maker);
    expect(await askedFor(query)).toEqual(['products']);
  });

  it('is needed for that', async () => {
    const other = await without('@provides(fields: "totalProductsCreated")');

    expect(await askedFor(query, other)).toEqual(['products', users]);
  });
});

describe('@shareable', () => {
  it('lets the router take a field wherever it is', async () => {
    const there = '{ inventories { ... on Warehouse { largest { size weight } } } }';

    expect(await askedFor(productQuery('dimensions { size weight }'))).toEqual(['products']);
    expect(await askedFor(there)).toEqual(['inventory']);
  });

  it('is needed for that', async () => {
    await expect(changed('ProductDimension @shareable', 'ProductDimension')).rejects.toThrow(
      'Non-shareable field',
    );
  });
});

describe('@tag', () => {
  it('stands in the supergraph, at a field that is there as before', async () => {
    expect(router.supergraphSdl).toMatch(/notes: String .*@tag\(name: "internal"\)/);
    expect(await router.ask(productQuery('notes'))).toEqual({
      data: { product: { notes: kettle.notes } },
    });
  });

  it('does so only where it is', async () => {
    expect((await without('@tag(name: "internal")')).supergraphSdl).not.toContain('"internal"');
  });
});

describe('@override', () => {
  const query = `{ user(email: "${maker.email}") { name } }`;

  it('takes a field over from another subgraph', async () => {
    expect(await askedFor(query)).toEqual([users, 'products']);
    expect(await router.ask(query)).toEqual({ data: { user: { name: 'Named by products' } } });
  });

  it('is needed for that', async () => {
    await expect(without(`@override(from: "${users}")`)).rejects.toThrow('Non-shareable field');
  });
});

describe('@inaccessible', () => {
  const query = productQuery('dimensions { unit }');
  const fieldsOf = ({ schema }: Router) => {
    const type = schema.getType('ProductDimension');
    return isObjectType(type) ? Object.keys(type.getFields()) : [];
  };

  it('hides a field from clients and from nobody else', async () => {
    expect(fieldsOf(router)).toEqual(['size', 'weight']);
    await expect(router.ask(query)).rejects.toThrow('Cannot query field "unit"');
    expect(router.supergraphSdl).toMatch(/unit: String @inaccessible/);
    expect(await router.askProducts({ query })).toEqual({
      data: { product: { dimensions: { unit: 'kg' } } },
    });
  });

  it('is needed for that: clients would ask for it where it is not', async () => {
    await expect(without('@inaccessible')).rejects.toThrow(
      'cannot find field "ProductDimension.unit"',
    );
  });
});

describe('@composeDirective', () => {
  it('carries a directive of ours into the supergraph', () => {
    expect(router.supergraphSdl).toMatch(/type Product\s(?:.*\n)*? +@custom\n\{/);
    expect(router.supergraphSdl).toContain('directive @custom on OBJECT');
  });

  it('is needed for that', async () => {
    const other = await changed('@composeDirective(name: "@custom")', '');

    expect(other.supergraphSdl).not.toContain('@custom');
  });
});

describe('@interfaceObject', () => {
  const selection = 'deprecatedProducts { sku reason }';
  const deprecatedProducts = [{ sku: 'boiler', reason: 'Leaks.' }];

  it('adds fields to everything that implements an interface elsewhere', async () => {
    const key = { __typename: 'Inventory', id: 'w-1' };

    expect(await router.askEntity(key, `... on Inventory { ${selection} }`)).toEqual({
      data: { _entities: [{ deprecatedProducts }] },
    });
    expect(
      await router.ask(`{ inventories { __typename ${selection} ... on Warehouse { city } } }`),
    ).toEqual({
      data: { inventories: [{ __typename: 'Warehouse', deprecatedProducts, city: 'Ghent' }] },
    });
  });

  it('is needed for that', async () => {
    await expect(changed('Inventory @interfaceObject', 'Inventory')).rejects.toThrow('Inventory');
  });
});

describe('federated tracing', () => {
  let http: Awaited<ReturnType<typeof serve>>;
  beforeAll(async () => {
    http = await serve(router.products, scope);
  });
  afterAll(() => http?.stop());

  const header = 'apollo-federation-include-trace';
  const query = productQuery('sku createdBy { email }');
  const data = { product: { sku: kettle.sku, createdBy: { email: maker.email } } };

  it('answers with a trace when the header asks for it', async () => {
    const answer = await http.post(query, { [header]: 'ftv1' });
    const { ftv1 } = answer.extensions;
    const bytes = Buffer.from(ftv1, 'base64');
    const { root, durationNs } = Trace.decode(bytes);

    expect(answer.data).toEqual(data);
    expect(bytes.toString('base64')).toBe(ftv1);
    expect(durationNs).toBeGreaterThan(0);
    expect(root?.child).toMatchObject([
      {
        responseName: 'product',
        parentType: 'Query',
        child: [
          { responseName: 'sku', type: 'String', parentType: 'Product' },
          { responseName: 'createdBy', child: [{ responseName: 'email', parentType: 'User' }] },
        ],
      },
    ]);
  });

  it('answers without one when it does not, or asks for another', async () => {
    expect(await http.post(query)).toEqual({ data });
    expect(await http.post(query, { [header]: 'ftv2' })).toEqual({ data });
  });

  it('traces entities, and leaves the answer as it is', async () => {
    const representations = [{ __typename: 'Product', id: kettle.id }];
    const entities =
      'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Product { notes } } }';
    const request = { query: entities, variables: { representations } };
    const { extensions, ...answer } = await router.askProducts({ ...request, isTraced: true });
    const { root } = Trace.decode(Buffer.from(extensions.ftv1, 'base64'));

    expect(answer).toEqual(await router.askProducts(request));
    expect(root?.child?.[0]?.child?.[0]).toMatchObject({
      index: 0,
      child: [{ responseName: 'notes', parentType: 'Product' }],
    });
  });
});
