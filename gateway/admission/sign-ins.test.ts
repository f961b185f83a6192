import { beforeEach, describe, expect, it } from 'vitest';
import { memoryEphemeral } from '../../subgraphs/kernel/ephemeral/memory.ts';
import { unauthenticated, uncheckable } from '../../subgraphs/kernel/scope/unauthenticated.ts';
import { createSignIns, type Origin, type SignIns } from './sign-ins.ts';

let now: number;
let signIns: SignIns;
let verified: string[];
const open = (trustsProxy = false) => {
  const ephemeral = memoryEphemeral({ onError: () => {} }, () => now);
  const options = { ephemeral, replicas: 1, onError: () => {}, trustsProxy };
  return createSignIns(options, { count: 10, periodMs: 60_000, burst: 3 }, () => now);
};
beforeEach(() => {
  now = 1_000;
  verified = [];
  signIns = open();
});

const here: Origin = { peer: '192.0.2.1' };
const verify = async (token: string) => {
  verified.push(token);
  if (token.startsWith('bad')) throw unauthenticated('It is no token.');
  if (token.startsWith('late')) throw uncheckable('The keys cannot be read.', null);
  return token;
};
const attempt = (token: string, from = here) =>
  signIns.attempt(from, token, verify).catch((error: Error) => error.message);

async function failThrice(from = here): Promise<void> {
  for (const token of ['bad1', 'bad2', 'bad3']) await attempt(token, from);
}

describe('failed sign-ins', () => {
  it('of one address are bounded: then no token of it is looked at for a while', async () => {
    await failThrice();
    verified.splice(0);

    expect(await attempt('bad4')).toMatch(/used up your tries to sign in for now/);
    expect(verified).toEqual([]);
    now += 6_000;
    expect(await attempt('good')).toBe('good');
  });

  it('of another address change nothing', async () => {
    await failThrice({ peer: '198.51.100.7' });

    expect(await attempt('good')).toBe('good');
  });

  it('leave alone whoever signed in before from the same address', async () => {
    await attempt('good');
    await failThrice();

    expect(await attempt('good')).toBe('good');
    expect(await attempt('good too')).toMatch(/used up/);
  });

  it('are not those of tokens that were good before, unless they are tried again', async () => {
    const revoked = new Set<string>();
    const check = async (token: string) => {
      if (revoked.has(token)) throw unauthenticated('It was revoked.');
      return token;
    };
    for (let index = 0; index < 10; index += 1) {
      await signIns.attempt(here, `token${index}`, check);
      revoked.add(`token${index}`);
      await expect(signIns.attempt(here, `token${index}`, check)).rejects.toThrow('revoked');
    }
    expect(await attempt('good')).toBe('good');

    for (let index = 0; index < 3; index += 1) {
      await expect(signIns.attempt(here, 'token0', check)).rejects.toThrow('revoked');
    }
    expect(await attempt('good too')).toMatch(/used up/);
  });

  it('are those of bad tokens, not of keys that cannot be read', async () => {
    for (let index = 0; index < 10; index += 1) await attempt(`late${index}`);

    expect(await attempt('good')).toBe('good');
  });
});

describe('the address', () => {
  const behind = (via: string): Origin => ({ ...here, via });

  it('is that of the peer, whatever anybody writes of himself', async () => {
    await failThrice(behind('203.0.113.1'));

    expect(await attempt('good', behind('203.0.113.2'))).toMatch(/used up/);
  });

  it('is the last that a trusted proxy has written', async () => {
    signIns = open(true);
    await failThrice(behind('invented, 203.0.113.1'));

    expect(await attempt('good', behind('203.0.113.1'))).toMatch(/used up/);
    expect(await attempt('good', behind('203.0.113.1, 203.0.113.2'))).toBe('good');
  });
});
