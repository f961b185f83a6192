import { describe, expect, it } from 'vitest';
import { loadExamples, parseExample } from './examples.ts';

const claim = `# Claim a review
# variables: { "id": "$review" }
# review: { reviewQueue(first: 1) { nodes { id } } }
mutation ClaimReview($id: ID!) {
  claimReview(input: { reviewRequestId: $id }) { userErrors { code } }
}
`;

describe('reading an example', () => {
  it('takes the title from the first line and the name and kind from the operation', () => {
    const example = parseExample('claim.graphql', claim);

    expect(example).toMatchObject({
      title: 'Claim a review',
      name: 'ClaimReview',
      kind: 'mutation',
    });
  });

  it('moves variables and lookups out of the operation, and keeps the title in it', () => {
    const example = parseExample('claim.graphql', claim);

    expect(JSON.parse(example.variables)).toEqual({ id: '$review' });
    expect(example.lookups).toEqual({ review: '{ reviewQueue(first: 1) { nodes { id } } }' });
    expect(example.operation.split('\n').slice(0, 2)).toEqual([
      '# Claim a review',
      'mutation ClaimReview($id: ID!) {',
    ]);
  });

  it.each([
    ['has no title', 'query Viewer { viewer { id } }', /first line must be/],
    ['is not GraphQL', '# Title\nquery Viewer {', /Syntax Error/],
    ['has no name', '# Title\n{ viewer { id } }', /exactly one operation/],
    ['holds two operations', '# Title\nquery A { a }\nquery B { b }', /exactly one operation/],
    ['has variables that are not JSON', '# Title\n# variables: {\nquery A { a }', /not JSON/],
    ['looks up what it never uses', '# Title\n# review: { a }\nquery A { a }', /"\$review"/],
  ])('is refused when it %s', (_, text, reason) => {
    expect(() => parseExample('bad.graphql', text)).toThrow(reason);
  });
});

describe('the examples of the page', () => {
  it('open with the federated queue and contain every kind of operation', async () => {
    const examples = await loadExamples();

    expect(examples[0]?.name).toBe('ReviewQueue');
    expect(new Set(examples.map(({ kind }) => kind))).toEqual(
      new Set(['query', 'mutation', 'subscription']),
    );
  });

  it('have a name and a title of their own each', async () => {
    const examples = await loadExamples();

    expect(new Set(examples.map(({ name }) => name)).size).toBe(examples.length);
    expect(new Set(examples.map(({ title }) => title)).size).toBe(examples.length);
  });

  it('leave no placeholder without a lookup', async () => {
    for (const { lookups, variables } of await loadExamples()) {
      const placeholders = [...variables.matchAll(/"\$(\w+)"/g)].map(([, name]) => name);
      expect(Object.keys(lookups)).toEqual([...new Set(placeholders)]);
    }
  });
});
