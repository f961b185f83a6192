import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client, Subscription } from '../support/client.ts';
import { openTestFactory, type TestFactory } from '../support/factory.ts';
import { createProject, done, requestReview } from '../support/operations.ts';

let factory: TestFactory;
beforeAll(async () => {
  factory = await openTestFactory();
});
afterAll(() => factory?.stop());

const live = `subscription ($after: String) {
  reviewQueueUpdated(after: $after) { event reviewRequest { id } }
}`;

/** Follows the queue from this moment on: what is committed after the call is seen. */
async function follow(client: Client): Promise<Subscription> {
  const { reviewQueue } = await client.data('{ reviewQueue(first: 1) { liveCursor } }');
  return client.subscribe(live, { after: reviewQueue.liveCursor });
}

describe('a live stream', () => {
  it('stops when a role is revoked, and delivers nothing committed later', async () => {
    const ada = await factory.as('acme', 'ada');
    const ben = await factory.as('acme', 'ben');
    const service = await factory.as('acme', 'factory');
    const projectId = await createProject(ada);
    const { viewer } = await ben.data('{ viewer { id } }');
    const updates = await follow(ben);
    const before = await requestReview(service, projectId);
    const first = await updates.next();
    const others = await follow(ada);

    await done(ada, 'revokeRole', { userId: viewer.id, role: 'REVIEWER' }, 'user { id }');
    const reason = await updates.ended;
    const later = await requestReview(service, projectId);

    // The stream of somebody who keeps her role goes on.
    const { data } = await others.next();
    others.stop();
    expect(data.reviewQueueUpdated.reviewRequest.id).toBe(later.id);
    expect(first.data.reviewQueueUpdated.reviewRequest.id).toBe(before.id);
    expect(reason).toMatchObject({ code: 4403 });
    await expect(updates.next()).rejects.toThrow('The subscription ended.');
    await done(ada, 'assignRole', { userId: viewer.id, role: 'REVIEWER' }, 'user { id }');
  });

  it('stops when a user is disabled, whose token then opens nothing', async () => {
    const ada = await factory.as('acme', 'ada');
    const olga = await factory.as('acme', 'olga');
    const { viewer } = await olga.data('{ viewer { id } }');
    const updates = await follow(olga);
    const service = await factory.as('acme', 'factory');
    await requestReview(service, await createProject(ada));
    await updates.next();

    await done(ada, 'disableUser', { userId: viewer.id }, 'user { status }');

    expect(await updates.ended).toMatchObject({ code: 4403 });
    const { errors } = await olga.ask('{ viewer { id } }');
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });

  it('stops when the tenant is suspended, and the tenant opens again when it is resumed', async () => {
    const petra = await factory.as(null, 'petra');
    const eve = await factory.as('globex', 'eve');
    const plant = await factory.as('globex', 'plant');
    const updates = await follow(eve);
    await requestReview(plant, await createProject(eve));
    await updates.next();

    await done(petra, 'suspendTenant', { tenantId: 'globex' }, 'tenant { status }');

    expect(await updates.ended).toMatchObject({ code: 4403 });
    const refused = await eve.ask('{ viewer { id } }');
    expect(refused.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    await done(petra, 'resumeTenant', { tenantId: 'globex' }, 'tenant { status }');
    expect((await eve.data('{ tenant { status } }')).tenant.status).toBe('ACTIVE');
  });
});

describe('a platform operator', () => {
  it('reads nothing of any tenant', async () => {
    const petra = await factory.as(null, 'petra');

    for (const field of [
      'reviewQueue { nodes { id } }',
      'projects { nodes { id } }',
      'incidents { nodes { id } }',
    ]) {
      const { data, errors } = await petra.ask(`{ ${field} }`);
      expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
      expect(Object.values(data ?? {}).filter(Boolean)).toEqual([]);
    }
  });

  it('is the only one who suspends a tenant', async () => {
    const ada = await factory.as('acme', 'ada');

    const { suspendTenant } = await ada.data(
      'mutation { suspendTenant(input: { tenantId: "acme" }) { tenant { id } userErrors { code } } }',
    );

    expect(suspendTenant).toEqual({ tenant: null, userErrors: [{ code: 'FORBIDDEN' }] });
  });
});
