import type { BenchGraph } from './bench-graph.ts';

// A review queue over three subgraphs: the list from one, projects and quality from two others in parallel.

const link = (imports: string) =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${imports}])`;

const count = (length: number) => Array.from({ length }, (_, index) => index);

const items = count(100).map((n) => ({
  id: `r${n}`,
  title: `Review item ${n}`,
  state: n % 3 === 0 ? 'IN_REVIEW' : 'PENDING',
  createdAt: new Date('2026-11-20T10:00:00.000Z'),
  assignee: n % 4 === 0 ? null : { id: `u${n % 7}`, name: `Reviewer ${n % 7}` },
  project: { id: `p${n % 5}` },
  asset: { id: `a${n}`, kind: 'image', uri: `store://assets/${n}` },
}));

const projects = count(5).map((n) => ({
  id: `p${n}`,
  name: `Project ${n}`,
  slug: `project-${n}`,
  owner: { id: `u${n}`, name: `User ${n}` },
  quota: { used: n * 3, limit: 100 },
}));

const incidents = count(200).map((n) => ({
  id: `i${n}`,
  title: `Incident ${n}`,
  severity: ['LOW', 'MEDIUM', 'HIGH'][n % 3],
  openedAt: new Date('2026-11-20T09:00:00.000Z'),
}));

const parts = [
  { name: 'blur', value: 0.1 },
  { name: 'noise', value: 0.2 },
  { name: 'exposure', value: 0.3 },
];

function quality(id: string) {
  const n = Number(id.slice(1));
  const computedAt = new Date('2026-11-20T09:30:00.000Z');
  const value = 0.9 - (n % 10) / 100;
  return { id, latestQualityScore: { value, metric: 'sharpness', computedAt, breakdown: parts } };
}

async function* changes(events: number) {
  for (const n of count(events)) yield { reviewItemChanged: items[n % items.length] };
}

interface First {
  readonly first: number;
}
interface Reference {
  readonly id: string;
}

const selection = `id title state createdAt
  assignee { id name }
  project { id name slug owner { id name } quota { used limit } }
  asset { id kind uri
    latestQualityScore { value metric computedAt breakdown { name value } }
    openIncidents(first: 3) { id title severity openedAt }
  }`;

export const queueGraph = {
  subgraphs: {
    studio: {
      sdl: `${link('"@key"')}
        scalar DateTime
        enum ReviewState { PENDING IN_REVIEW }
        type Query { reviewQueue(first: Int = 20): [ReviewItem!]! }
        type Subscription { reviewItemChanged(events: Int!): ReviewItem! }
        type ReviewItem @key(fields: "id") {
          id: ID! title: String! state: ReviewState! createdAt: DateTime!
          assignee: Reviewer project: Project! asset: Asset!
        }
        type Reviewer { id: ID! name: String! }
        type Asset @key(fields: "id") { id: ID! kind: String! uri: String! }
        type Project @key(fields: "id", resolvable: false) { id: ID! }`,
      resolvers: {
        Query: { reviewQueue: (_: unknown, { first }: First) => items.slice(0, first) },
        Subscription: {
          reviewItemChanged: {
            subscribe: (_: unknown, { events }: { readonly events: number }) => changes(events),
          },
        },
      },
    },
    observability: {
      sdl: `${link('"@key"')}
        scalar DateTime
        enum Severity { LOW MEDIUM HIGH }
        type Query { incidents(first: Int = 10): [Incident!]! }
        type Asset @key(fields: "id") {
          id: ID! latestQualityScore: QualityScore openIncidents(first: Int = 5): [Incident!]!
        }
        type QualityScore { value: Float! metric: String! computedAt: DateTime! breakdown: [ScorePart!]! }
        type ScorePart { name: String! value: Float! }
        type Incident { id: ID! title: String! severity: Severity! openedAt: DateTime! }`,
      resolvers: {
        Query: { incidents: (_: unknown, { first }: First) => incidents.slice(0, first) },
        Asset: {
          __resolveReference: ({ id }: Reference) => quality(id),
          openIncidents({ id }: Reference, { first }: First) {
            const from = Number(id.slice(1)) % 50;
            return incidents.slice(from, from + Math.min(first, 3));
          },
        },
      },
    },
    'control-plane': {
      sdl: `${link('"@key"')}
        type Query { projects: [Project!]! }
        type Project @key(fields: "id") { id: ID! name: String! slug: String! owner: User! quota: Quota! }
        type Quota { used: Int! limit: Int! }
        type User { id: ID! name: String! }`,
      resolvers: {
        Query: { projects: () => projects },
        Project: {
          __resolveReference: ({ id }: Reference) => projects.find((project) => project.id === id),
        },
      },
    },
  },
  operations: {
    queue: {
      query: `query ReviewQueue($first: Int!) { reviewQueue(first: $first) { ${selection} } }`,
      // About twenty, and never the same twice in a row.
      variables: count(16).map((n) => ({ first: 13 + ((n * 7) % 16) })),
    },
    events: {
      query: `subscription Changes($events: Int!) { reviewItemChanged(events: $events) { ${selection} } }`,
      variables: [{ events: 2_000 }],
    },
  },
} satisfies BenchGraph;
