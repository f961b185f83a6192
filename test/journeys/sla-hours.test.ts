import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withClient } from '../../db/roles.ts';
import { openTestFactory, type TestFactory } from '../support/factory.ts';
import { createProject, done, requestReview } from '../support/operations.ts';
import { runFile } from '../support/process.ts';

let factory: TestFactory;
beforeAll(async () => {
  factory = await openTestFactory();
});
afterAll(() => factory?.stop());

/** What the Studio knows of the tenants' settings, as a superuser sees it. */
async function known(): Promise<object[]> {
  return withClient(factory.superuserUrl('studio'), async (client) => {
    const { rows } = await client.query('select tenant_id, priority, hours from reviews.sla_hours');
    return rows;
  });
}

function ownerUrl(): string {
  const url = new URL(factory.superuserUrl('studio'));
  url.username = 'studio_owner';
  url.password = 'test';
  return url.href;
}

describe('the hours a tenant sets for reviews', () => {
  const acmeSix = { tenant_id: 'acme', priority: 'CRITICAL', hours: 6 };

  it('reach the Studio by events and count for its next reviews, and for no other tenant’s', async () => {
    const ada = await factory.as('acme', 'ada');
    const eve = await factory.as('globex', 'eve');
    const input = { key: 'review.slaHours.CRITICAL', value: '6' };
    await done(ada, 'updateTenantSetting', input, 'tenant { id }');
    await expect.poll(known, { timeout: 10_000 }).toEqual([acmeSix]);

    const own = await requestReview(ada, await createProject(ada), { priority: 'CRITICAL' });
    const foreign = await requestReview(eve, await createProject(eve), { priority: 'CRITICAL' });

    const hoursLeft = (dueAt: string) => (Date.parse(dueAt) - Date.now()) / 3_600_000;
    expect(hoursLeft(own.slaDueAt)).toBeGreaterThan(5);
    expect(hoursLeft(foreign.slaDueAt)).toBeLessThan(1.1);
  });

  it('are read anew from the beginning of the log when `npm run rebuild` throws them away', async () => {
    const rebuild = runFile('subgraphs/rebuild.ts', ['studio', 'sla-hours'], {
      STUDIO_DATABASE_OWNER_URL: ownerUrl(),
    });

    expect(await rebuild.exited).toBe(0);
    expect(rebuild.output()).toBe(
      'studio sla-hours is empty now and read anew by the running subgraph.\n',
    );
    await expect.poll(known, { timeout: 10_000 }).toEqual([acmeSix]);
  });

  it('are the factory’s own again when the setting is taken back', async () => {
    const ada = await factory.as('acme', 'ada');

    await done(
      ada,
      'updateTenantSetting',
      { key: 'review.slaHours.CRITICAL', value: null },
      'tenant { id }',
    );

    await expect.poll(known, { timeout: 10_000 }).toEqual([]);
  });
});
