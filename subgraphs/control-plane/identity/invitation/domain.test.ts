import { describe, expect, it } from 'vitest';
import { assertAcceptable, emailOf, invitationEnd } from './domain.ts';

const noon = new Date('2026-01-01T12:00:00.000Z');
const weekLater = new Date('2026-01-08T12:00:00.000Z');
const lastMoment = new Date('2026-01-08T11:59:59.999Z');

const invited = { email: 'ben@acme.example', invitationExpiresAt: invitationEnd(noon) };
const proof = { subject: 'oidc|ben', email: 'Ben@Acme.example' };

describe('an invitation', () => {
  it('is accepted with its address, in whatever case, until seven days are over', () => {
    expect(() => assertAcceptable(invited, proof, lastMoment)).not.toThrow();
    expect(() => assertAcceptable(invited, proof, weekLater)).toThrow(/expired/);
  });

  it.each([
    ['another address', invited, { ...proof, email: 'eve@acme.example' }],
    ['an invitation that was withdrawn', { ...invited, invitationExpiresAt: null }, proof],
    ['no address at all', { ...invited, email: null }, { ...proof, email: '' }],
  ])('is refused for %s', (_, user, given) => {
    expect(() => assertAcceptable(user, given, noon)).toThrow(/no invitation/);
  });
});

describe('an address', () => {
  it('is kept trimmed and in lower case, so that it is unique in any', () => {
    expect(emailOf(' Ben@Acme.example ')).toBe('ben@acme.example');
  });

  it.each(['nobody', ' ', 'a b@c.example', '@c.example', 'a@b', `${'x'.repeat(250)}@a.example`])(
    'is not "%s"',
    (value) => {
      expect(() => emailOf(value)).toThrow(expect.objectContaining({ field: 'email' }));
    },
  );
});
