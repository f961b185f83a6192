import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { Services } from '../../subgraphs/kernel/context.ts';
import { openLog } from '../../subgraphs/kernel/log.ts';
import { newApiToken } from '../../subgraphs/kernel/scope/api-token.ts';
import { createSubgraph, type InternalResponse } from '../../subgraphs/kernel/subgraph.ts';
import { localPort } from '../fetch/local.ts';
import { apiTokenMaxAgeMs, apiTokensOf } from './api-tokens.ts';
import { createBearerVerifier } from './verify-bearer.ts';

const noon = Date.parse('2026-01-31T12:00:00.000Z');
const id = '0198c0de-0000-7000-8000-000000000001';
const token = newApiToken('acme', id);
const wrong = () => newApiToken('acme', id).text;
const answer = (status: number, body = ''): InternalResponse => ({
  status,
  contentType: 'text/plain',
  body,
});
const good = (more: object = {}) =>
  answer(
    200,
    JSON.stringify({
      subject: 'ada',
      scopes: ['tenant:read'],
      expiresAt: noon + 3_600_000,
      ...more,
    }),
  );

/** A Control Plane that knows the token unless told otherwise, and what it was asked. */
function open() {
  const asked: string[] = [];
  const time = { now: noon };
  const plane = { say: async (): Promise<InternalResponse> => good() };
  const controlPlane = createSubgraph(
    {
      name: 'control-plane',
      resolvers: [],
      questions: {
        async apiToken(question) {
          asked.push(String(question));
          return question.get('hash') === token.hash ? plane.say() : answer(401, 'No.');
        },
      },
    },
    parse('type Query { hello: String }'),
    // This subgraph reads nothing, so it has no stores.
    {} as Services,
    openLog('test', 'silent'),
  );
  const port = localPort(controlPlane, async () => true);
  const now = () => time.now;
  return { asked, time, plane, tokens: apiTokensOf(port, { clock: now, now }) };
}

const isRateLimited = { extensions: { code: 'RATE_LIMITED' } };
const isRefused = { code: 'UNAUTHENTICATED', isRetriable: false };

describe('an API token', () => {
  it('proves whose it is, in which tenant, and what it narrows to', async () => {
    const { tokens } = open();

    expect(await tokens.verify(token.text)).toEqual({
      issuer: 'urn:factory:api-tokens',
      subject: 'ada',
      tenantId: 'acme',
      email: null,
      scopes: new Set(['tenant:read']),
      tokenId: id,
      expiresAt: noon + 3_600_000,
      by: 'API_TOKEN',
    });
  });

  it('is asked for by its hash: the secret leaves the gateway in no form', async () => {
    const { tokens, asked } = open();
    await tokens.verify(token.text);
    const secret = token.text.slice(-43);

    expect(asked).toEqual([`tenantId=acme&tokenId=${id}&hash=${token.hash}`]);
    expect(asked.join()).not.toContain(secret);
    expect(asked.join()).not.toContain(Buffer.from(secret, 'base64url').toString('hex'));
  });

  it('is asked for once by many at a time, and remembered', async () => {
    const { tokens, asked } = open();

    await Promise.all(Array.from({ length: 50 }, () => tokens.verify(token.text)));
    await tokens.verify(token.text);

    expect(asked).toHaveLength(1);
  });

  it('is asked for anew when what is remembered is 25 s old', async () => {
    const { tokens, asked, time, plane } = open();
    await tokens.verify(token.text);
    plane.say = async () => answer(401);

    time.now = noon + apiTokenMaxAgeMs;
    await tokens.verify(token.text);
    expect(asked).toHaveLength(1);
    time.now += 1;
    await expect(tokens.verify(token.text)).rejects.toMatchObject(isRefused);
  });

  it('ends to the millisecond, remembered or not', async () => {
    const { tokens, asked, time, plane } = open();
    plane.say = async () => good({ expiresAt: noon + 1_000 });
    await tokens.verify(token.text);

    time.now = noon + 999;
    await tokens.verify(token.text);
    time.now = noon + 1_000;
    await expect(tokens.verify(token.text)).rejects.toMatchObject(isRefused);
    expect(asked).toHaveLength(1);
  });

  it('that is malformed is refused without asking', async () => {
    const { tokens, asked } = open();

    for (const text of ['fst_', 'fst_acme', `${token.text}=`, token.text.slice(0, -1)]) {
      await expect(tokens.verify(text)).rejects.toMatchObject(isRefused);
    }
    expect(asked).toEqual([]);
  });

  it('is told from an access token by its first letters', async () => {
    const { tokens } = open();
    const verifyAccessToken = async () => Promise.reject(new Error('an access token'));
    const verify = createBearerVerifier({ verifyAccessToken, apiTokens: tokens });

    expect((await verify(token.text)).tokenId).toBe(id);
    await expect(verify('eyJh.e30.x')).rejects.toThrow('an access token');
  });
});

describe('forgetting', () => {
  const other = newApiToken('acme-2', id);

  it('asks anew for the tokens of that tenant and no other', async () => {
    const { tokens, asked, plane } = open();
    plane.say = async () => good();
    await tokens.verify(token.text);
    tokens.forget('acme-2');
    tokens.forget('acm');
    await tokens.verify(token.text);
    expect(asked).toHaveLength(1);

    tokens.forget('acme');
    await tokens.verify(token.text);

    expect(asked).toHaveLength(2);
    await expect(tokens.verify(other.text)).rejects.toMatchObject(isRefused);
  });

  it('asks anew for all when it names no tenant', async () => {
    const { tokens, asked } = open();
    await tokens.verify(token.text);

    tokens.forget(null);
    await tokens.verify(token.text);

    expect(asked).toHaveLength(2);
  });

  it('also drops a question that is on its way: its answer may be of the time before', async () => {
    const { tokens, asked, plane } = open();
    const answers: ((response: InternalResponse) => void)[] = [];
    plane.say = () => new Promise((resolve) => answers.push(resolve));

    const before = tokens.verify(token.text);
    tokens.forget('acme');
    const after = tokens.verify(token.text);
    answers[0]?.(good());
    answers[1]?.(answer(401));

    await before;
    await expect(after).rejects.toMatchObject(isRefused);
    await expect(tokens.verify(token.text)).rejects.toMatchObject(isRefused);
    expect(asked).toHaveLength(2);
  });
});

describe('a token that is not good', () => {
  it('is refused from then on without asking: it never becomes good', async () => {
    const { tokens, asked } = open();
    const text = wrong();

    for (let time = 0; time < 100; time += 1) {
      await expect(tokens.verify(text)).rejects.toMatchObject(isRefused);
    }
    expect(asked).toHaveLength(1);
  });

  it('is guessed ten times a minute, with however many at a time', async () => {
    const { tokens, asked, time } = open();
    await tokens.verify(token.text);
    asked.length = 0;
    const guesses = () => Array.from({ length: 500 }, () => tokens.verify(wrong()));

    const outcomes = await Promise.allSettled(guesses());
    expect(asked).toHaveLength(10);
    const reasons = outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason : 0));
    expect(reasons.filter(({ code }) => code === 'UNAUTHENTICATED')).toHaveLength(10);
    expect(reasons.filter(({ extensions }) => extensions?.code === 'RATE_LIMITED')).toHaveLength(
      490,
    );

    time.now += 60_000;
    await Promise.allSettled(guesses());
    expect(asked).toHaveLength(20);
  });

  it('is guessed 6,000 times a minute, with however many names', async () => {
    const { tokens, asked } = open();
    const guesses = Array.from({ length: 7_000 }, (_, index) =>
      tokens.verify(
        newApiToken('acme', `0198c0de-0000-7000-8000-${String(index).padStart(12, '0')}`).text,
      ),
    );

    await Promise.allSettled(guesses);
    expect(asked).toHaveLength(6_000);
  });

  it('keeps nobody out whose token was good before', async () => {
    const { tokens, time } = open();
    await tokens.verify(token.text);
    tokens.forget('acme');
    await Promise.allSettled(Array.from({ length: 100 }, () => tokens.verify(wrong())));

    await expect(tokens.verify(wrong())).rejects.toMatchObject(isRateLimited);
    await expect(tokens.verify(token.text)).resolves.toMatchObject({ tokenId: id });
    time.now += apiTokenMaxAgeMs + 1;
    await expect(tokens.verify(token.text)).resolves.toMatchObject({ tokenId: id });
  });
});

describe('a Control Plane that cannot tell', () => {
  it.each([403, 404, 500, 503])('and answers %i makes no token bad', async (status) => {
    const { tokens, plane } = open();
    plane.say = async () => answer(status, 'relation "api_tokens" does not exist');

    for (let time = 0; time < 20; time += 1) {
      await expect(tokens.verify(token.text)).rejects.toMatchObject({
        message: 'Your token cannot be checked at the moment; try again.',
        extensions: { code: 'SUBGRAPH_UNAVAILABLE' },
      });
    }
    plane.say = async () => good();
    await expect(tokens.verify(token.text)).resolves.toMatchObject({ tokenId: id });
  });
});
