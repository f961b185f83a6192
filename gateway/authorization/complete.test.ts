import fc from 'fast-check';
import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type FieldNode,
  GraphQLError,
  Kind,
  parse,
  print,
  type SelectionNode,
  validate,
  visit,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import {
  guardedData,
  guardedSchema,
  guardedSdl,
  openGuardedEngine,
  prepared,
  scopeOf,
  scopeWith,
} from '../../test/support/guarded-graph.ts';
import { fragmentsIn } from '../admission/fragments.ts';
import { createAuthorization } from './authorization.ts';
import { withInherited } from './inherited.ts';
import { policies } from './policies.ts';
import { isMet } from './requirement.ts';
import { readAccessRules } from './rules.ts';
import { findSites } from './sites.ts';

// The completed answer of a cut operation against graphql-js, which executes the whole operation over the same data
// and fails at each refused field: it knows where null goes, in which order fields stand, and where errors are.

const rules = withInherited(guardedSchema, readAccessRules(parse(guardedSdl)));
const engine = openGuardedEngine();
const authorization = createAuthorization(engine, {
  supergraph: parse(guardedSdl),
  unauthorizedFields: 'cut',
  policies,
});

const guarded = (source: string) => {
  const operation = prepared(source);
  return { ...operation, guard: authorization.guard(operation) };
};

/**
 * The fields that lead somewhere, and those that do not, of what a selection can stand on. `__typename` is not
 * among them: graphql-js resolves it by itself, so it cannot be made to fail.
 */
const leaves: Record<string, readonly string[]> = {
  Query: ['open', 'level', 'audit', 'traces'],
  User: ['id', 'name', 'email', 'token', 'note'],
  Post: ['id', 'title', 'price', 'note'],
  Vault: ['id', 'contents', 'note'],
  Node: ['id', 'note'],
  Found: ['... on User { id }', '... on Node { note }'],
};
const branches: Record<string, Readonly<Record<string, string>>> = {
  Query: {
    me: 'User',
    you: 'User',
    node: 'Node',
    nodes: 'Node',
    found: 'Found',
    users: 'User',
    teams: 'User',
    vault: 'Vault',
  },
  User: { boss: 'User', owner: 'User', friends: 'User', related: 'Node' },
  Post: { owner: 'User', related: 'Node' },
  Vault: { owner: 'User', related: 'Node' },
  Node: { owner: 'User', related: 'Node' },
  Found: {},
};
const conditions: Record<string, readonly string[]> = {
  Query: [],
  User: ['User', 'Node'],
  Post: ['Post', 'Node'],
  Vault: ['Vault'],
  Node: ['User', 'Post', 'Vault', 'Node'],
  Found: ['User', 'Post', 'Vault', 'Node'],
};
const named = { A: 'User', B: 'Node', C: 'Post' };
const fitting: Record<string, readonly string[]> = {
  Query: [],
  User: ['A', 'B'],
  Post: ['B', 'C'],
  Vault: ['B'],
  Node: ['A', 'B', 'C'],
  Found: ['A', 'B', 'C'],
};

const suffixes = fc.constantFrom('', '', '', ' @include(if: $yes)', ' @skip(if: $yes)');

function selection(type: string, depth: number, spreads: boolean): fc.Arbitrary<string> {
  const options: fc.Arbitrary<string>[] = [
    fc.tuple(fc.constantFrom(...(leaves[type] ?? [])), suffixes, fc.boolean()).map(
      // An alias is made of its field, so that two of one name never ask for different things.
      ([name, suffix, isAliased]) =>
        name.startsWith('...') ? name : `${isAliased ? `x_${name}: ` : ''}${name}${suffix}`,
    ),
  ];
  const onward = Object.entries(branches[type] ?? {});
  if (depth > 0 && onward.length > 0) {
    options.push(
      fc
        .constantFrom(...onward)
        .chain(([name, target]) =>
          set(target, depth - 1, spreads).map((inner) => `${name} ${inner}`),
        ),
    );
  }
  const narrower = conditions[type] ?? [];
  if (depth > 0 && narrower.length > 0) {
    options.push(
      fc
        .tuple(fc.constantFrom(...narrower), suffixes)
        .chain(([target, suffix]) =>
          set(target, depth - 1, spreads).map((inner) => `... on ${target}${suffix} ${inner}`),
        ),
    );
  }
  const spreadable = spreads ? (fitting[type] ?? []) : [];
  if (spreadable.length > 0)
    options.push(fc.constantFrom(...spreadable).map((name) => `...${name}`));
  return fc.oneof(...options);
}

function set(type: string, depth: number, spreads: boolean): fc.Arbitrary<string> {
  return fc
    .array(selection(type, depth, spreads), { minLength: 1, maxLength: 4 })
    .map((selections) => `{ ${selections.join(' ')} }`);
}

const documents = fc
  .tuple(set('Query', 3, true), set('User', 2, false), set('Node', 2, false), set('Post', 2, false))
  .map(([query, ...fragments]) =>
    [
      `query ($yes: Boolean = true, $no: Boolean) ${query}`,
      ...Object.entries(named).map(
        ([name, type], index) => `fragment ${name} on ${type} ${fragments[index]}`,
      ),
    ].join(' '),
  )
  .map((source) => withoutUnused(parse(source, { noLocation: true })));

/** Only what is used, so that it is valid. */
function withoutUnused(document: DocumentNode): string {
  const [operation, ...rest] = document.definitions;
  const text = operation ? print(operation) : '';
  const fragments = rest.filter(
    (node) => node.kind === Kind.FRAGMENT_DEFINITION && text.includes(`...${node.name.value}\n`),
  );
  const all = [text, ...fragments.map(print)].join('\n');
  const used = all.includes('if: $yes') ? '($yes: Boolean = true)' : '';
  return all.replace(/\(\$yes: Boolean = true, \$no: Boolean\)/, used);
}

const scopes = fc
  .tuple(
    fc.subarray(['note', 'vault', 'admin', 'level', 'audit']),
    fc.constantFrom('PERSON', 'SERVICE', 'NOBODY'),
  )
  .map(([tokenScopes, kind]) => {
    if (kind === 'NOBODY') return scopeOf(null, tokenScopes);
    return kind === 'PERSON'
      ? scopeWith(tokenScopes)
      : scopeOf({ userId: 's', kind: 'SERVICE', grants: [] }, tokenScopes);
  });

/** Every fragment in its place, each time anew: then what is refused is a matter of where a node stands. */
function spelledOut(document: DocumentNode): DocumentNode {
  const fragments = fragmentsIn(document);
  const expand = (node: SelectionNode): SelectionNode => {
    if (node.kind === Kind.FRAGMENT_SPREAD) {
      const fragment = fragments.get(node.name.value);
      if (!fragment) throw new Error('A fragment is missing.');
      const { typeCondition, selectionSet } = fragment;
      const selections = selectionSet.selections.map(expand);
      return {
        kind: Kind.INLINE_FRAGMENT,
        typeCondition,
        selectionSet: { ...selectionSet, selections },
      };
    }
    if (!node.selectionSet) return { ...node };
    const selections = node.selectionSet.selections.map(expand);
    return { ...node, selectionSet: { ...node.selectionSet, selections } };
  };
  const definitions = document.definitions
    .filter((node) => node.kind === Kind.OPERATION_DEFINITION)
    .map((node) => ({
      ...node,
      selectionSet: { ...node.selectionSet, selections: node.selectionSet.selections.map(expand) },
    }));
  return { ...document, definitions };
}

function byGraphqlJs(source: string, scope: ReturnType<typeof scopeOf>): ExecutionResult {
  const document = spelledOut(parse(source, { noLocation: true }));
  const { definition } = prepared(print(document));
  const whole: DocumentNode = { kind: Kind.DOCUMENT, definitions: [definition] };
  const { requirements, fields } = findSites(guardedSchema, rules, {
    key: '',
    document: whole,
    definition,
    operationName: undefined,
  });
  const refused = new Set<FieldNode>();
  const isRefused = (node: FieldNode) =>
    fields.get(node)?.some((position) => {
      const requirement = requirements[position];
      return requirement && !isMet(requirement, scope, policies);
    });
  visit(whole, {
    Field(node) {
      if (isRefused(node)) visit(node, { Field: (inner) => void refused.add(inner) });
    },
  });
  const result = execute({
    schema: guardedSchema,
    document: whole,
    rootValue: guardedData,
    fieldResolver(source, _args, _context, { fieldNodes, fieldName }) {
      if (fieldNodes.every((node) => refused.has(node))) throw new GraphQLError('refused');
      return source[fieldName];
    },
  });
  if ('then' in result) throw new Error('The data is at hand.');
  return result;
}

const placesIn = ({ errors = [] }: ExecutionResult) => errors.map(({ path }) => path?.join('.'));

describe('a completed answer', () => {
  it('is the one that graphql-js gives where each refused field fails', async () => {
    let cuts = 0;
    await fc.assert(
      fc.asyncProperty(documents, scopes, async (source, scope) => {
        fc.pre(validate(guardedSchema, parse(source)).length === 0);
        const expected = byGraphqlJs(source, scope);
        const operation = { prepared: guarded(source), variables: {}, scope };
        const found = (await authorization.execute(operation)) as ExecutionResult;

        expect(JSON.stringify(found.data)).toBe(JSON.stringify(expected.data));
        // Where null goes up, graphql-js leaves the rest of the object alone; we tell of each refusal.
        expect(placesIn(found)).toEqual(expect.arrayContaining(placesIn(expected).slice(0, 100)));
        if (!found.errors) expect(expected.errors).toBeUndefined();
        if (found.errors) cuts += 1;
      }),
      { numRuns: 400 },
    );
    // Most of them had something to refuse, else this proves little.
    expect(cuts).toBeGreaterThan(100);
  }, 60_000);
});
