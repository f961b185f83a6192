import { composeServices } from '@apollo/composition';
import { GraphQLError, parse } from 'graphql';
import type { Grant } from '../../subgraphs/kernel/authority.ts';
import type { Context, Services } from '../../subgraphs/kernel/context.ts';
import { refusal } from '../../subgraphs/kernel/errors.ts';
import type { Logger } from '../../subgraphs/kernel/log.ts';
import { createSubgraph, type Subgraph } from '../../subgraphs/kernel/subgraph.ts';
import { type TestFeed, testFeed } from './feed-of.ts';
import { type Logged, type TestLog, testLog } from './log-of.ts';

// Two subgraphs that keep nothing, and all that a gateway must cope with: an entity that both know, a field that
// both share and that leads to itself, faults with a secret in them, and streams that a test feeds.

export const secret = 'password=hunter2';

const header = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [
    "@key", "@shareable", "@authenticated", "@requiresScopes", "@policy", "@cost", "@listSize"
  ])
  scalar DateTime
  scalar JSON`;

const projectsSdl = `${header}
  type Query {
    projects: [Project!]!
    project(id: ID!): Project
    who: String
    colour(of: Colour, code: Int): String
    echo(value: JSON): JSON
    slow: String
    whoever: String @authenticated
    accounts: [Account]
    found: [Found]
    page(first: Int = 20): ProjectPage
      @listSize(slicingArguments: ["first"], sizedFields: ["nodes"], requireOneSlicingArgument: false)
    dear: String @cost(weight: 4000)
  }
  type ProjectPage { nodes: [Project!]! }
  interface Account { id: ID! }
  union Found = Purse | Safe
  type Purse implements Account { id: ID! coins: Int @requiresScopes(scopes: [["cost:read"]]) }
  type Safe implements Account @requiresScopes(scopes: [["identity:write"]]) { id: ID! coins: Int }
  type Mutation {
    rename(input: RenameInput!): Project
    wipe: String @requiresScopes(scopes: [["identity:write"]])
  }
  input RenameInput { id: ID! name: String! colour: Colour }
  enum Colour { CRIMSON TURQUOISE }
  type Project @key(fields: "id") {
    id: ID! name: String! nick: String @shareable self: Project @shareable next: Project
    budget: Int @requiresScopes(scopes: [["cost:read"]])
    secretName: String! @policy(policies: [["service"]])
  }`;

const reviewsSdl = `${header}
  type Query { reviews: [Review!]! broken: String refused: String leaky: [Review] }
  type Project @key(fields: "id") {
    id: ID! nick: String @shareable self: Project @shareable reviewCount: Int broken: String
    ratings: [Int!] @requiresScopes(scopes: [["cost:read"]])
  }
  type Review @key(fields: "id") { id: ID! title: String! project: Project }
  type Subscription {
    reviewTouched(project: ID, after: String): ReviewTouched!
    silent: String
    unsubscribable: String
    brokenStart: String
    logged(after: String, kind: String): Logged!
    audited: String @requiresScopes(scopes: [["identity:write"]])
  }
  "Of a log that is followed behind a cursor."
  type Logged { n: Int! cursor: String! text: String! viewer: String! project: Project! }
  type ReviewTouched { cursor: String! review: Review }`;

const sdl = { 'control-plane': projectsSdl, studio: reviewsSdl };

/** The two as one graph. */
export function composeTiny(): string {
  const { supergraphSdl, errors } = composeServices(
    Object.entries(sdl).map(([name, text]) => ({
      name,
      typeDefs: parse(text),
      url: `http://${name}`,
    })),
  );
  if (errors) throw new Error(errors.join('\n'));
  return supergraphSdl;
}

export interface Touched {
  readonly cursor: string;
  readonly review: { readonly id: string; readonly title: string; readonly projectId: string };
}

/** What the tests hold in their hands. */
export interface TinyWorld {
  /** Who may do what: by tenant and subject. Somebody who is not here is nobody. */
  readonly grants: Map<string, readonly Grant[]>;
  readonly touched: TestFeed<Touched>;
  readonly silent: TestFeed<string>;
  readonly log: TestLog;
  /** How often `wipe` was executed. */
  wipes: number;
  /** `slow` answers when this resolves. */
  hold(): Promise<void>;
  /** The Control Plane says who somebody is when this resolves. */
  holdPrincipal(): Promise<void>;
}

export function tinyWorld(): TinyWorld {
  return {
    grants: new Map(),
    touched: testFeed(),
    silent: testFeed(),
    log: testLog(),
    wipes: 0,
    hold: async () => {},
    holdPrincipal: async () => {},
  };
}

interface ProjectRef {
  readonly id: string;
}
const projectOf = ({ id }: ProjectRef) => ({
  id,
  nick: `P${id}`,
  name: `Project ${id}`,
  budget: 1_000,
  secretName: `Secret ${id}`,
});
const accounts = [
  { __typename: 'Purse', id: 'purse', coins: 12 },
  { __typename: 'Safe', id: 'safe', coins: 99 },
];
const fault = () => {
  throw new TypeError(`cannot connect with ${secret}`);
};

function projectResolvers(world: TinyWorld) {
  const self = (project: ProjectRef) => projectOf(project);
  return {
    Query: {
      projects: () => ['1', '2', '3'].map((id) => projectOf({ id })),
      project: (_: unknown, ref: ProjectRef) => projectOf(ref),
      who: (_: unknown, __: unknown, { tenantId, actor }: Context) => `${tenantId}/${actor.userId}`,
      colour: (_: unknown, { of }: { readonly of?: string }) => of ?? null,
      echo: (_: unknown, { value }: { readonly value: unknown }) => value,
      slow: async () => {
        await world.hold();
        return 'done';
      },
      whoever: () => 'somebody',
      accounts: () => accounts,
      found: () => accounts,
      page: (_: unknown, { first }: { readonly first: number }) => ({
        nodes: Array.from({ length: first }, (_, index) => projectOf({ id: String(index) })),
      }),
      dear: () => 'dear',
    },
    Mutation: {
      rename: (
        _: unknown,
        { input }: { readonly input: { readonly id: string; readonly name: string } },
      ) => ({ ...projectOf(input), name: input.name }),
      wipe: () => {
        world.wipes += 1;
        return 'wiped';
      },
    },
    Project: { __resolveReference: self, self, next: self },
  };
}

function reviewResolvers(world: TinyWorld) {
  const review = (id: string) => ({ id, title: `Review ${id}`, projectId: id });
  return {
    Query: {
      reviews: () => ['1', '2'].map(review),
      broken: fault,
      refused: () => {
        throw refusal('FORBIDDEN', 'This is not for you.');
      },
      leaky: () => {
        const extensions = { code: 'DATABASE', query: secret };
        throw new GraphQLError(secret, { extensions });
      },
    },
    Project: {
      __resolveReference: (ref: ProjectRef) => ref,
      self: (ref: ProjectRef) => ref,
      nick: ({ id }: ProjectRef) => `P${id}`,
      reviewCount: () => 1,
      ratings: () => [1, 2],
      broken: fault,
    },
    Review: {
      __resolveReference: ({ id }: ProjectRef) => review(id),
      project: ({ projectId }: { readonly projectId: string }) => ({ id: projectId }),
    },
    Logged: {
      viewer: (_: Logged, __: unknown, { actor }: Context) => actor.userId,
      project: ({ n }: Logged) => ({ id: String(n) }),
    },
    Subscription: {
      reviewTouched: {
        subscribe: (_: unknown, { after }: { readonly after?: string | null }) => {
          if (after === 'ancient') throw refusal('RESUME_TOO_OLD', 'Begin again with a query.');
          return world.touched.listen();
        },
        resolve: (touched: Touched) => touched,
      },
      silent: { subscribe: () => world.silent.listen(), resolve: (item: string) => item },
      unsubscribable: {
        subscribe: () => {
          throw refusal('FORBIDDEN', 'This is not for you.');
        },
      },
      brokenStart: { subscribe: fault },
      logged: {
        subscribe: (_: unknown, { after }: { readonly after?: string | null }, context: Context) =>
          world.log.follow(context.resumeAfter ?? after ?? null),
        resolve: (event: Logged) => event,
      },
      audited: { subscribe: () => world.silent.listen(), resolve: (item: string) => item },
    },
  };
}

export function openTinySubgraphs(world: TinyWorld, log: Logger): Subgraph[] {
  // They keep nothing, so of all services they need the time alone.
  const services = { clock: () => new Date() } as Services;
  const principal = async (question: URLSearchParams) => {
    const [tenantId, subject] = [question.get('tenantId'), question.get('subject')];
    await world.holdPrincipal();
    const grants = world.grants.get(`${tenantId}/${subject}`);
    const contentType = 'application/json';
    if (!grants) return { status: 403, contentType, body: 'You are no member of this tenant.' };
    const body = JSON.stringify({ userId: subject, kind: 'PERSON', grants, grantsEpoch: 1 });
    return { status: 200, contentType, body };
  };
  const accessVersion = async () => {
    const body = JSON.stringify({ version: JSON.stringify([...world.grants]) });
    return { status: 200, contentType: 'application/json', body };
  };
  const questions = { principal, 'access-version': accessVersion };
  const definitions = [
    { name: 'control-plane', resolvers: [projectResolvers(world)], questions },
    { name: 'studio', resolvers: [reviewResolvers(world)] },
  ] as const;
  return definitions.map((definition) =>
    createSubgraph(definition, parse(sdl[definition.name]), services, log),
  );
}
