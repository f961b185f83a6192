import { on } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withClient } from '../../db/roles.ts';
import { createFeed } from '../../subgraphs/kernel/events/feed.ts';
import { httpSource } from '../../subgraphs/kernel/events/feed-client.ts';
import { logStart } from '../../subgraphs/kernel/events/log.ts';
import { createTail, type Tail } from '../../subgraphs/kernel/events/tail.ts';
import {
  acme,
  changeAccount,
  commitChange,
  globex,
  moveAll,
  silent,
  type TestLog,
  wholeLog,
} from './harness.ts';
import { openTestLog } from './stores.ts';

let log: TestLog;
let tail: Tail;
let server: Server;
let stopping: AbortController;
let url: string;
const now = { limit: 100, waitMs: 0 };
const patient = { limit: 100, waitMs: 20_000 };
/** Longer than the feed lets anybody wait. */
const endless = { limit: 100, waitMs: 3_600_000 };

/** A feed that knows who asks by a header that names the path and query it was made for. */
function feedOf(name: string) {
  return httpSource({ url, sign: (path) => ({ 'x-caller': name, 'x-signed': path }) });
}

beforeEach(async () => {
  log = await openTestLog();
  tail = createTail({ reader: log.reader, log: silent, pollMs: 20 });
  await tail.start();
  stopping = new AbortController();
  const feed = createFeed({
    reader: log.reader,
    tail,
    log: silent,
    stopping: stopping.signal,
    authorize: ({ headers, url: asked }) =>
      headers['x-caller'] === 'studio' && headers['x-signed'] === asked ? 'studio' : null,
  });
  server = createServer((request, response) => void feed(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/events`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await tail.stop();
  await log.close();
});

async function changes(tenantId: string, count: number): Promise<void> {
  await log.database.withTenant(tenantId, async (tx) => {
    for (let made = 0; made < count; made += 1) await changeAccount(tx, 'a');
  });
  await moveAll(log);
}

describe('the feed', () => {
  it('gives the events of every tenant as they are stored, in the order of the log', async () => {
    await changes(acme, 3);
    await changes(globex, 2);
    const stored = await wholeLog(log);

    const page = await feedOf('studio').read(logStart, now);

    expect(
      page.events.map(({ position, tenantId, sequence, envelope }) => ({
        position,
        tenantId,
        sequence,
        envelope,
      })),
    ).toEqual(
      stored.map(({ position, tenantId, sequence, envelope }) => ({
        position,
        tenantId,
        sequence,
        envelope,
      })),
    );
    expect(page.scannedTo).toEqual({ position: 5, eventId: stored[4]?.eventId });
  });

  it('is read page by page, from where the last one ended', async () => {
    await changes(acme, 25);
    const source = feedOf('studio');
    const positions: number[] = [];
    for (let at = logStart, isLast = false; !isLast; ) {
      const page = await source.read(at, { limit: 10, waitMs: 0 });
      positions.push(...page.events.map(({ position }) => position));
      ({ isLast, scannedTo: at } = page);
    }

    expect(positions).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
  });

  it('tells how far it looked, also when nothing there was wanted', async () => {
    await commitChange(log, acme, { eventType: 'Wanted' });
    await commitChange(log, acme, { eventType: 'Other' });
    await commitChange(log, acme, { eventType: 'Other' });
    await moveAll(log);
    const picky = httpSource({
      url,
      types: ['Wanted'],
      sign: (path) => ({ 'x-caller': 'studio', 'x-signed': path }),
    });

    const first = await picky.read(logStart, now);
    const second = await picky.read(first.scannedTo, now);

    expect(first.events.map(({ event }) => event.eventType)).toEqual(['Wanted']);
    expect(first.scannedTo.position).toBe(3);
    expect([second.events, second.scannedTo]).toEqual([[], first.scannedTo]);
  });

  it('waits for an event when there is none, and answers as soon as it comes', async () => {
    const page = feedOf('studio').read(logStart, patient);
    await changes(acme, 1);

    expect((await page).events).toHaveLength(1);
  });

  it('goes on waiting when what comes is not wanted', async () => {
    const picky = httpSource({
      url,
      types: ['Wanted'],
      sign: (path) => ({ 'x-caller': 'studio', 'x-signed': path }),
    });
    const page = picky.read(logStart, patient);
    await changes(acme, 3);
    await expect.poll(() => tail.position).toBe(3);
    await commitChange(log, acme, { eventType: 'Wanted' });
    await moveAll(log);

    expect((await page).events).toMatchObject([{ position: 4 }]);
  });

  it('lets go of a reader that goes away', async () => {
    const leaving = new AbortController();
    const page = feedOf('studio').read(logStart, { ...patient, signal: leaving.signal });
    leaving.abort();

    await expect(page).rejects.toThrow();
  });
});

describe('a caller of the feed', () => {
  it.each([
    ['without any proof', {}],
    ['with an unknown name', { 'x-caller': 'stranger', 'x-signed': '/events' }],
    ['with a proof for another request', { 'x-caller': 'studio', 'x-signed': '/events?after=0' }],
  ])('is refused %s', async (_, headers) => {
    await changes(acme, 1);

    const response = await fetch(url, { headers });

    expect(response.status).toBe(401);
    expect(await response.text()).not.toContain(acme);
  });

  it.each([
    ['a negative position', 'after=-1'],
    ['a position that is no number', 'after=one'],
    ['a position without its event', 'after=1'],
    ['a limit of nothing', 'limit=0'],
    ['an endless wait', 'wait=1e9'],
  ])('is refused %s', async (_, query) => {
    const path = `/events?${query}`;
    const headers = { 'x-caller': 'studio', 'x-signed': path };

    expect((await fetch(`${url}?${query}`, { headers })).status).toBe(400);
  });

  it('is refused to write', async () => {
    const headers = { 'x-caller': 'studio', 'x-signed': '/events' };

    expect((await fetch(url, { method: 'POST', headers })).status).toBe(400);
  });

  it('sees that an answer was cut off', async () => {
    const cut = createServer((_, response) => {
      response.end('{"position":"1","tenantId":"acme","sequence":"1","event":{}}\n');
    });
    await new Promise<void>((resolve) => cut.listen(0, '127.0.0.1', resolve));
    const address = cut.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const source = httpSource({ url: `http://127.0.0.1:${port}/events`, sign: () => ({}) });

    await expect(source.read(logStart, now)).rejects.toThrow('cut off');
    cut.close();
  });
});

describe('a log that was restored to an earlier state', () => {
  it('refuses a reader whose last event is another one there now', async () => {
    await changes(acme, 2);
    const { scannedTo } = await feedOf('studio').read(logStart, now);
    const other = { ...scannedTo, eventId: '0198c0de-0000-7000-8000-00000000ffff' };

    await expect(feedOf('studio').read(other, now)).rejects.toMatchObject({
      code: 'LOG_DIVERGED',
    });
  });

  it('refuses a reader that has seen more than there is', async () => {
    await changes(acme, 2);
    const { scannedTo } = await feedOf('studio').read(logStart, now);

    await expect(feedOf('studio').read({ ...scannedTo, position: 3 }, now)).rejects.toMatchObject({
      code: 'LOG_DIVERGED',
    });
  });

  it('sends live readers off', async () => {
    await changes(acme, 2);
    await expect.poll(() => tail.position).toBe(2);
    let failure: Error | undefined;
    tail.listen(acme, {
      push() {},
      fail(error) {
        failure = error;
      },
    });

    await withoutTriggers('delete from kernel.event_log; update kernel.log_head set position = 0');

    await expect.poll(() => failure).toMatchObject({ code: 'LOG_DIVERGED' });
    await expect.poll(() => tail.position).toBe(0);
  });
});

describe('events that are no longer kept', () => {
  it('are refused to a reader that has not seen them', async () => {
    await changes(acme, 5);
    await withoutTriggers('delete from kernel.event_log where position <= 3');

    await expect(feedOf('studio').read(logStart, now)).rejects.toMatchObject({
      code: 'EVENTS_ARCHIVED',
    });
  });

  it('are not missed by a reader that has seen the last of them', async () => {
    await changes(acme, 5);
    const { scannedTo } = await feedOf('studio').read(logStart, { limit: 3, waitMs: 0 });
    await withoutTriggers('delete from kernel.event_log where position <= 3');

    const page = await feedOf('studio').read(scannedTo, now);

    expect(page.events.map(({ position }) => position)).toEqual([4, 5]);
  });

  it('never hide inside a page', async () => {
    await changes(acme, 5);
    await withoutTriggers('delete from kernel.event_log where position = 3');

    await expect(feedOf('studio').read(logStart, now)).rejects.toThrow('503');
  });
});

/** What no role may do: changes the log as a restore or a thief of the disk would. */
function withoutTriggers(statement: string): Promise<void> {
  return withClient(log.superuserUrl, async (client) => {
    await client.query(`set session_replication_role = replica; ${statement}`);
  });
}

// One that went on waiting would do so for 25 s.
describe('a feed that stops', { timeout: 20_000 }, () => {
  it('answers at once all who wait for an event, so that its server closes', async () => {
    const arrived = on(server, 'request');
    const waiting = [1, 2, 3].map(() => feedOf('studio').read(logStart, endless));
    for (const _ of waiting) await arrived.next();
    const closed = new Promise((resolve) => server.close(resolve));
    stopping.abort();

    for (const page of await Promise.all(waiting)) expect(page.events).toEqual([]);
    await closed;
  });

  it('answers who comes later without letting him wait, and sends him elsewhere', async () => {
    stopping.abort();
    const path = '/events?after=0&wait=25000';
    const headers = { 'x-caller': 'studio', 'x-signed': path };

    const answer = await fetch(new URL(path, url), { headers });

    expect(answer.headers.get('connection')).toBe('close');
    expect(await answer.text()).toContain('"isLast":true');
  });
});
