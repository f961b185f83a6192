import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestControlPlane, type TestControlPlane } from './control-plane.ts';

let plane: TestControlPlane;
beforeAll(async () => {
  plane = await openTestControlPlane(true);
});
afterAll(() => plane?.stop());

const about = 'tenant { id status pendingSteps provisionedAt version }';
const initech = {
  slug: 'initech',
  displayName: 'Initech',
  region: 'eu-central',
  administrator: { name: 'Bill', email: 'Bill@Initech.example' },
};

/** Waits until the tenant's log holds an event of the type. */
async function happened(tenantId: string, eventType: string): Promise<void> {
  const events = plane.runtime.services.spine.subscribe(tenantId, {
    after: 0,
    filter: ({ event }) => event.eventType === eventType,
  });
  await events.next();
  await events.return?.();
}

describe('a new tenant', () => {
  it('is provisioned, waits for its administrator to be invited, and then becomes active', async () => {
    const provisioned = await plane.mutate('petra', 'provisionTenant', initech, about);
    await happened('initech', 'TenantProvisioningStepCompleted');
    const activated = await plane.mutate('petra', 'activateTenant', { tenantId: 'initech' }, about);

    expect(provisioned).toMatchObject({
      tenant: { id: 'initech', status: 'PROVISIONING', pendingSteps: ['ADMINISTRATOR_INVITED'] },
      userErrors: [],
    });
    expect(activated).toMatchObject({
      tenant: { status: 'ACTIVE', pendingSteps: [], version: 3 },
      userErrors: [],
    });
  });

  it('cannot become active while its own database is missing', async () => {
    const dedicated = { ...initech, slug: 'vandelay', isolationModel: 'DEDICATED' };
    await plane.mutate('petra', 'provisionTenant', dedicated, about);
    await happened('vandelay', 'TenantProvisioningStepCompleted');

    const refused = await plane.mutate('petra', 'activateTenant', { tenantId: 'vandelay' }, about);

    expect(refused).toMatchObject({ tenant: null, userErrors: [{ code: 'ILLEGAL_TRANSITION' }] });
    expect(refused.userErrors[0].message).toContain('DATABASE_CREATED');
  });

  it('cannot have the slug of another', async () => {
    const refused = await plane.mutate(
      'petra',
      'provisionTenant',
      { ...initech, slug: 'acme' },
      about,
    );

    expect(refused).toMatchObject({
      tenant: null,
      userErrors: [{ code: 'ALREADY_EXISTS', field: ['slug'] }],
    });
  });

  it.each(['Acme', 'platform', "a'; drop schema tenancy; --"])(
    'cannot have the slug %s',
    async (slug) => {
      const refused = await plane.mutate('petra', 'provisionTenant', { ...initech, slug }, about);

      expect(refused.userErrors).toMatchObject([{ code: 'INVALID_INPUT', field: ['slug'] }]);
    },
  );
});

describe('the life of a tenant', () => {
  it.each(['acme', 'nobody-at-all'])(
    'is no business of its people, who do not even learn whether %s is there',
    async (tenantId) => {
      for (const who of ['acme/ada', 'globex/eve'] as const) {
        const { userErrors } = await plane.mutate(who, 'suspendTenant', { tenantId }, about);

        expect(userErrors).toMatchObject([{ code: 'FORBIDDEN' }]);
      }
    },
  );

  it('goes on for a platform operator, who is told when a tenant is not there', async () => {
    const { userErrors } = await plane.mutate(
      'petra',
      'suspendTenant',
      { tenantId: 'nobody-at-all' },
      about,
    );

    expect(userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
  });

  it.each(['No Such', 'platform'])(
    'is refused for %s, which no tenant can be',
    async (tenantId) => {
      const { userErrors } = await plane.mutate('petra', 'suspendTenant', { tenantId }, about);

      expect(userErrors).toMatchObject([{ code: 'INVALID_INPUT', field: ['tenantId'] }]);
    },
  );

  it('takes a version it is expected at', async () => {
    const { tenant } = await plane.data('globex/eve', '{ tenant { version } }');
    const expecting = (expectedVersion: number) =>
      plane.mutate('petra', 'placeLegalHold', { tenantId: 'globex', expectedVersion }, about);

    expect((await expecting(tenant.version - 1)).userErrors).toMatchObject([
      { code: 'STALE_VERSION' },
    ]);
    expect((await expecting(tenant.version)).userErrors).toEqual([]);
  });

  it('does not end under a legal hold', async () => {
    const ending = () => plane.mutate('petra', 'retireTenant', { tenantId: 'globex' }, about);

    expect((await ending()).userErrors).toMatchObject([{ code: 'LEGAL_HOLD' }]);
    await plane.mutate('petra', 'liftLegalHold', { tenantId: 'globex' }, about);
    expect((await ending()).tenant.status).toBe('RETIRED');
  });
});

describe('what a platform operator sees of a tenant', () => {
  it('is the tenant he has changed, and nothing in it', async () => {
    const mutation = `mutation { placeLegalHold(input: { tenantId: "acme" }) {
      tenant { id hasLegalHold contacts { email } projects { nodes { id } } } } }`;

    const { data, errors } = await plane.ask('petra', mutation);

    expect(data?.placeLegalHold.tenant).toEqual({
      id: 'acme',
      hasLegalHold: true,
      contacts: null,
      projects: null,
    });
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });

  it.each([
    'viewer { id }',
    'tenant { id }',
    'users { nodes { id } }',
    'projects { nodes { id } }',
  ])('is no { %s }', async (field) => {
    const { data, errors } = await plane.ask('petra', `{ ${field} }`);

    expect(Object.values(data ?? {})).toEqual([null]);
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });
});

describe('the settings and contacts of a tenant', () => {
  const key = 'review.slaHours.CRITICAL';

  it('are changed by its administrators', async () => {
    const set = await plane.mutate(
      'acme/ada',
      'updateTenantSetting',
      { key, value: '2' },
      'tenant { settings { key value } }',
    );
    const refused = await plane.mutate('acme/ben', 'updateTenantSetting', { key }, about);

    expect(set.tenant.settings).toEqual([{ key, value: '2' }]);
    expect(refused.userErrors).toMatchObject([{ code: 'FORBIDDEN' }]);
    const reset = await plane.mutate(
      'acme/ada',
      'updateTenantSetting',
      { key },
      'tenant { settings { key } }',
    );
    expect(reset.tenant.settings).toEqual([]);
  });

  it('show addresses to administrators only', async () => {
    const dot = { name: 'Dot', email: 'Dot@Acme.example', role: 'SECURITY' };
    const added = await plane.mutate(
      'acme/ada',
      'addTenantContact',
      dot,
      'tenant { contacts { email } }',
    );

    expect(added.tenant.contacts).toContainEqual({ email: 'dot@acme.example' });
    expect(await plane.data('acme/cleo', '{ tenant { displayName contacts { email } } }')).toEqual({
      tenant: { displayName: 'Acme', contacts: null },
    });
  });
});
