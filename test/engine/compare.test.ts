import { beforeAll, describe, expect, it } from 'vitest';
import { type Engine, isDeferred, readAnswer } from '../../gateway/engine/engine.ts';
import { createReferenceEngine } from '../../gateway/engine/reference.ts';
import { type Contest, openContest, type Trial } from './contest.ts';
import { repeatedRepresentations } from './fetches.ts';
import { differencesOf } from './truth.ts';
import { buildGraph, type SubgraphTexts } from './world/graph.ts';

// Whether the suite would see it: an engine that does one thing wrong, and what is said of it. The engine is spoilt
// where a client would notice, behind a right answer.

const subgraphs: SubgraphTexts = {
  a: `
    type Query { stores: [Store]! }
    type Subscription { ticked: Int }
    type Store @key(fields: "id") { id: ID! name: String tags: [Int!] }`,
  b: 'type Store @key(fields: "id") { id: ID! rating: Int! note: String }',
};

const trial: Trial = {
  query: '{ stores { name tags rating note } }',
  values: {
    'Query.stores': ['Store#0', 'Store#1', 'Store#2', 'Store#0'],
    'Store#0.name': 'north',
    'Store#0.tags': [1, 2],
    'Store#0.note': 'n',
    'Store#0.rating': 5,
  },
  faults: { 'Store#1.rating': 'Nobody rated it.', 'Store#2.note': 'It cannot be read.' },
};

interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: answers are taken apart here in every way.
  data: any;
  // biome-ignore lint/suspicious/noExplicitAny: and so are their errors.
  errors: any[];
}

const spoils: readonly (readonly [
  wrong: string,
  said: readonly string[],
  (answer: Answer) => unknown,
])[] = [
  [
    'leaves a field out',
    ['data.stores.0.name: undefined instead of "north"'],
    ({ data }) => delete data.stores[0].name,
  ],
  [
    'tells a field that was not asked',
    ['data.stores.0.__typename: "Store" instead of undefined'],
    ({ data }) => {
      data.stores[0].__typename = 'Store';
    },
  ],
  [
    'tells null instead of a value',
    ['data.stores.0.note: null instead of "n"'],
    ({ data }) => {
      data.stores[0].note = null;
    },
  ],
  [
    'tells a text instead of a number',
    ['data.stores.0.rating: "5" instead of 5'],
    ({ data }) => {
      data.stores[0].rating = '5';
    },
  ],
  [
    'swaps two items of a list',
    ['data.stores.0.tags.0: 2 instead of 1'],
    ({ data }) => data.stores[0].tags.reverse(),
  ],
  [
    'forgets an item of a list',
    [expect.stringContaining('data.stores: [')],
    ({ data }) => data.stores.pop(),
  ],
  [
    'swaps two fields',
    [expect.stringContaining('the order of keys differs')],
    ({ data }) => {
      const { name, ...others } = data.stores[0];
      data.stores[0] = { ...others, name };
    },
  ],
  [
    'does not let a null go up',
    [expect.stringMatching('^data.stores.1: {.*} instead of null$')],
    ({ data }) => {
      data.stores[1] = { name: 'Store#1.name', tags: null, rating: null, note: null };
    },
  ],
  [
    'lets a null go too far up',
    [expect.stringContaining('data: null instead of {')],
    (answer) => {
      answer.data = null;
    },
  ],
  [
    'tells no data where it is null',
    [expect.stringContaining('data: undefined instead of {')],
    (answer) => {
      answer.data = undefined;
    },
  ],
  [
    'forgets an error',
    ['an error is missing: Nobody rated it. at stores.1.rating'],
    ({ errors }) =>
      errors.splice(
        errors.findIndex(({ path }) => path[1] === 1),
        1,
      ),
  ],
  [
    'tells an error twice',
    ['an error too many: Nobody rated it. at stores.1.rating'],
    ({ errors }) => errors.push(errors.find(({ path }) => path[1] === 1)),
  ],
  [
    'tells an error in other words',
    [
      'an error is missing: It cannot be read. at stores.2.note',
      'an error too many: Oh. at stores.2.note',
    ],
    ({ errors }) => {
      const index = errors.findIndex(({ path }) => path[1] === 2);
      errors[index] = { message: 'Oh.', path: errors[index].path };
    },
  ],
  [
    'tells an error at another place',
    [
      'an error is missing: It cannot be read. at stores.2.note',
      'an error too many: It cannot be read. at stores.0.note',
    ],
    ({ errors }) => {
      const index = errors.findIndex(({ path }) => path[1] === 2);
      errors[index] = { message: errors[index].message, path: ['stores', 0, 'note'] };
    },
  ],
  [
    'fails',
    [
      expect.stringContaining('data: undefined instead of'),
      expect.anything(),
      expect.anything(),
      'an error too many: Broken. at no path',
    ],
    () => {
      throw new Error('Broken.');
    },
  ],
];

describe('an engine that', () => {
  let right: Contest;
  beforeAll(async () => {
    right = await openContest(buildGraph(subgraphs), createReferenceEngine);
  });

  it('is right is told to be', async () => {
    const truth = (await right.monolith(trial)).answers;
    expect(differencesOf(await right.candidate(trial), truth)).toEqual([]);
  });

  it.each(spoils)('%s is told to', async (_wrong, said, spoil) => {
    const contest = await openContest(right.graph, async (...args) =>
      spoilt(await createReferenceEngine(...args), spoil),
    );
    const truth = (await contest.monolith(trial)).answers;
    expect(differencesOf(await contest.candidate(trial), truth)).toEqual(said);
  });

  it('writes what is no JSON is told to', async () => {
    const contest = await openContest(right.graph, async (...args) => ({
      ...(await createReferenceEngine(...args)),
      execute: async () => ({ dataText: '{"stores":[' }),
    }));
    const truth = (await contest.monolith({ query: '{ stores { name } }' })).answers;
    const [said] = differencesOf(await contest.candidate({ query: '{ stores { name } }' }), truth);
    expect(said).toMatch(/^data: "\{\\"stores\\":\[" instead of \{/);
  });

  it('leaves out an event is told to', async () => {
    const contest = await openContest(right.graph, async (...args) => {
      const engine = await createReferenceEngine(...args);
      return {
        ...engine,
        async subscribe(operation) {
          const stream = await engine.subscribe(operation);
          if (Symbol.asyncIterator in stream) await stream.next();
          return stream;
        },
      };
    });
    const ticks = { query: 'subscription { ticked }' };
    const truth = (await contest.monolith(ticks)).answers;
    expect(differencesOf(await contest.candidate(ticks), truth)).toEqual([
      '2 answers instead of 3',
    ]);
  });

  it('asks for an entity twice is told to, and what it asked is counted', async () => {
    const { asked } = await right.reference(trial);
    expect(asked.map(({ subgraph }) => subgraph)).toEqual(['a', 'b']);
    expect(repeatedRepresentations(asked)).toEqual(['{"__typename":"Store","id":"Store#0.id"}']);
  });
});

function spoilt(engine: Engine, spoil: (answer: Answer) => unknown): Engine {
  return {
    ...engine,
    async execute(operation) {
      const whole = await engine.execute(operation);
      if (isDeferred(whole)) throw new Error('Nobody asked for an answer in parts.');
      const { data, errors = [] } = readAnswer(whole);
      const answer: Answer = { data: JSON.parse(JSON.stringify(data)), errors: [...errors] };
      spoil(answer);
      return answer;
    },
  };
}
