import { describe, expect, it } from 'vitest';
import { publicKeyOf } from '../../subgraphs/kernel/scope/keys.ts';
import { audience, claims, header, issuer, noon, ours } from '../../test/identity/access-tokens.ts';
import { forge } from '../../test/identity/forging.ts';
import { localTokenKeys } from './token-keys.ts';
import { rememberVerified, verifiedMaxAgeMs } from './verified-tokens.ts';
import { createTokenVerifier } from './verify-token.ts';

const seconds = noon / 1_000;
const tokenFor = (forSeconds: number, more: object = {}) =>
  forge(header, { ...claims, exp: seconds + forSeconds, ...more }, ours);

/** The real check with and without memory, the issuer's keys, and how often they were asked for. */
function open() {
  const time = { now: noon };
  const clock = () => time.now;
  const issuerOf = { isKeyPublished: true, asked: 0 };
  const keys: typeof find = (...of) => {
    issuerOf.asked += 1;
    return find(...of);
  };
  const find = (...of: Parameters<ReturnType<typeof localTokenKeys>>) =>
    localTokenKeys({ keys: issuerOf.isKeyPublished ? [{ ...publicKeyOf(ours) }] : [] })(...of);
  const check = createTokenVerifier({ issuer, audience, keys, clock });
  return { time, issuerOf, check, verify: rememberVerified(check, { clock }) };
}

describe('a token that was verified', () => {
  it('is not verified again, and proves the same', async () => {
    const { verify, check, issuerOf } = open();
    const token = tokenFor(300);

    const first = await verify(token);
    for (let time = 0; time < 100; time += 1) expect(await verify(token)).toBe(first);

    expect(issuerOf.asked).toBe(1);
    expect(first).toEqual(await check(token));
  });

  it('is verified again after a minute, so that a key that was withdrawn is believed no longer', async () => {
    const { verify, issuerOf, time } = open();
    const token = tokenFor(300);
    await verify(token);
    issuerOf.isKeyPublished = false;

    time.now = noon + verifiedMaxAgeMs - 1;
    await expect(verify(token)).resolves.toMatchObject({ subject: 'ada' });
    time.now = noon + verifiedMaxAgeMs;
    await expect(verify(token)).rejects.toThrow(/a key that its issuer does not publish/);
    await expect(verify(token)).rejects.toThrow(/a key that its issuer does not publish/);
  });

  it('is not remembered beyond its end, to the millisecond', async () => {
    const { verify, issuerOf, time } = open();
    const token = tokenFor(20);
    await verify(token);

    time.now = noon + 19_999;
    await verify(token);
    expect(issuerOf.asked).toBe(1);
    time.now = noon + 20_000;
    await verify(token);
    expect(issuerOf.asked).toBe(2);
  });

  it('is accepted and refused at the same moments as without memory', async () => {
    const told = async (verdict: Promise<unknown>) =>
      verdict.then(
        () => 'accepted',
        (error: Error) => error.message,
      );
    const { verify, check, time } = open();
    const token = tokenFor(90);

    for (let ms = -31_000; ms <= 125_000; ms += 500) {
      time.now = noon + ms;
      expect([ms, await told(verify(token))]).toEqual([ms, await told(check(token))]);
    }
  });

  it('does not speak for another', async () => {
    const { verify } = open();

    expect((await verify(tokenFor(300))).subject).toBe('ada');
    expect((await verify(tokenFor(300, { sub: 'ben' }))).subject).toBe('ben');
    await expect(verify(`${tokenFor(300)}A`)).rejects.toThrow();
  });
});

describe('a token that was refused', () => {
  it('is verified anew each time', async () => {
    const { verify, issuerOf } = open();
    const token = tokenFor(300);
    issuerOf.isKeyPublished = false;
    await expect(verify(token)).rejects.toThrow();

    issuerOf.isKeyPublished = true;
    await expect(verify(token)).resolves.toMatchObject({ subject: 'ada' });
  });
});
