import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestControlPlane, type TestControlPlane, type Who } from './control-plane.ts';

let plane: TestControlPlane;
beforeAll(async () => {
  plane = await openTestControlPlane();
});
afterAll(() => plane?.stop());

const about = 'project { id version slug name description status archivedAt }';

async function create(who: Who, slug: string, more: object = {}) {
  const input = { name: slug, slug, ...more };
  return (await plane.mutate(who, 'createProject', input, about)).project;
}

describe('creating a project', () => {
  it('makes its creator the owner, in his tenant', async () => {
    const input = { name: 'Booking', slug: 'booking', description: 'Hotels.' };
    const { project } = await plane.mutate(
      'acme/ada',
      'createProject',
      input,
      'project { slug name description status owner { displayName } tenant { id } }',
    );

    expect(project).toEqual({
      ...input,
      status: 'ACTIVE',
      owner: { displayName: 'Ada' },
      tenant: { id: 'acme' },
    });
  });

  it('takes a slug once in a tenant, however often in others', async () => {
    await create('acme/ada', 'loyalty');
    const again = await plane.mutate(
      'acme/ada',
      'createProject',
      { name: 'x', slug: 'loyalty' },
      about,
    );

    expect(again).toMatchObject({
      project: null,
      userErrors: [{ code: 'ALREADY_EXISTS', field: ['slug'] }],
    });
    expect(await create('globex/eve', 'loyalty')).toMatchObject({ slug: 'loyalty' });
  });

  it('is refused to those who may not, and in a tenant that is not active', async () => {
    const asBen = await plane.mutate('acme/ben', 'createProject', { name: 'x', slug: 'xx' }, about);
    await plane.mutate('petra', 'suspendTenant', { tenantId: 'globex' }, 'tenant { status }');
    const suspended = await plane.mutate(
      'globex/eve',
      'createProject',
      { name: 'x', slug: 'xx' },
      about,
    );
    await plane.mutate('petra', 'resumeTenant', { tenantId: 'globex' }, 'tenant { status }');

    expect(asBen.userErrors).toMatchObject([{ code: 'FORBIDDEN' }]);
    expect(suspended.userErrors).toMatchObject([{ code: 'ILLEGAL_TRANSITION' }]);
    expect(await create('globex/eve', 'xx')).not.toBeNull();
  });

  it('happens once for one idempotency key', async () => {
    const input = { name: 'Once', slug: 'once', idempotencyKey: 'k-1' };
    const [first, second] = await Promise.all([
      plane.mutate('acme/ada', 'createProject', input, 'project { id createdAt }'),
      plane.mutate('acme/ada', 'createProject', input, 'project { id createdAt }'),
    ]);

    expect(first).toEqual(second);
    expect(first.userErrors).toEqual([]);
  });
});

describe('changing a project', () => {
  it('leaves alone what is not given, and takes a description away with null', async () => {
    const { id: projectId } = await create('acme/ada', 'notes', { description: 'Old.' });
    const renamed = await plane.mutate(
      'acme/ada',
      'updateProject',
      { projectId, name: 'Notes' },
      about,
    );
    const bare = await plane.mutate(
      'acme/ada',
      'updateProject',
      { projectId, description: null },
      about,
    );

    expect(renamed.project).toMatchObject({ name: 'Notes', description: 'Old.', version: 2 });
    expect(bare.project).toMatchObject({ name: 'Notes', description: null, version: 3 });
  });

  it('finds an archived project read-only until it is restored', async () => {
    const { id: projectId } = await create('acme/ada', 'attic');
    const archived = await plane.mutate('acme/ada', 'archiveProject', { projectId }, about);
    const refused = await plane.mutate(
      'acme/ada',
      'updateProject',
      { projectId, name: 'x' },
      about,
    );
    const restored = await plane.mutate('acme/ada', 'restoreProject', { projectId }, about);

    expect(archived.project).toMatchObject({ status: 'ARCHIVED', archivedAt: plane.clock.at });
    expect(refused.userErrors).toMatchObject([{ code: 'ILLEGAL_TRANSITION' }]);
    expect(restored.project).toMatchObject({ status: 'ACTIVE', archivedAt: null });
  });

  it('is refused at another version than expected', async () => {
    const { id: projectId } = await create('acme/ada', 'stale');
    const input = { projectId, name: 'x', expectedVersion: 7 };

    expect(
      (await plane.mutate('acme/ada', 'updateProject', input, about)).userErrors,
    ).toMatchObject([{ code: 'STALE_VERSION' }]);
  });

  it.each([
    ['not found in another tenant', 'NOT_FOUND'],
    ['not found under no id at all', 'NOT_FOUND'],
  ])('is %s', async (title, code) => {
    const { id } = await create('acme/ada', `foreign-${title.length}`);
    const projectId = title.includes('another') ? id : 'no-id';

    const { userErrors } = await plane.mutate('globex/eve', 'archiveProject', { projectId }, about);

    expect(userErrors).toMatchObject([{ code }]);
  });
});

describe('reading projects', () => {
  it('gives null for those of another tenant, as for those that are not there', async () => {
    const { id } = await create('acme/ada', 'secret');
    const query = 'query ($id: ID!) { project(id: $id) { id } }';

    expect((await plane.data('acme/cleo', query, { id })).project).toEqual({ id });
    expect((await plane.data('globex/eve', query, { id })).project).toBeNull();
    expect((await plane.data('acme/ada', query, { id: 'no-id' })).project).toBeNull();
  });

  it('pages through them in the order asked for, each once', async () => {
    const query = `query ($after: String) {
      projects(orderBy: { field: NAME, direction: ASC }, first: 2, after: $after) {
        nodes { name } pageInfo { hasNextPage endCursor } } }`;
    const names: string[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const { projects } = await plane.data('acme/ada', query, { after });
      names.push(...projects.nodes.map(({ name }: { name: string }) => name));
      after = projects.pageInfo.endCursor;
      more = projects.pageInfo.hasNextPage;
    }

    const { tenant } = await plane.data(
      'acme/ada',
      '{ tenant { projects(first: 100) { nodes { name } } } }',
    );
    expect(names.length).toBeGreaterThan(4);
    expect(names).toEqual(names.toSorted());
    expect(tenant.projects.nodes.map(({ name }: { name: string }) => name)).toEqual(names);
  });

  it('filters them by status and owner', async () => {
    const { id: projectId } = await create('globex/eve', 'shelf');
    await plane.mutate('globex/eve', 'archiveProject', { projectId }, about);
    const query = 'query ($filter: ProjectFilter) { projects(filter: $filter) { nodes { slug } } }';
    const found = async (filter: object) =>
      (await plane.data('globex/eve', query, { filter })).projects.nodes;

    expect(await found({ status: ['ARCHIVED'] })).toEqual([{ slug: 'shelf' }]);
    expect(await found({ status: [] })).toEqual([]);
    expect(await found({ ownerUserId: await plane.idOf('globex/gus') })).toEqual([]);
  });
});
