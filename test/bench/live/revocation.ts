/**
 * `npm run bench:revocation`: how soon an open socket is closed whose token has ended, or whose access was withdrawn.
 * A whole factory is started as a newcomer starts it. That nothing committed later is delivered, however soon it is
 * closed, is held by tests.
 */
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalIssuer } from '../../../gateway/identity/local-issuer.ts';
import { openRawSocket, type RawSocket } from '../../gateway/raw-socket.ts';
import { type Client, openClient } from '../../support/client.ts';
import { done } from '../../support/operations.ts';
import { median, quantile } from '../event-log-load.ts';
import { machine, markdownTable, writeSection } from '../report.ts';
import { interrupt, start } from '../start-life.ts';

const rounds = Number(process.env['ROUNDS'] ?? 20);
/** The age at which tokens of the local issuer end. */
const tokenAgeMs = 15 * 60_000;

const ranOn = machine();
const dataDirectory = await mkdtemp(join(tmpdir(), 'factory-bench-'));
// Under root the server has a user of its own, who must be able to pass through.
await chmod(dataDirectory, 0o711);
const factory = await start(dataDirectory);
const { url } = factory;

async function issue(tenant: string | null, user: string, endsInMs = tokenAgeMs) {
  const clock = () => Date.now() - tokenAgeMs + endsInMs;
  const issued = await (await createLocalIssuer({ dataDirectory, clock })).issue({ tenant, user });
  if (!issued) throw new Error(`There is no ${user}.`);
  return issued;
}

const token = async (tenant: string | null, user: string) => (await issue(tenant, user)).token;

/** A socket with a live subscription. */
async function follow(bearer: string): Promise<RawSocket> {
  const socket = await openRawSocket(url);
  await socket.init(bearer);
  socket.subscribe('live', 'subscription { reviewQueueUpdated { cursor } }');
  socket.subscribe('who', '{ viewer { id } }');
  await socket.next();
  return socket;
}

/** Milliseconds from the moment that `cause` gives until the socket is closed with the code. */
async function closedAfter(
  socket: RawSocket,
  code: number,
  cause: () => Promise<number>,
): Promise<number> {
  const closed = once(socket.socket, 'close').then(([found]) => [found, performance.now()]);
  const from = await cause();
  const [found, at] = await closed;
  if (found !== code) throw new Error(`It was closed with ${found} instead of ${code}.`);
  return Math.max(0, Number(at) - from);
}

/** Resolves when the mutation is answered, with the moment. */
async function now(by: Client, name: string, input: object, selection: string): Promise<number> {
  await done(by, name, input, selection);
  return performance.now();
}

const ada = openClient(url, await token('acme', 'ada'));
const petra = openClient(url, await token(null, 'petra'));

/** Tries until somebody's access is back. */
async function untilAllowed(tenant: string, user: string): Promise<string> {
  const client = openClient(url, await token(tenant, user));
  for (;;) {
    const { data } = await client.ask('{ viewer { id } }');
    if (data?.viewer) {
      await client.close();
      return data.viewer.id;
    }
  }
}

const cases: readonly (readonly [string, number, () => Promise<number>])[] = [
  [
    'the token has expired',
    1_000,
    async () => {
      const short = await issue('acme', 'cleo', 2_500);
      const socket = await follow(short.token);
      const endsAt = performance.now() + short.expiresAt - Date.now();
      return closedAfter(socket, 4401, async () => endsAt);
    },
  ],
  [
    'a role was revoked',
    2_000,
    async () => {
      const role = { userId: await untilAllowed('acme', 'ben'), role: 'REVIEWER' };
      const socket = await follow(await token('acme', 'ben'));
      const took = await closedAfter(socket, 4403, () =>
        now(ada, 'revokeRole', role, 'user { id }'),
      );
      await done(ada, 'assignRole', role, 'user { id }');
      return took;
    },
  ],
  [
    'a user was disabled',
    2_000,
    async () => {
      const userId = await untilAllowed('acme', 'olga');
      const socket = await follow(await token('acme', 'olga'));
      const took = await closedAfter(socket, 4403, () =>
        now(ada, 'disableUser', { userId }, 'user { id }'),
      );
      await done(ada, 'enableUser', { userId }, 'user { id }');
      return took;
    },
  ],
  [
    'a tenant was suspended',
    2_000,
    async () => {
      await untilAllowed('globex', 'eve');
      const socket = await follow(await token('globex', 'eve'));
      const tenantId = 'globex';
      const took = await closedAfter(socket, 4403, () =>
        now(petra, 'suspendTenant', { tenantId }, 'tenant { id }'),
      );
      await done(petra, 'resumeTenant', { tenantId }, 'tenant { id }');
      return took;
    },
  ],
  [
    'an API token was revoked',
    2_000,
    async () => {
      const input = { name: 'bench', scopes: ['tenant:read'] };
      const selection = 'secret apiToken { id }';
      const issued = await done(ada, 'issueApiToken', input, selection);
      const socket = await follow(issued.secret);
      const apiTokenId = issued.apiToken.id;
      return closedAfter(socket, 4401, () =>
        now(ada, 'revokeApiToken', { apiTokenId }, 'apiToken { id }'),
      );
    },
  ],
];

async function measure(): Promise<string[][]> {
  const rows: string[][] = [];
  for (const [name, barMs, run] of cases) {
    const took: number[] = [];
    for (let count = 0; count < rounds; count += 1) took.push(await run());
    const [middle, high, longest] = [median(took), quantile(took, 0.95), Math.max(...took)];
    rows.push([name, ...[middle, high, longest, barMs].map((value) => value.toFixed(0))]);
    console.log(`${name}: median ${middle.toFixed(0)} ms, longest ${longest.toFixed(0)} ms`);
  }
  return rows;
}

const rows = await measure().finally(async () => {
  await ada.close();
  await petra.close();
  await interrupt(factory);
  await rm(dataDirectory, { recursive: true });
});
await writeSection(
  'revocation',
  `## How soon access ends (\`npm run bench:revocation\`)

Milliseconds until an open socket with a live subscription is closed: from the end of its token, or from the answer of
the mutation that withdraws its access. ${rounds} rounds each, a whole factory in one process.

${markdownTable(['why', 'median', 'p95', 'longest', 'bar'], rows)}

Measured on ${ranOn}.`,
);
