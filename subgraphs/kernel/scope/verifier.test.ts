import { describe, expect, it } from 'vitest';
import {
  activeKeys,
  ben,
  claims,
  current,
  header,
  honest,
  inAcme,
  next,
  noon,
  studio,
} from '../../../test/identity/assertions.ts';
import { forge } from '../../../test/identity/forging.ts';
import type { Actor } from '../authority.ts';
import { importVerificationKeys, publicKeyOf } from './keys.ts';
import { scopeIdentity } from './scope.ts';
import { bodyHash, createAssertionSigner } from './signer.ts';

const seconds = noon / 1000;
const body = '{"query":"{ __typename }"}';
const query = { body, isMutation: false };
const mutation = { body, isMutation: true };

const gateway = (key = current) => createAssertionSigner({ privateKeys: [key], clock: () => noon });

describe('a query with the assertion of the gateway', () => {
  it('runs as the principal, with its grants, scopes and epoch', async () => {
    const token = await (await gateway()).forQuery(inAcme, 'studio');

    expect(await (await studio()).verify(token, query)).toEqual(inAcme);
  });

  it('runs as a platform operator outside of every tenant', async () => {
    const petra: Actor = {
      userId: ben.userId,
      kind: 'PERSON',
      grants: [{ role: 'PLATFORM_OPERATOR', projectId: null }],
    };
    const identity = scopeIdentity({ tenantId: null, actor: petra, grantsEpoch: 0 });
    const token = await (await gateway()).forQuery(identity, 'studio');

    expect(await (await studio()).verify(token, query)).toEqual(identity);
  });

  it('runs as a platform operator in a tenant, with the access by which he acts', async () => {
    const petra: Actor = {
      userId: ben.userId,
      kind: 'PERSON',
      grants: [{ role: 'RUNTIME_OPERATOR', projectId: null }],
      scopes: ['tenant:read'],
      tenantAccessId: claims.jti,
    };
    const identity = scopeIdentity({ tenantId: 'acme', actor: petra, grantsEpoch: 0 });
    const token = await (await gateway()).forMutation(identity, 'studio', body);

    expect(await (await studio()).verify(token, mutation)).toEqual(identity);
    const [, signed = ''] = token.split('.');
    expect(JSON.parse(Buffer.from(signed, 'base64url').toString())).toMatchObject({
      sub: ben.userId,
      act: { sub: ben.userId, tac: claims.jti },
    });
  });

  it('may carry any body, many times', async () => {
    const verifier = await studio();
    const token = await (await gateway()).forQuery(inAcme, 'studio');

    for (const text of ['one', 'two']) {
      expect(await verifier.verify(token, { body: text, isMutation: false })).toEqual(inAcme);
    }
  });

  it('accepts the tokens that the tables below are made from', async () => {
    expect((await (await studio()).verify(honest, query)).tenantId).toBe('acme');
  });
});

describe('remembering a verified assertion', () => {
  it('gives the very same identity without verifying again', async () => {
    const verifier = await studio();

    expect(await verifier.verify(honest, query)).toBe(await verifier.verify(honest, query));
  });

  it('ends when the assertion does', async () => {
    const time = { now: noon };
    const verifier = await studio({ clock: () => time.now });
    const first = await verifier.verify(honest, query);

    time.now = noon + 34_999;
    expect(await verifier.verify(honest, query)).toBe(first);

    time.now = noon + 35_000;
    await expect(verifier.verify(honest, query)).rejects.toThrow('The token has expired.');
  });

  it('ends when its key is taken out', async () => {
    const keys = await activeKeys();
    const verifier = await studio({ keys });
    await verifier.verify(honest, query);

    keys.delete(current.kid);

    await expect(verifier.verify(honest, query)).rejects.toThrow(/a key not in use/);
  });

  it('never lets a query pass for a mutation', async () => {
    const verifier = await studio();
    await verifier.verify(honest, query);

    await expect(verifier.verify(honest, mutation)).rejects.toThrow(/not made for a mutation/);
  });
});

describe('a mutation with the assertion of the gateway', () => {
  it('runs as the principal', async () => {
    const token = await (await gateway()).forMutation(inAcme, 'studio', body);

    expect(await (await studio()).verify(token, mutation)).toEqual(inAcme);
  });

  it('runs once, however many copies of the subgraph are asked', async () => {
    const spent = new Set<string>();
    const spend = async (id: string) => spent.size < spent.add(id).size;
    const copies = [await studio({ spend }), await studio({ spend })];
    const token = await (await gateway()).forMutation(inAcme, 'studio', body);

    const outcomes = await Promise.allSettled(
      [...copies, ...copies].map((copy) => copy.verify(token, mutation)),
    );

    const refusals = outcomes.filter(({ status }) => status === 'rejected');
    expect(refusals).toHaveLength(3);
    expect(refusals).toContainEqual({
      status: 'rejected',
      reason: expect.objectContaining({ message: 'The assertion was used before.' }),
    });
  });

  it('is remembered as spent until nobody would accept it any more', async () => {
    const asked: unknown[] = [];
    const spend = async (...given: unknown[]) => asked.push(given) > 0;
    const token = forge(header, { ...claims, ops: 'mutation', qh: bodyHash(body) }, current);

    await (await studio({ spend })).verify(token, mutation);

    expect(asked).toEqual([[claims.jti, noon + 35_000]]);
  });

  it('is refused with another body, and is not used up by the attempt', async () => {
    const verifier = await studio();
    const token = await (await gateway()).forMutation(inAcme, 'studio', body);

    await expect(verifier.verify(token, { body: `${body} `, isMutation: true })).rejects.toThrow(
      'The assertion was made for another body.',
    );
    expect(await verifier.verify(token, mutation)).toEqual(inAcme);
  });

  it('is refused for a query', async () => {
    const token = await (await gateway()).forMutation(inAcme, 'studio', body);

    await expect((await studio()).verify(token, query)).rejects.toThrow(/not made for a query/);
  });

  it('is refused without the hash of a body', async () => {
    const token = forge(header, { ...claims, ops: 'mutation' }, current);

    await expect((await studio()).verify(token, mutation)).rejects.toThrow(/another body/);
  });

  it('waits for better times when nobody can tell whether it was used', async () => {
    const spend = async () => Promise.reject(new Error('connect ECONNREFUSED'));
    const token = await (await gateway()).forMutation(inAcme, 'studio', body);

    await expect((await studio({ spend })).verify(token, mutation)).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      isRetriable: true,
    });
  });
});

describe('a rotation of keys', () => {
  it('accepts both active keys', async () => {
    const verifier = await studio();

    for (const key of [current, next]) {
      const token = await (await gateway(key)).forQuery(inAcme, 'studio');
      expect(await verifier.verify(token, query)).toEqual(inAcme);
    }
  });

  it('refuses the old key once it is taken out', async () => {
    const verifier = await studio({ keys: await importVerificationKeys([publicKeyOf(next)]) });
    const token = await (await gateway(current)).forQuery(inAcme, 'studio');

    await expect(verifier.verify(token, query)).rejects.toThrow(/a key not in use/);
  });
});

describe('the times of an assertion', () => {
  const at = (fromNoonMs: number) => studio({ clock: () => noon + fromNoonMs });

  it.each([
    ['5 s before it was made', -5_000],
    ['the moment it was made', 0],
    ['5 s after it ended, less a millisecond', 34_999],
  ])('are accepted %s', async (_when, fromNoonMs) => {
    expect((await (await at(fromNoonMs)).verify(honest, query)).tenantId).toBe('acme');
  });

  it.each([
    ['more than 5 s before it was made', -5_001, /nbf is/],
    ['5 s after it ended', 35_000, /expired/],
    ['a day later', 86_400_000, /expired/],
  ])('are refused %s', async (_when, fromNoonMs, sentence) => {
    await expect((await at(fromNoonMs)).verify(honest, query)).rejects.toThrow(sentence);
  });

  it('are refused when it says it was made later', async () => {
    const token = forge(header, { ...claims, iat: seconds + 6 }, current);

    await expect((await studio()).verify(token, query)).rejects.toThrow(/iat is/);
  });

  it('are refused when it is not to be used yet', async () => {
    const token = forge(header, { ...claims, nbf: seconds + 6 }, current);

    await expect((await studio()).verify(token, query)).rejects.toThrow(/nbf is/);
  });

  it('are refused when it was made long ago and ends late', async () => {
    const token = forge(header, { ...claims, iat: seconds - 36 }, current);

    await expect((await studio()).verify(token, query)).rejects.toThrow(/expired/);
  });
});
