import { describe, expect, it } from 'vitest';
import { demoCast, findDemoPerson, knownDemoPeople } from './demo-cast.ts';

describe('the demo cast', () => {
  it('is these nine, with these roles', () => {
    const told = demoCast.map(({ tenant, user, kind, roles }) =>
      [tenant ?? '-', user, kind, ...roles].join(' '),
    );

    expect(told).toEqual([
      'acme ada PERSON APPROVER TENANT_ADMIN',
      'acme ben PERSON REVIEWER',
      'acme cleo PERSON VIEWER',
      'acme olga PERSON RUNTIME_OPERATOR',
      'acme factory SERVICE SERVICE',
      'globex eve PERSON APPROVER TENANT_ADMIN',
      'globex gus PERSON REVIEWER FACTORY_OPERATOR',
      'globex plant SERVICE SERVICE',
      '- petra PERSON PLATFORM_OPERATOR',
    ]);
  });

  it('is found by tenant and name together', () => {
    expect(findDemoPerson({ tenant: 'acme', user: 'ada' })?.displayName).toBe('Ada');
    expect(findDemoPerson({ user: 'petra' })?.tenant).toBeNull();
  });

  it.each([
    { tenant: 'globex', user: 'ada' },
    { tenant: 'acme', user: 'Ada' },
    { tenant: 'acme', user: 'petra' },
    { tenant: null, user: 'ada' },
    { user: 'ada' },
    { tenant: '', user: 'petra' },
  ])('has nobody at %j', (who) => {
    expect(findDemoPerson(who)).toBeUndefined();
  });

  it('can be told in a sentence', () => {
    expect(knownDemoPeople()).toBe(
      'Known are ada, ben, cleo, olga, factory (acme), eve, gus, plant (globex) and petra (no tenant).',
    );
  });
});
