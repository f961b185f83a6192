import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { engines } from '../../gateway/engines.ts';
import { principalsByToken } from '../../gateway/identity/anonymous.ts';
import type { Grant } from '../../subgraphs/kernel/authority.ts';
import { admissionWith } from '../support/admission.ts';
import { openRawSocket, type RawSocket } from './raw-socket.ts';
import { openTinyGateway, type TinyGateway } from './tiny-gateway.ts';

// What the supergraph's rules of access ask, by every door and before every engine.

const everywhere = (...roles: Grant['role'][]) =>
  roles.map((role) => ({ role, projectId: null }) satisfies Grant);
const approver = everywhere('APPROVER');
const analyst = everywhere('APPROVER', 'COST_ANALYST');
const administrator = everywhere('APPROVER', 'TENANT_ADMIN');

let gateway: TinyGateway;
let socket: RawSocket;

interface Coded {
  readonly extensions: { readonly code: string };
}
const codesOf = ({ errors = [] }: { readonly errors?: readonly Coded[] }) =>
  errors.map(({ extensions }) => extensions.code);

describe.each([...engines.keys()])('before the engine %s', (engine) => {
  beforeAll(async () => {
    gateway = await openTinyGateway({ engine });
  });
  afterAll(() => gateway.stop());
  beforeEach(() => {
    gateway.fetches.splice(0);
  });

  /** As another person each time, so that no cache of principals stands between. */
  async function ask(grants: readonly Grant[], query: string, variables?: object) {
    const authorization = `Bearer ${await gateway.token('acme', userWith(grants))}`;
    const { body, status } = await gateway.post({ query, variables }, { authorization });
    return { ...body, status };
  }

  const people = new Map<readonly Grant[], string>([
    [approver, 'ben'],
    [analyst, 'cleo'],
    [administrator, 'olga'],
  ]);
  function userWith(grants: readonly Grant[]): string {
    const user = people.get(grants) ?? 'ada';
    gateway.world.grants.set(`acme/${user}`, grants);
    return user;
  }

  describe('a field that asks for a permission', () => {
    const query = '{ projects { id budget name ratings } who }';

    it('is fetched for whom it is granted', async () => {
      const { data, errors } = await ask(analyst, query);

      expect(errors).toBeUndefined();
      expect(data.projects[0]).toEqual({
        id: '1',
        budget: 1_000,
        name: 'Project 1',
        ratings: [1, 2],
      });
    });

    it('is never fetched for others, from no subgraph, and each place says so', async () => {
      const { status, data, errors } = await ask(approver, query);

      expect(status).toBe(200);
      expect(data.projects[2]).toEqual({ id: '3', budget: null, name: 'Project 3', ratings: null });
      expect(JSON.stringify(data).indexOf('budget')).toBeLessThan(
        JSON.stringify(data).indexOf('name'),
      );
      expect(data.who).toBe('acme/ben');
      expect(errors.map(({ path }: { path: unknown[] }) => path.join('.'))).toEqual([
        'projects.0.budget',
        'projects.0.ratings',
        'projects.1.budget',
        'projects.1.ratings',
        'projects.2.budget',
        'projects.2.ratings',
      ]);
      expect(new Set(codesOf({ errors }))).toEqual(new Set(['FORBIDDEN']));
      expect(gateway.fetches.join()).not.toMatch(/budget|ratings/);
      // Nothing was wanted of the other subgraph but that.
      expect(gateway.fetches).toHaveLength(1);
    });

    it('is decided for each caller by himself, whoever asked before', async () => {
      for (let time = 0; time < 2; time += 1) {
        expect((await ask(analyst, query)).data.projects[0].budget).toBe(1_000);
        expect((await ask(approver, query)).data.projects[0].budget).toBeNull();
      }
    });

    it.each([
      '{ projects { id budget name } }',
      'mutation { rename(input: { id: "7", name: "x" }) { id } wipe }',
    ])(
      'stays refused whatever text a caller with that permission has asked before: %s',
      async (text) => {
        const { wipes } = gateway.world;
        const everything = everywhere('APPROVER', 'COST_ANALYST', 'TENANT_ADMIN');
        // Texts that hold how an operation without its first requirement might be called.
        const before = [`${text}\n# without 0`, `#without 0\n${text}`, `-0\n${text}`, `0\n${text}`];
        const known = await Promise.all(before.map((query) => ask(everything, query)));
        gateway.fetches.splice(0);
        const { errors } = await ask(approver, text);

        expect(known.filter(({ data }) => data)).toHaveLength(2);
        expect(codesOf({ errors })).toContain('FORBIDDEN');
        expect(gateway.fetches.join()).not.toMatch(/budget|wipe/);
        expect(gateway.world.wipes - wipes).toBe(text.includes('wipe') ? 2 : 0);
      },
    );

    it('takes with it what may not be null', async () => {
      const { data, errors } = await ask(approver, '{ project(id: "1") { id secretName } who }');

      expect(data).toEqual({ project: null, who: 'acme/ben' });
      expect(codesOf({ errors })).toEqual(['FORBIDDEN']);
      expect(gateway.fetches.join()).not.toContain('secretName');
    });
  });

  describe('a rule on a type', () => {
    it('holds when it is reached through an interface', async () => {
      const { data, errors } = await ask(approver, '{ accounts { id } }');

      expect(data).toEqual({ accounts: null });
      expect(codesOf({ errors })).toEqual(['FORBIDDEN']);
      expect(gateway.fetches).toEqual([]);
    });

    it('holds in fragments of a union, and leaves its other types alone', async () => {
      const query =
        '{ found { __typename ... on Purse { id } ... on Safe { coins } ...C } } fragment C on Purse { coins }';
      const { data, errors } = await ask(approver, query);

      expect(data.found).toEqual([
        { __typename: 'Purse', id: 'purse', coins: null },
        { __typename: 'Safe', coins: null },
      ]);
      expect(codesOf({ errors })).toEqual(['FORBIDDEN', 'FORBIDDEN']);
      expect(gateway.fetches.join()).not.toContain('coins');
    });

    it('is lifted for whom it is granted', async () => {
      const { data } = await ask(administrator, '{ accounts { id ... on Safe { coins } } }');

      expect(data.accounts[1]).toEqual({ id: 'safe', coins: 99 });
    });
  });

  describe('a mutation', () => {
    const query = 'mutation { rename(input: { id: "7", name: "x" }) { id } wipe }';

    it('that is refused is not executed, and the others are', async () => {
      const before = gateway.world.wipes;
      const { data, errors } = await ask(approver, query);

      expect(data).toEqual({ rename: { id: '7' }, wipe: null });
      expect(errors).toMatchObject([{ path: ['wipe'], extensions: { code: 'FORBIDDEN' } }]);
      expect(gateway.world.wipes).toBe(before);
    });

    it('is executed for whom it is granted', async () => {
      const before = gateway.world.wipes;
      await ask(administrator, query);

      expect(gateway.world.wipes).toBe(before + 1);
    });
  });

  it('an operation of which nothing is left asks nobody', async () => {
    const { status, data } = await ask(approver, 'mutation { wipe }');

    expect({ status, data }).toEqual({ status: 200, data: { wipe: null } });
    expect(gateway.fetches).toEqual([]);
  });

  it('what everybody may have who is signed in is there', async () => {
    expect(await ask(approver, '{ whoever }')).toMatchObject({ data: { whoever: 'somebody' } });
  });

  it('variables of what was cut are no fault', async () => {
    const query = 'query ($id: ID!, $f: Boolean!) { project(id: $id) { budget @skip(if: $f) id } }';

    const kept = await ask(approver, query, { id: '1', f: false });
    expect(kept.data).toEqual({ project: { budget: null, id: '1' } });
    expect((await ask(approver, query, { id: '1', f: true })).data).toEqual({
      project: { id: '1' },
    });
    expect(codesOf(await ask(approver, query, { id: '1', f: 'x' }))).toEqual(['BAD_USER_INPUT']);
  });
});

describe('where whole operations are refused', () => {
  const mixed = 'subscription { reviewTouched { cursor review { title project { id ratings } } } }';
  const refused = { errors: [{ extensions: { code: 'FORBIDDEN' } }] };

  beforeAll(async () => {
    gateway = await openTinyGateway({
      admission: admissionWith({ UNAUTHORIZED_FIELDS: 'refuse' }),
    });
  });
  afterAll(() => gateway.stop());
  beforeEach(() => {
    gateway.fetches.splice(0);
  });

  function expectNothingBegun() {
    expect(gateway.fetches).toEqual([]);
    expect(gateway.world.touched.listeners).toBe(0);
  }

  it('one with such a field is not run at all', async () => {
    const { status, body } = await gateway.post({ query: '{ who projects { budget } }' });

    expect(status).toBe(403);
    expect(body).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    expect(body.data).toBeUndefined();
    expectNothingBegun();
    expect((await gateway.post({ query: '{ who }' })).status).toBe(200);
  });

  it('a subscription with such a field among others does not begin on a socket', async () => {
    const strict = await openRawSocket(gateway.url);
    await strict.init(await gateway.token('acme', 'ada'));
    strict.subscribe('1', mixed);

    const { type, payload } = await strict.next();
    expect(type).toBe('next');
    expect(payload).toMatchObject(refused);
    expect(payload).not.toHaveProperty('data');
    expect(await strict.next()).toEqual({ id: '1', type: 'complete' });
    expectNothingBegun();
    // What holds none of these goes on.
    strict.subscribe('2', 'subscription { reviewTouched { cursor } }');
    await gateway.world.touched.untilListeners(1);
    strict.close();
    await gateway.world.touched.untilListeners(0);
  });

  it.each(['text/event-stream', 'multipart/mixed;subscriptionSpec=1.0'])(
    'nor as %s',
    async (accept) => {
      const { text } = await gateway.post({ query: mixed }, { accept });

      // Its only result, whole, and the end.
      const [result = ''] = /\{.*\}/.exec(text) ?? [];
      const told = JSON.parse(result);
      expect(told.payload ?? told).toMatchObject(refused);
      expect(text).not.toContain('"data"');
      expectNothingBegun();
    },
  );
});

describe('where nobody is asked who he is', () => {
  it('what asks for a sign-in is refused as such', async () => {
    const open = await openTinyGateway({ verifyToken: null, principals: principalsByToken });
    const { body } = await open.post({ query: '{ whoever projects { id budget } }' });

    expect(body.data).toEqual({
      whoever: null,
      projects: ['1', '2', '3'].map((id) => ({ id, budget: null })),
    });
    expect(new Set(codesOf(body))).toEqual(new Set(['UNAUTHENTICATED']));
    await open.stop();
  });
});

describe('on a socket', () => {
  beforeAll(async () => {
    gateway = await openTinyGateway();
  });
  afterAll(() => gateway.stop());
  beforeEach(async () => {
    gateway.fetches.splice(0);
    socket = await openRawSocket(gateway.url);
    await socket.init(await gateway.token('acme', 'ada'));
    return async () => {
      socket.close();
      await socket.closed;
    };
  });

  it('a query is cut as by HTTP', async () => {
    socket.subscribe('1', '{ project(id: "1") { id budget } }');

    expect((await socket.next()).payload).toMatchObject({
      data: { project: { id: '1', budget: null } },
      errors: [{ path: ['project', 'budget'], extensions: { code: 'FORBIDDEN' } }],
    });
  });

  it('a subscription is refused at its start, and nobody listens for it', async () => {
    socket.subscribe('1', 'subscription { audited }');

    expect((await socket.next()).payload).toMatchObject({
      errors: [{ extensions: { code: 'FORBIDDEN' } }],
    });
    expect(gateway.world.silent.listeners).toBe(0);
  });

  it('the events of a subscription are cut, each anew', async () => {
    socket.subscribe(
      '1',
      'subscription { reviewTouched { cursor review { title project { id ratings } } } }',
    );
    await gateway.world.touched.untilListeners(1);
    for (const id of ['1', '2']) {
      gateway.world.touched.publish({
        cursor: id,
        review: { id, title: `Review ${id}`, projectId: id },
      });
      expect((await socket.next()).payload).toMatchObject({
        data: { reviewTouched: { review: { project: { id, ratings: null } } } },
        errors: [{ path: ['reviewTouched', 'review', 'project', 'ratings'] }],
      });
    }
    expect(gateway.fetches.join()).not.toContain('ratings');
  });
});
