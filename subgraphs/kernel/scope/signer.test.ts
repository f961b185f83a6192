import { describe, expect, it } from 'vitest';
import { opened } from '../../../test/identity/forging.ts';
import type { Actor } from '../authority.ts';
import { generatePrivateKey } from './keys.ts';
import type { ScopeIdentity } from './scope.ts';
import { bodyHash, createAssertionSigner } from './signer.ts';

const noon = Date.parse('2026-01-31T12:00:00.900Z');
const keys = [await generatePrivateKey(), await generatePrivateKey()];

const ben: Actor = {
  userId: '01890a5d-ac96-774b-bcce-b302099a8057',
  kind: 'PERSON',
  grants: [
    { role: 'REVIEWER', projectId: null },
    { role: 'APPROVER', projectId: '01890a5d-ac96-774b-bcce-b302099a8058' },
  ],
};
const inAcme: ScopeIdentity = { tenantId: 'acme', actor: ben, grantsEpoch: 7 };

async function signerAt(time: { now: number }) {
  return await createAssertionSigner({ privateKeys: keys, clock: () => time.now });
}

describe('an assertion for queries', () => {
  it('says who acts where with which grants, to one subgraph, for 30 s', async () => {
    const signer = await signerAt({ now: noon });

    const { header, claims } = opened(await signer.forQuery(inAcme, 'studio'));

    expect(header).toEqual({ alg: 'EdDSA', typ: 'fsi+jwt', kid: keys[0]?.kid });
    expect(claims).toEqual({
      iss: 'gateway',
      aud: 'studio',
      ops: 'query',
      sub: ben.userId,
      knd: 'PERSON',
      tid: 'acme',
      grt: [
        ['REVIEWER', null],
        ['APPROVER', '01890a5d-ac96-774b-bcce-b302099a8058'],
      ],
      mep: 7,
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
      iat: 1_769_860_800,
      nbf: 1_769_860_800,
      exp: 1_769_860_830,
    });
  });

  it('is used again for just under 20 s, whoever makes the request of the same principal', async () => {
    const time = { now: noon };
    const signer = await signerAt(time);
    const first = await signer.forQuery(inAcme, 'studio');

    time.now = noon + 19_999;
    expect(await signer.forQuery({ ...inAcme, actor: { ...ben } }, 'studio')).toBe(first);

    time.now = noon + 20_000;
    expect(await signer.forQuery(inAcme, 'studio')).not.toBe(first);
  });

  it('is signed once for many that ask at the same time', async () => {
    const signer = await signerAt({ now: noon });

    const tokens = await Promise.all(
      Array.from({ length: 50 }, () => signer.forQuery(inAcme, 'studio')),
    );

    expect(new Set(tokens).size).toBe(1);
  });

  it.each<[string, ScopeIdentity, string]>([
    ['another subgraph', inAcme, 'observability'],
    ['another tenant', { ...inAcme, tenantId: 'globex' }, 'studio'],
    ['another person', { ...inAcme, actor: { ...ben, userId: 'another' } }, 'studio'],
    ['another kind of principal', { ...inAcme, actor: { ...ben, kind: 'SERVICE' } }, 'studio'],
    ['other grants', { ...inAcme, actor: { ...ben, grants: [] } }, 'studio'],
    ['a newer epoch', { ...inAcme, grantsEpoch: 8 }, 'studio'],
    ['a token that narrows', { ...inAcme, actor: { ...ben, scopes: [] } }, 'studio'],
  ])('is never used for %s', async (_what, identity, audience) => {
    const signer = await signerAt({ now: noon });
    const first = await signer.forQuery(inAcme, 'studio');

    expect(await signer.forQuery(identity, audience)).not.toBe(first);
  });

  it('names the permissions a token narrows to', async () => {
    const signer = await signerAt({ now: noon });
    const narrowed = { ...inAcme, actor: { ...ben, scopes: ['review:claim'] as const } };

    expect(opened(await signer.forQuery(narrowed, 'studio')).claims['scp']).toEqual([
      'review:claim',
    ]);
  });

  it('is refused when it would not fit into a header', async () => {
    const signer = await signerAt({ now: noon });
    const grants = Array.from({ length: 300 }, () => ({
      role: 'REVIEWER' as const,
      projectId: ben.userId,
    }));
    const overloaded = { ...inAcme, actor: { ...ben, grants } };

    await expect(signer.forQuery(overloaded, 'studio')).rejects.toThrow(/more grants than/);
  });
});

describe('an assertion for a mutation', () => {
  it('is bound to the exact body', async () => {
    const signer = await signerAt({ now: noon });

    const { claims } = opened(await signer.forMutation(inAcme, 'studio', '{"query":"ü"}'));

    expect(claims['ops']).toBe('mutation');
    expect(claims['qh']).toBe(bodyHash(Buffer.from('{"query":"ü"}')));
    expect(claims['qh']).toBe('b1PSc6x__46onaHuD7gnp_PZkmP3Z7HjTdgSII28RxA');
  });

  it('is never the same twice, not even for the same body', async () => {
    const signer = await signerAt({ now: noon });

    const [one, two] = await Promise.all(
      [1, 2].map(() => signer.forMutation(inAcme, 'studio', 'body')),
    );

    expect(one).not.toBe(two);
    expect(opened(one ?? '').claims['jti']).not.toBe(opened(two ?? '').claims['jti']);
  });
});

describe('a signer', () => {
  it('is refused without a key', async () => {
    await expect(createAssertionSigner({ privateKeys: [] })).rejects.toThrow(/has no key/);
  });
});
