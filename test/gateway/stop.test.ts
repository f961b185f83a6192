import { afterAll, beforeAll, expect, it } from 'vitest';
import { withClient } from '../../db/roles.ts';
import { type Client, openClient } from '../support/client.ts';
import { openTestFactory, type TestFactory } from '../support/factory.ts';
import { claimReview, createProject, requestReview } from '../support/operations.ts';

let factory: TestFactory;
let ada: Client;
let reviewId: string;
let stopped: Promise<void> | undefined;

beforeAll(async () => {
  factory = await openTestFactory();
  // Not one of the factory's own clients, which it would close itself.
  ada = openClient(factory.gateway.url, await factory.token('acme', 'ada'));
  const service = await factory.as('acme', 'factory');
  reviewId = (await requestReview(service, await createProject(ada))).id;
});
afterAll(() => stopped ?? factory?.stop());

it('a gateway that is stopped finishes what is under way, sends its sockets off and takes nothing new', async () => {
  const updates = ada.subscribe('subscription { reviewQueueUpdated { event } }');
  let claim: ReturnType<typeof claimReview> | undefined;
  await withClient(factory.superuserUrl('studio'), async (superuser) => {
    // The claim waits for the row, and so is under way when the gateway is told to stop.
    await superuser.query('begin');
    await superuser.query('lock table reviews.review_requests in access exclusive mode');
    claim = claimReview(ada, reviewId);
    const waiting = `select from pg_locks where not granted
      and relation = 'reviews.review_requests'::regclass`;
    while ((await superuser.query(waiting)).rowCount === 0);

    stopped = factory.stop();

    expect(await updates.ended).toMatchObject({ code: 1012 });
    await expect(fetch(`${factory.gateway.url}/livez`)).rejects.toThrow('fetch failed');
    await superuser.query('rollback');
  });

  expect(await claim).toMatchObject({ reviewRequest: { status: 'IN_REVIEW' }, userErrors: [] });
  await stopped;
});
