import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { Services } from '../../subgraphs/kernel/context.ts';
import { openLog } from '../../subgraphs/kernel/log.ts';
import { createSubgraph, type InternalResponse } from '../../subgraphs/kernel/subgraph.ts';
import { localPort } from '../fetch/local.ts';
import { principalMaxAgeMs, principalsOf } from './principals.ts';

const ada = { tenantId: 'acme', subject: 'ada', email: null };
const petra = { tenantId: null, subject: 'petra', email: null };

/** A Control Plane that answers as it is told, and the questions it was asked. */
function open(answer: (question: URLSearchParams) => Promise<InternalResponse> = known) {
  const asked: string[] = [];
  let now = 1_000;
  const controlPlane = createSubgraph(
    {
      name: 'control-plane',
      resolvers: [],
      questions: {
        principal(question) {
          asked.push(String(question));
          return answer(question);
        },
      },
    },
    parse('type Query { hello: String }'),
    // This subgraph reads nothing, so it has no stores.
    {} as Services,
    openLog('test', 'silent'),
  );
  const port = localPort(controlPlane, async () => true);
  const pass = (ms: number) => {
    now += ms;
  };
  return { asked, pass, principals: principalsOf(port, () => now) };
}

const respond = (status: number, body: string) => ({ status, contentType: 'text/plain', body });
async function known(question: URLSearchParams) {
  const userId = `${question.get('tenantId')}:${question.get('subject')}`;
  return respond(200, JSON.stringify({ userId, kind: 'PERSON', grants: [], grantsEpoch: 1 }));
}

describe('a principal', () => {
  it('is who the Control Plane says', async () => {
    const { principals, asked } = open();

    expect(await principals.find(ada)).toMatchObject({ userId: 'acme:ada', grantsEpoch: 1 });
    expect(asked).toEqual(['tenantId=acme&subject=ada']);
  });

  it('is asked for without a tenant when the token has none', async () => {
    const { principals, asked } = open();

    expect(await principals.find(petra)).toMatchObject({ userId: 'null:petra' });
    expect(asked).toEqual(['subject=petra']);
  });

  it('is asked for once by many at a time, and remembered', async () => {
    const { principals, asked } = open();

    await Promise.all(Array.from({ length: 50 }, () => principals.find(ada)));
    await principals.find(ada);

    expect(asked).toHaveLength(1);
  });

  it('is never taken for another, whatever the names', async () => {
    const { principals } = open();
    const people = [
      { tenantId: 'acme', subject: 'ada' },
      { tenantId: 'globex', subject: 'ada' },
      { tenantId: 'acme', subject: 'ada","email":"x' },
      { tenantId: 'acme', subject: '","ada' },
      { tenantId: 'acme', subject: 'null' },
      { tenantId: null, subject: 'ada' },
      { tenantId: null, subject: 'acme&tenantId=globex' },
    ];

    const found = await Promise.all(people.map((who) => principals.find({ ...who, email: null })));

    expect(found.map(({ userId }) => userId)).toEqual(
      people.map(({ tenantId, subject }) => `${tenantId}:${subject}`),
    );
  });

  it('is asked for with the verified address that the token may bear', async () => {
    const { principals, asked } = open();

    await principals.find({ ...ada, email: 'ada@acme.example' });

    expect(asked).toEqual(['tenantId=acme&subject=ada&email=ada%40acme.example']);
  });
});

describe('a principal whose API token is used', () => {
  it('is asked for apart, so that it does not count as a sign-in', async () => {
    const { principals, asked } = open();

    await principals.find({ ...ada, by: 'API_TOKEN' });
    await principals.find(ada);
    await principals.find({ ...ada, by: 'API_TOKEN' });

    expect(asked).toEqual(['tenantId=acme&subject=ada&by=API_TOKEN', 'tenantId=acme&subject=ada']);
  });
});

describe('a refusal', () => {
  it('passes the sentence on, and is not remembered', async () => {
    let isInvited = false;
    const { principals } = open(async (question) =>
      isInvited ? known(question) : respond(403, 'You are no member of this tenant.'),
    );

    await expect(principals.find(ada)).rejects.toMatchObject({
      message: 'You are no member of this tenant.',
      extensions: { code: 'FORBIDDEN' },
    });
    isInvited = true;
    await expect(principals.find(ada)).resolves.toMatchObject({ userId: 'acme:ada' });
  });

  it.each([404, 500, 503])('is not made of an answer %i', async (status) => {
    let isWell = false;
    const { principals } = open(async (question) =>
      isWell ? known(question) : respond(status, 'relation "users" does not exist'),
    );

    await expect(principals.find(ada)).rejects.toMatchObject({
      message: 'Your access cannot be checked at the moment; try again.',
      extensions: { code: 'SUBGRAPH_UNAVAILABLE' },
    });
    isWell = true;
    await expect(principals.find(ada)).resolves.toMatchObject({ userId: 'acme:ada' });
  });
});

describe('forgetting', () => {
  it('asks anew for the people of that tenant and nobody else', async () => {
    const { principals, asked } = open();
    const others = [petra, { ...ada, tenantId: 'acme-2' }, { ...ada, tenantId: 'acm' }];
    for (const who of [ada, ...others]) await principals.find(who);
    asked.length = 0;

    principals.forget('acme');
    for (const who of [ada, ...others]) await principals.find(who);

    expect(asked).toEqual(['tenantId=acme&subject=ada']);
  });

  it('asks anew for everybody when it names no tenant', async () => {
    const { principals, asked } = open();
    for (const who of [ada, petra]) await principals.find(who);

    principals.forget(null);
    for (const who of [ada, petra]) await principals.find(who);

    expect(asked).toHaveLength(4);
  });

  it('also drops a question that is on its way: its answer may be of the time before', async () => {
    const answers: ((response: InternalResponse) => void)[] = [];
    const { principals, asked } = open(() => new Promise((resolve) => answers.push(resolve)));
    const person = (epoch: number) =>
      respond(200, JSON.stringify({ userId: 'ada', grants: [], grantsEpoch: epoch }));

    const before = principals.find(ada);
    principals.forget('acme');
    const after = principals.find(ada);
    answers[0]?.(person(1));
    answers[1]?.(person(2));

    expect(asked).toHaveLength(2);
    expect(await before).toMatchObject({ grantsEpoch: 1 });
    expect(await after).toMatchObject({ grantsEpoch: 2 });
    expect(await principals.find(ada)).toMatchObject({ grantsEpoch: 2 });
  });
});

describe('what is remembered', () => {
  it('is asked for anew when it is older than five seconds', async () => {
    const { principals, asked, pass } = open();
    await principals.find(ada);

    pass(principalMaxAgeMs);
    await principals.find(ada);
    expect(asked).toHaveLength(1);
    pass(1);
    await principals.find(ada);
    expect(asked).toHaveLength(2);
  });
});
