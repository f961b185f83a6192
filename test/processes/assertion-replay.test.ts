import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { readPrivateKeys } from '../../subgraphs/kernel/scope/keys.ts';
import { createScope } from '../../subgraphs/kernel/scope/scope.ts';
import { writeScopeHeaders } from '../../subgraphs/kernel/scope/scope-headers.ts';
import {
  type AssertionSigner,
  createAssertionSigner,
} from '../../subgraphs/kernel/scope/signer.ts';
import { type CloneSet, cloneDatabases } from '../support/clones.ts';
import { runFile, type TestProcess } from '../support/process.ts';

// Two copies of one subgraph, as two processes that share a database and Redis, and whoever has overheard a request
// of the gateway.

let clones: CloneSet;
let keys: string;
let gateway: AssertionSigner;
const running: TestProcess[] = [];
let one: string;
let other: string;

const scope = createScope(
  {
    tenantId: 'acme',
    actor: {
      userId: randomUUID(),
      kind: 'PERSON',
      grants: [{ role: 'TENANT_ADMIN', projectId: null }],
    },
    grantsEpoch: 1,
  },
  { requestId: 'r-1', traceId: 'ab'.repeat(16), correlationId: 'c-1', deadlineAt: null },
);

beforeAll(async () => {
  clones = await cloneDatabases(inject('superuserUrl'));
  keys = mkdtempSync(join(tmpdir(), 'keys-'));
  expect(await runFile('subgraphs/make-keys.ts', [keys], {}).exited).toBe(0);
  const privateKeys = await readPrivateKeys(join(keys, 'private', 'gateway.json'));
  gateway = await createAssertionSigner({ privateKeys });
  [one, other] = await Promise.all([startCopy(), startCopy()]);
});
afterAll(async () => {
  await Promise.all(running.map((copy) => copy.kill('SIGTERM')));
  await clones?.drop();
  rmSync(keys, { recursive: true, force: true });
});

async function startCopy(): Promise<string> {
  const urls = clones.urls['control-plane'];
  const copy = runFile('subgraphs/main.ts', ['control-plane'], {
    CONTROL_PLANE_DATABASE_URL: urls.app,
    CONTROL_PLANE_DATABASE_SEQUENCER_URL: urls.sequencer,
    CONTROL_PLANE_DATABASE_READER_URL: urls.reader,
    CONTROL_PLANE_DATABASE_JOBS_URL: urls.jobs,
    REDIS_URL: inject('redisUrl'),
    SIGNING_KEY_PATH: join(keys, 'private', 'control-plane.json'),
    PUBLIC_KEYS_DIR: join(keys, 'public'),
    STUDIO_URL: 'http://127.0.0.1:1',
    PORT: '0',
  });
  running.push(copy);
  return (await copy.waitFor(/listens on (http:\S+)/))[1] ?? '';
}

/** A mutation as the gateway would send it, to be sent as often as one likes. */
async function overheard() {
  const email = `${randomUUID()}@acme.example`;
  const body = JSON.stringify({
    query: `mutation { inviteUser(input: { email: "${email}", displayName: "Zoe", roles: [{ role: VIEWER }] }) {
      userErrors { code } } }`,
  });
  const make = async () => {
    const assertion = await gateway.forMutation(scope, 'control-plane', body);
    const headers = writeScopeHeaders(scope, { assertion, spanId: 'cd'.repeat(8) });
    return async (url: string) => {
      const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body });
      return [response.status, await response.text()] as const;
    };
  };
  return { send: await make(), sendAnew: await make() };
}

const used = [401, 'The assertion was used before.\n'];

describe('an assertion for a mutation', () => {
  it('is accepted once, by whichever copy: not again by it, by another, or by one started since', async () => {
    const { send, sendAnew } = await overheard();

    expect(await send(one)).toEqual([200, '{"data":{"inviteUser":{"userErrors":[]}}}']);
    expect(await send(one)).toEqual(used);
    expect(await send(other)).toEqual(used);
    expect(await send(await startCopy())).toEqual(used);
    // The same body by an assertion of its own is heard, and told that it was done before.
    expect(await sendAnew(other)).toEqual([
      200,
      '{"data":{"inviteUser":{"userErrors":[{"code":"ALREADY_EXISTS"}]}}}',
    ]);
  });

  it('is accepted once, however many come at the same moment to both', async () => {
    const { send } = await overheard();

    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) => send(index % 2 === 0 ? one : other)),
    );

    expect(answers.filter(([status]) => status === 200)).toHaveLength(1);
    expect(answers.filter(([status]) => status === 401)).toHaveLength(39);
  });
});
