import { isInterfaceType, isUnionType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createProject, done } from '../../support/operations.ts';
import { ask, ownRequest } from '../asking.ts';
import { leaks } from '../leaks.ts';
import type { Arguments } from '../operations.ts';
import { queryRecipes } from '../query-recipes.ts';
import { fingerprint } from '../rows.ts';
import { exportTrace } from '../telemetry.ts';
import { casts, quiet, sendTraces, type World } from '../world.ts';
import { requestsAgainst } from './queries.ts';

/** Whatever a client can put around an operation to look like somebody else. */
const disguises = {
  'x-tenant-id': 'acme',
  'x-tenant': 'acme',
  tid: 'acme',
  'x-user-id': 'ada',
  'x-forwarded-user': 'ada',
  'x-forwarded-for': '127.0.0.1',
  'x-fs-assertion': 'e30.e30.e30',
  'x-fs-tenant': 'acme',
  'x-fs-request-id': 'acme',
  'x-fs-correlation-id': 'acme',
  'apollo-federation-include-trace': 'ftv1',
  'apollographql-client-name': 'acme',
  'apollo-require-preflight': 'true',
  cookie: 'tenant=acme',
};

/** Ids that mean something to what lies below: a query, a key pattern, a path, a format. */
const oddIds = [
  "' or true --",
  '*',
  '%',
  'acme:1',
  '{acme}',
  '../acme',
  'acme\nacme',
  'acme\u0000',
  '\ud800',
  'e\u0301',
  'a'.repeat(5_000),
];

/** Attacks that are not of one field. */
export function describeForms(open: () => World): void {
  describe('what somebody of globex puts around an operation', () => {
    it('changes nothing: headers, extensions, variables that are not asked for', async () => {
      const { factory, names, secrets } = open();
      const token = await factory.token('globex', 'eve');
      for (const request of byId(open(), 'acme')) {
        const plain = await ask(factory, token, request);
        const disguised = await ask(factory, token, request, disguises);
        const variables = { ...request.variables, tenantId: 'acme', tid: 'acme' };
        const extensions = { tenantId: 'acme', scope: { tenantId: 'acme' } };
        const stuffed = await ask(factory, token, { ...request, variables, extensions });
        expect(disguised.text).toBe(plain.text);
        expect(stuffed.text).toBe(plain.text);
        expect(leaks(secrets, plain.text, request.variables)).toEqual([]);
      }
      const request = { query: '{ viewer { tenant { id } } }' };
      const { body } = await ask(factory, token, request, disguises);
      expect(body.data.viewer.tenant.id).toBe(names.globex.tenantId);
    });

    it('is not a list of operations', async () => {
      const { factory, schema, names } = open();
      const [own, theirs] = [names.globex, names.acme].map((of) =>
        ownRequest(schema, 'Query.project', of),
      );
      const answer = await ask(factory, await factory.token('globex', 'eve'), [own, theirs]);
      expect(answer.status).toBe(400);
      expect(answer.body.data).toBeUndefined();
    });

    it('is refused when it names a tenant in an input', async () => {
      const { factory } = open();
      const query = `mutation ($input: CreateProjectInput!) {
        createProject(input: $input) { project { id } userErrors { code } }
      }`;
      const input = { name: 'Ours', slug: 'ours', tenantId: 'acme' };
      const token = await factory.token('globex', 'eve');
      const { body } = await ask(factory, token, { query, variables: { input } });
      expect(body.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    });
  });

  describe('ids that mean something below', () => {
    it.each(idFields)('find nothing as the %s of %s, and break nothing', async (name, field) => {
      const { factory, secrets } = open();
      const token = await factory.token('globex', 'eve');
      const query = `query ($id: ID!) { ${field}(${name}: $id) { id } }`;
      for (const id of oddIds) {
        const { body, text } = await ask(factory, token, { query, variables: { id } });
        expect(body).toEqual({ data: { [field]: null } });
        expect(leaks(secrets, text)).toEqual([]);
      }
    });
  });

  describe('one operation that asks for its own and for what is not', () => {
    it.each(idFields)('gets its own alone, by the %s of %s', async (name, field) => {
      const { factory, names, secrets } = open();
      const token = await factory.token('globex', 'eve');
      const own = idOf(field, names.globex);
      const theirs = idOf(field, names.acme);
      const aliases = Array.from({ length: 15 }, (_, index) => {
        const variable = index === 7 ? '$own' : '$theirs';
        return `a${index}: ${field}(${name}: ${variable}) { ...Part ... on ${typeOf(field)} { id } }`;
      });
      const query = `query ($own: ID!, $theirs: ID!) { ${aliases.join(' ')} }
        fragment Part on ${typeOf(field)} { id }`;
      const { body, text } = await ask(factory, token, { query, variables: { own, theirs } });
      const there = Object.entries(body.data).filter(([, value]) => value !== null);
      expect(there.map(([alias]) => alias)).toEqual(['a7']);
      expect(leaks(secrets, text, { theirs })).toEqual([]);
    });

    it('has no other way to a type than its name: there is no interface and no union', () => {
      const types = Object.values(open().schema.getTypeMap());
      expect(types.filter((type) => isInterfaceType(type) || isUnionType(type))).toEqual([]);
    });
  });

  describe('requests of both tenants at the same moment', () => {
    it('are answered each from its own tenant', async () => {
      const { factory, schema, names, secrets } = open();
      const tokens = {
        acme: await factory.token('acme', 'ada'),
        globex: await factory.token('globex', 'eve'),
      };
      const coordinates = ['Query.project', 'Query.reviewQueue', 'Query.incident', 'Query.trace'];
      const asked = coordinates.flatMap((coordinate) =>
        Array.from({ length: 8 }, (_, index) => {
          const asker = index % 2 === 0 ? ('acme' as const) : ('globex' as const);
          // Both ask for both, by the same text: only the token tells them apart.
          const named = index % 4 < 2 ? names.acme : names.globex;
          return { asker, request: ownRequest(schema, coordinate, named) };
        }),
      );
      const answers = await Promise.all(
        asked.map(({ asker, request }) => ask(factory, tokens[asker], request)),
      );
      for (const [index, { text }] of answers.entries()) {
        const { asker, request } = asked[index] ?? {};
        const foreign = asker === 'acme' ? names.globex.canary : names.acme.canary;
        expect(text).not.toContain(foreign);
        if (asker === 'globex') expect(leaks(secrets, text, request?.variables)).toEqual([]);
      }
      const own = answers.filter((_, index) => index % 8 === 0 || index % 8 === 3);
      for (const { text } of own) expect(text).toContain('CANARY-');
    });
  });

  describe("another tenant's idempotency key", () => {
    it('is a key like any other', async () => {
      const { people, names } = open();
      const input = { name: 'Once', slug: 'once', idempotencyKey: names.acme.slug };
      const project = 'project { id tenant { id } }';
      const theirs = await done(people.acme.admin, 'createProject', input, project);
      const ours = await done(people.globex.admin, 'createProject', input, project);
      expect(ours.project.id).not.toBe(theirs.project.id);
      expect(ours.project.tenant.id).toBe('globex');
      const other = { ...input, slug: 'twice', name: 'Twice', idempotencyKey: 'acme-only' };
      await done(people.acme.admin, 'createProject', other, project);
      const changed = { ...other, slug: 'thrice' };
      expect(
        (await done(people.globex.admin, 'createProject', changed, project)).userErrors,
      ).toEqual([]);
    });
  });

  describe('telemetry that says it is of another tenant', () => {
    it('is not taken, and a trace of the same id stays apart', async () => {
      const { factory, names, superuser } = open();
      await quiet(superuser);
      const before = await fingerprint(open().superuser, 'acme');
      const token = await factory.token('globex', casts.globex.service);
      const told = (what: string) => `globex ${what}`;
      const { traceId, projectId } = names.acme;
      const body = exportTrace({ tenantId: 'acme', projectId, traceId, told });
      const { partialSuccess } = await sendTraces(factory, token, body);
      const own = exportTrace({ tenantId: 'globex', projectId, traceId, told });
      await sendTraces(factory, token, own);
      await quiet(superuser);
      expect(partialSuccess).toMatchObject({ rejectedSpans: '2' });
      expect(await fingerprint(open().superuser, 'acme')).toEqual(before);
      const query = 'query ($traceId: ID!) { trace(traceId: $traceId) { rootSpanName } }';
      const { trace } = await open().people.globex.admin.data(query, { traceId });
      expect(trace).toEqual({ rootSpanName: 'globex root' });
    });
  });

  describe("ids of acme's within a command for one's own", () => {
    it('make no difference to ids of nothing, and lead nowhere', async () => {
      const { people, names, secrets, superuser } = open();
      await quiet(superuser);
      const before = await fingerprint(open().superuser, 'acme');
      const { admin, service } = people.globex;
      const projectId = await createProject(admin);
      for (const foreign of [names.acme, names.nobody]) {
        const item = {
          reviewRequestId: names.globex.reviews.sentBack,
          itemId: foreign.changeItemId,
        };
        const query = `mutation ($item: ResolveChangeRequestItemInput!, $project: UpdateProjectInput!, $role: AssignRoleInput!) {
          resolveChangeRequestItem(input: $item) { userErrors { code message } }
          updateProject(input: $project) { project { owner { displayName } } userErrors { code } }
          assignRole(input: $role) { user { roles { project { name } } } userErrors { code } }
        }`;
        const project = { projectId, ownerUserId: foreign.adminId };
        const role = {
          userId: names.globex.reviewerId,
          role: 'VIEWER',
          projectId: foreign.projectId,
        };
        const asked = { item, project, role };
        const refused = await service.ask(query, asked);
        const { data, errors } = await admin.ask(query, asked);
        expect(errors).toBeUndefined();
        expect(leaks(secrets, JSON.stringify([refused, data]), asked)).toEqual([]);
        expect(refused.data.resolveChangeRequestItem.userErrors).toMatchObject([
          { code: 'NOT_FOUND' },
        ]);
        expect(data.updateProject).toEqual({ project: { owner: null }, userErrors: [] });
        expect(data.assignRole.userErrors).toEqual([]);
      }
      await quiet(superuser);
      expect(await fingerprint(open().superuser, 'acme')).toEqual(before);
    });
  });
}

const idFields = [
  ['id', 'approvalRequest'],
  ['id', 'incident'],
  ['id', 'project'],
  ['id', 'reviewRequest'],
  ['traceId', 'trace'],
] as const;
type IdField = (typeof idFields)[number][1];

const typeOf = (field: IdField) =>
  field === 'trace' ? 'TraceRecord' : `${field[0]?.toUpperCase()}${field.slice(1)}`;

function idOf(field: IdField, of: World['names']['acme']): unknown {
  const [args = {}] = queryRecipes[`Query.${field}`]?.attacks(of) ?? [];
  return Object.values<Arguments[string]>(args)[0];
}

function byId(world: World, victim: 'acme' | 'nobody') {
  return idFields.flatMap(([, field]) =>
    requestsAgainst(world, `Query.${field}`, world.names[victim]).slice(0, 1),
  );
}
