import { describe, expect, it } from 'vitest';
import { keyOf, renewing, signInWith } from './session.ts';

const noon = Date.parse('2026-01-31T12:00:00.000Z');
const issuedAt = (time: number, token: string) => ({
  token,
  expiresAt: new Date(time + 300_000).toISOString(),
});

describe('a token about to expire', () => {
  it('is not renewed while it is good for more than half a minute', async () => {
    const issue = () => Promise.reject(new Error('asked too early'));
    const token = renewing(issue, issuedAt(noon, 'first'), () => noon + 269_000);

    expect(await token()).toBe('first');
  });

  it('is renewed once for all who wait, and then kept', async () => {
    let now = noon + 271_000;
    let count = 0;
    const issue = async () => issuedAt(now, `renewed ${++count}`);
    const token = renewing(issue, issuedAt(noon, 'first'), () => now);

    expect(await Promise.all([token(), token()])).toEqual(['renewed 1', 'renewed 1']);
    expect(await token()).toBe('renewed 1');
    now += 271_000;
    expect(await token()).toBe('renewed 2');
  });

  it('is asked for again after the issuer failed', async () => {
    const answers = [Promise.reject(new Error('down')), issuedAt(noon + 300_000, 'second try')];
    const issue = async () => answers.shift() ?? Promise.reject(new Error('asked too often'));
    const token = renewing(issue, issuedAt(noon, 'first'), () => noon + 300_000);

    await expect(token()).rejects.toThrow('down');
    expect(await token()).toBe('second try');
  });

  it('may tell its expiry in epoch milliseconds', async () => {
    const issue = () => Promise.reject(new Error('asked too early'));
    const token = renewing(issue, { token: 'first', expiresAt: noon + 300_000 }, () => noon);

    expect(await token()).toBe('first');
  });
});

describe('signing in with a token from elsewhere', () => {
  const tokenOf = (claims: object) => {
    const bytes = new TextEncoder().encode(JSON.stringify(claims));
    const payload = btoa(String.fromCharCode(...bytes))
      .replaceAll('+', '-')
      .replaceAll('/', '_');
    return `header.${payload}.signature`;
  };

  it('shows the name and tenant that the token claims', () => {
    const { person } = signInWith(tokenOf({ sub: '0192', name: 'Zoë Ÿ', tid: 'acme' }));

    expect(person).toEqual({ displayName: 'Zoë Ÿ', tenant: 'acme', roles: [] });
  });

  it('shows the subject when there is no name, and no tenant when there is none', () => {
    expect(signInWith(tokenOf({ sub: '0192', tid: 7 })).person).toEqual({
      displayName: '0192',
      tenant: undefined,
      roles: [],
    });
  });

  it.each(['', 'opaque', 'a.%%%.c', 'a.bm90IGpzb24.c', 'a.bnVsbA.c'])(
    'takes %j as it is',
    async (token) => {
      const session = signInWith(token);

      expect(session.person.displayName).toBe('Bearer of a token');
      expect(await session.token()).toBe(token);
    },
  );
});

describe('naming a member of the cast', () => {
  const member = { user: 'ada', displayName: 'Ada', roles: [] };

  it('tells two of the same name in two tenants apart', () => {
    expect(keyOf({ ...member, tenant: 'acme' })).toBe('acme/ada');
    expect(keyOf({ ...member, tenant: 'globex' })).toBe('globex/ada');
    expect(keyOf({ ...member, tenant: null })).toBe('platform/ada');
  });
});
