import { once } from 'node:events';
import { createServer } from 'node:net';
import { Redis } from 'ioredis';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  inject,
  it,
  vi,
} from 'vitest';
import { key } from '../subgraphs/kernel/ephemeral/keys.ts';
import { memoryEphemeral } from '../subgraphs/kernel/ephemeral/memory.ts';
import type { Ephemeral } from '../subgraphs/kernel/ephemeral/port.ts';
import { redisEphemeral } from '../subgraphs/kernel/ephemeral/redis.ts';
import { type OwnRedis, startRedis } from './support/redis.ts';

const brief = 30;
const long = 60_000;
const patient = { timeout: 20_000 };

const adapters: [string, (onError: (error: Error) => void) => Promise<Ephemeral>][] = [
  ['the in-process store', async (onError) => memoryEphemeral({ onError })],
  ['the store in Redis', (onError) => redisEphemeral({ url: inject('redisUrl'), onError })],
];

describe.each(adapters)('%s', (_name, open) => {
  let store: Ephemeral;
  let errors: Error[];
  /** Of this test alone: the Redis is shared. */
  let id: string;

  beforeEach(async () => {
    errors = [];
    store = await open((error) => errors.push(error));
    id = key('acme', 'test', crypto.randomUUID());
  });
  afterEach(() => store.stop());

  describe('a value', () => {
    it('is what was set last, until it is deleted', async () => {
      await store.set(id, 'one', long);
      await store.set(id, 'two – ∆ 🎈', long);
      expect(await store.get(id)).toBe('two – ∆ 🎈');

      await store.delete(id);
      expect(await store.get(id)).toBeNull();
    });

    it('is null where none was set', async () => {
      expect(await store.get(id)).toBeNull();
      await store.delete(id);
    });

    it('is gone after its time', async () => {
      await store.set(id, 'brief', brief);
      await expect.poll(() => store.get(id), patient).toBeNull();
      expect(await store.setIfAbsent(id, 'next', long)).toBe(true);
    });

    it('can be set by one alone', async () => {
      const tries = await Promise.all(
        ['a', 'b', 'c'].map((value) => store.setIfAbsent(id, value, long)),
      );

      expect(tries).toEqual([true, false, false]);
      expect(await store.get(id)).toBe('a');
    });

    it('is refused without a lifetime', async () => {
      await expect(store.set(id, 'never', 0)).rejects.toThrow('at least one millisecond, not 0');
      await expect(store.set(id, 'never', Number.NaN)).rejects.toThrow('at least one millisecond');
    });
  });

  describe('a counter', () => {
    it('counts everybody in its window', async () => {
      const counts = await Promise.all([1, 2, 3].map(() => store.increment(id, long)));

      expect(counts.map(({ count }) => count)).toEqual([1, 2, 3]);
      for (const { windowEndsInMs } of counts) {
        expect(windowEndsInMs).toBeGreaterThan(0);
        expect(windowEndsInMs).toBeLessThanOrEqual(long);
      }
    });

    it('begins anew when its window is over, which counting does not put off', async () => {
      expect((await store.increment(id, 200)).count).toBe(1);
      let highest = 1;

      await expect
        .poll(async () => {
          const { count } = await store.increment(id, 200);
          highest = Math.max(highest, count);
          return count < highest;
        }, patient)
        .toBe(true);
    });
  });

  describe('a rate', () => {
    const rate = (more: object = {}) => ({
      key: id,
      count: 60,
      periodMs: long,
      burst: 3,
      quantity: 1,
      ...more,
    });

    it('lets its burst through at once, and then refuses', async () => {
      const verdicts = await Promise.all([1, 2, 3, 4].map(() => store.take([rate()])));

      expect(verdicts.map(({ refusedBy }) => refusedBy)).toEqual([null, null, null, 0]);
      expect(verdicts.map(({ states: [state] }) => state?.remaining)).toEqual([2, 1, 0, 0]);
      const [first, , , refused] = verdicts;
      expect(first?.retryAfterMs).toBe(0);
      // One comes every second.
      expect(refused?.retryAfterMs).toBeGreaterThan(0);
      expect(refused?.retryAfterMs).toBeLessThanOrEqual(1_000);
      expect(refused?.states[0]?.wholeInMs).toBeLessThanOrEqual(3_000);
    });

    it('takes no more of many that come at once than its burst', async () => {
      const verdicts = await Promise.all(
        Array.from({ length: 50 }, () => store.take([rate({ burst: 20 })])),
      );

      expect(verdicts.filter(({ refusedBy }) => refusedBy === null)).toHaveLength(20);
    });

    it('comes back with time', async () => {
      const brisk = rate({ periodMs: 60 * 40, burst: 1 });
      expect((await store.take([brisk])).refusedBy).toBeNull();

      await expect
        .poll(async () => (await store.take([brisk])).refusedBy, { ...patient, interval: 5 })
        .toBeNull();
    });

    it('is taken in quantities, the whole burst at the most', async () => {
      const [two, three] = [rate({ quantity: 2 }), rate({ quantity: 3 })];
      expect((await store.take([two])).states).toMatchObject([{ remaining: 1 }]);
      expect(await store.take([three])).toMatchObject({ refusedBy: 0, states: [{ remaining: 1 }] });

      const other = rate({ key: `${id}other`, quantity: 1_000 });
      expect(await store.take([other])).toMatchObject({
        refusedBy: null,
        states: [{ remaining: 0 }],
      });
    });

    it('is taken with all others that are asked for, or none of them is', async () => {
      const [wide, narrow] = [rate({ key: `${id}wide` }), rate({ key: `${id}narrow`, burst: 1 })];
      await store.take([wide, narrow]);

      const verdict = await store.take([wide, narrow]);

      expect(verdict.refusedBy).toBe(1);
      expect(verdict.states.map(({ remaining }) => remaining)).toEqual([2, 0]);
      expect((await store.take([wide])).states).toMatchObject([{ remaining: 1 }]);
    });

    it('tells which of several is to be waited for the longest', async () => {
      const [soon, late] = [
        rate({ key: `${id}soon`, burst: 1 }),
        rate({ key: `${id}late`, burst: 1, periodMs: 10 * long }),
      ];
      await store.take([soon, late]);

      const { refusedBy, retryAfterMs } = await store.take([soon, late]);

      expect(refusedBy).toBe(1);
      expect(retryAfterMs).toBeGreaterThan(1_000);
    });
  });

  describe('a lease', () => {
    it('is held by one alone, until it is released', async () => {
      const held = await store.acquireLease(id, long);

      expect(await store.acquireLease(id, long)).toBeNull();
      expect(await held?.release()).toBe(true);
      expect(await store.acquireLease(id, long)).not.toBeNull();
    });

    it('goes to one of many that ask at once', async () => {
      const asked = await Promise.all([1, 2, 3, 4, 5].map(() => store.acquireLease(id, long)));

      expect(asked.filter((lease) => lease !== null)).toHaveLength(1);
    });

    it('can be renewed while it is held', async () => {
      const lease = await store.acquireLease(id, long);

      expect(await lease?.renew()).toBe(true);
      await lease?.release();
      expect(await lease?.renew()).toBe(false);
    });

    it('is lost after its time to the next, whom the former holder cannot harm', async () => {
      const former = await store.acquireLease(id, brief);
      await expect.poll(() => store.acquireLease(id, long), patient).not.toBeNull();

      expect(await former?.renew()).toBe(false);
      expect(await former?.release()).toBe(false);
      expect(await store.acquireLease(id, long)).toBeNull();
    });

    it('has a fencing token above that of every lease before it', async () => {
      const tokens: number[] = [];
      for (const name of ['a', 'b', 'a', 'a', 'c']) {
        const lease = await store.acquireLease(`${id}${name}`, long);
        tokens.push(lease?.fencingToken ?? 0);
        await lease?.release();
      }

      expect(tokens.every(Number.isSafeInteger)).toBe(true);
      expect(tokens).toEqual([...new Set(tokens)].sort((one, other) => one - other));
    });
  });

  describe('a message', () => {
    it('reaches all who listen to its channel, in order, and nobody else', async () => {
      const [one, two, other] = [[], [], []] as [string[], string[], string[]];
      await store.subscribe(id, (message) => one.push(message));
      await store.subscribe(id, (message) => two.push(message));
      await store.subscribe(`${id}other`, (message) => other.push(message));

      for (const message of ['1', '2', '3']) store.publish(id, message);

      await expect
        .poll(() => [one, two], patient)
        .toEqual([
          ['1', '2', '3'],
          ['1', '2', '3'],
        ]);
      expect(other).toEqual([]);
    });

    it('no longer reaches one who has unsubscribed', async () => {
      const [gone, staying] = [[], []] as [string[], string[]];
      const unsubscribe = await store.subscribe(id, (message) => gone.push(message));
      await store.subscribe(id, (message) => staying.push(message));

      store.publish(id, 'under way');
      unsubscribe();
      unsubscribe();
      store.publish(id, 'late');

      await expect.poll(() => staying, patient).toEqual(['under way', 'late']);
      expect(gone).toEqual([]);
    });

    it('reaches one who unsubscribed and subscribed at once again', async () => {
      const heard: string[] = [];
      const unsubscribe = await store.subscribe(id, () => {});
      unsubscribe();
      await store.subscribe(id, (message) => heard.push(message));

      store.publish(id, 'here');

      await expect.poll(() => heard, patient).toEqual(['here']);
    });

    it('reaches the others when a listener throws, which is reported', async () => {
      const heard: string[] = [];
      await store.subscribe(id, () => {
        throw new Error('the listener is broken');
      });
      await store.subscribe(id, (message) => heard.push(message));

      store.publish(id, 'here');

      await expect.poll(() => heard, patient).toEqual(['here']);
      expect(errors.map(({ message }) => message)).toEqual(['the listener is broken']);
    });

    it('is lost on a channel that nobody listens to', async () => {
      store.publish(id, 'nobody hears');
      // Whoever answers this has done with what was published before.
      await store.health();
      const heard: string[] = [];
      await store.subscribe(id, (message) => heard.push(message));

      store.publish(id, 'heard');

      await expect.poll(() => heard, patient).toEqual(['heard']);
    });
  });

  it('is healthy', async () => {
    await expect(store.health()).resolves.toBeUndefined();
  });
});

describe('the in-process store', () => {
  const onError = () => {};

  it('is refused in production', () => {
    vi.stubEnv('NODE_ENV', 'production');
    expect(() => memoryEphemeral({ onError })).toThrow('serves one process only; set REDIS_URL');
    vi.unstubAllEnvs();
  });

  it('forgets on the millisecond', async () => {
    let now = 1_000;
    const store = memoryEphemeral({ onError }, () => now);
    await store.set('a', 'kept', 10);

    now = 1_009;
    expect(await store.get('a')).toBe('kept');
    now = 1_010;
    expect(await store.get('a')).toBeNull();
  });

  it('keeps a rate on the millisecond', async () => {
    let now = 1_000;
    const store = memoryEphemeral({ onError }, () => now);
    const rate = { key: 'a', count: 10, periodMs: 1_000, burst: 2, quantity: 1 };
    const take = async () => (await store.take([rate])).retryAfterMs;

    expect([await take(), await take(), await take()]).toEqual([0, 0, 100]);
    now = 1_099;
    expect(await take()).toBe(1);
    now = 1_100;
    expect([await take(), await take()]).toEqual([0, 100]);
    // A pause of an hour saves up a burst and no more.
    now += 3_600_000;
    expect([await take(), await take(), await take()]).toEqual([0, 0, 100]);
  });

  it('gives rising fencing tokens although the clock stands or goes back', async () => {
    let now = 1_000;
    const store = memoryEphemeral({ onError }, () => now);
    const first = await store.acquireLease('a', 10);
    const second = await store.acquireLease('b', 10);
    now = 10;
    const third = await store.acquireLease('c', 10);

    const tokens = [first, second, third].map((lease) => lease?.fencingToken);
    expect(tokens).toEqual([1_000_000, 1_000_001, 1_000_002]);
  });
});

describe('the store in Redis, when Redis is killed', () => {
  let redis: OwnRedis;
  let store: Ephemeral;
  let reported: string[];
  const port = () => Number(new URL(redis.url).port);

  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());
  beforeEach(async () => {
    reported = [];
    store = await redisEphemeral({
      url: redis.url,
      onError: (error) => reported.push(error.message),
    });
  });
  afterEach(() => store.stop());

  const kill = async () => {
    await redis.stop();
    await expect.poll(() => reported.length, patient).toBe(2);
  };
  const health = () => healthOf(store);
  const restart = async () => {
    redis = await startRedis(port());
  };

  it('fails each command at once, naming the server', async () => {
    await kill();

    const message = new RegExp(
      `^Redis at 127\\.0\\.0\\.1:${port()} did not do it: there is no connection.$`,
    );
    await expect(store.get('a')).rejects.toThrow(message);
    await expect(store.increment('a', long)).rejects.toThrow(message);
    await expect(store.take([])).rejects.toThrow(message);
    await expect(store.acquireLease('a', long)).rejects.toThrow(message);
    await expect(store.health()).rejects.toThrow(message);
    expect(reported[0]).toBe(`The connection to 127.0.0.1:${port()} was lost.`);
    await restart();
  });

  it('works again when it is back, and does nothing that it was asked to meanwhile', async () => {
    await kill();
    const meanwhile = store.set('a', 'meanwhile', long);
    await expect(meanwhile).rejects.toThrow('did not do it');
    await restart();

    await expect.poll(health, patient).toBe('healthy');
    expect(await store.get('a')).toBeNull();
    await store.set('a', 'again', long);
    expect(await store.get('a')).toBe('again');
  });

  it('reports a loss once, however often it tries to connect', async () => {
    await kill();
    let attempts = 0;
    const refusing = createServer((socket) => {
      attempts += 1;
      socket.destroy();
    }).listen(port(), '127.0.0.1');
    await expect.poll(() => attempts, patient).toBeGreaterThan(4);

    expect(reported).toHaveLength(2);
    refusing.close();
    await once(refusing, 'close');
    await restart();
  });

  it('subscribes again by itself, and then tells of the gap', async () => {
    const heard: string[] = [];
    let gaps = 0;
    store.onGap(() => {
      gaps += 1;
    });
    await store.subscribe('channel', (message) => heard.push(message));
    store.publish('channel', 'before');
    await expect.poll(() => heard, patient).toEqual(['before']);
    expect(gaps).toBe(0);

    await kill();
    store.publish('channel', 'dropped');
    await restart();
    await expect.poll(() => gaps, patient).toBe(1);

    const other = await redisEphemeral({ url: redis.url, onError: () => {} });
    other.publish('channel', 'after');
    await expect.poll(() => heard, patient).toEqual(['before', 'after']);
    await other.stop();
  });

  it('takes a subscription while it is away, and tells of the gap when it holds', async () => {
    const heard: string[] = [];
    let gaps = 0;
    const endGaps = store.onGap(() => {
      gaps += 1;
    });
    await kill();
    await store.subscribe('channel', (message) => heard.push(message));
    await restart();
    await expect.poll(() => gaps, patient).toBe(1);

    const other = await redisEphemeral({ url: redis.url, onError: () => {} });
    other.publish('channel', 'after');

    await expect.poll(() => heard, patient).toEqual(['after']);
    endGaps();
    await other.stop();
  });

  it('gives fencing tokens above those of before, although Redis forgot them', async () => {
    const before = await store.acquireLease('lease', long);
    await kill();
    await restart();
    await expect.poll(health, patient).toBe('healthy');

    const after = await store.acquireLease('lease', long);

    expect(after?.fencingToken).toBeGreaterThan(before?.fencingToken ?? Number.NaN);
    expect(await before?.release()).toBe(false);
  });

  it('stops although it is away', async () => {
    await kill();
    await store.stop();
    await restart();
  });
});

describe('the store in Redis, when Redis falls silent', () => {
  let redis: OwnRedis;
  beforeEach(async () => {
    redis = await startRedis();
  });
  afterEach(() => redis.stop());

  it('gives the connection up, and works again when Redis does', async () => {
    const reported: string[] = [];
    const onError = (error: Error) => reported.push(error.message);
    const store = await redisEphemeral({ url: redis.url, onError, commandTimeoutMs: 50 });
    redis.pause();

    await expect(store.get('a')).rejects.toThrow('did not do it: Command timed out');

    await expect.poll(() => reported, patient).toEqual([expect.stringContaining('was lost')]);
    redis.resume();
    await expect.poll(() => healthOf(store), patient).toBe('healthy');
    await store.stop();
  });

  it('does not ask a second time when it is killed before it answered', async () => {
    const store = await redisEphemeral({ url: redis.url, onError: () => {} });
    redis.pause();
    const refusal = expect(store.increment('a', long)).rejects.toThrow(
      'did not do it: the connection was lost.',
    );
    const port = Number(new URL(redis.url).port);
    await redis.stop();
    await refusal;

    redis = await startRedis(port);
    await expect.poll(() => healthOf(store), patient).toBe('healthy');
    expect(await store.get('a')).toBeNull();
    await store.stop();
  });

  it('drops messages beyond a thousand rather than keep them all', async () => {
    const store = await redisEphemeral({ url: redis.url, onError: () => {} });
    const heard: string[] = [];
    await store.subscribe('channel', (message) => heard.push(message));
    redis.pause();

    for (let number = 1; number <= 1_500; number += 1) store.publish('channel', String(number));

    redis.resume();
    await expect.poll(() => heard.length, patient).toBeGreaterThan(0);
    await store.health();
    store.publish('channel', 'last');
    await expect.poll(() => heard.at(-1), patient).toBe('last');
    expect(heard).toHaveLength(1_001);
    await store.stop();
  });
});

const healthOf = (store: Ephemeral) =>
  store.health().then(
    () => 'healthy',
    () => 'ill',
  );

describe('the store in Redis, for a user with few rights', () => {
  it('says which channel is refused, and drops no refusal of a message', async () => {
    const redis = await startRedis();
    const admin = new Redis(redis.url);
    await admin.call('ACL', 'SETUSER', 'ada', 'on', '>pw', '~*', '+@all', 'resetchannels');
    const reported: string[] = [];
    const store = await redisEphemeral({
      url: redis.url.replace('//', '//ada:pw@'),
      onError: (error) => reported.push(error.message),
    });

    await expect(store.subscribe('forbidden', () => {})).rejects.toThrow(
      /refuses the channel: NOPERM/,
    );
    store.publish('forbidden', 'message');

    await expect.poll(() => reported, patient).toEqual([expect.stringContaining('NOPERM')]);
    await store.stop();
    admin.disconnect();
    await redis.stop();
  });
});

describe('the store in Redis cannot be opened', () => {
  const onError = () => {};

  it('where nobody listens: one sentence with host and port, without the password', async () => {
    const server = await startRedis();
    await server.stop();
    const { port } = new URL(server.url);

    const opening = redisEphemeral({ url: `redis://user:secret@127.0.0.1:${port}`, onError });

    await expect(opening).rejects.toThrow(
      new RegExp(
        `^Redis at 127\\.0\\.0\\.1:${port} cannot be used: connect ECONNREFUSED [\\d.:]+$`,
      ),
    );
  });

  it('with a wrong password', async () => {
    const { port } = new URL(inject('redisUrl'));

    const opening = redisEphemeral({ url: `redis://ada:secret@127.0.0.1:${port}`, onError });

    await expect(opening).rejects.toThrow(/cannot be used: WRONGPASS/);
  });

  it('over TLS from a server that speaks none: it does not fall back to plain text', async () => {
    const received: Buffer[] = [];
    const plain = createServer((socket) =>
      socket.on('data', (data) => {
        received.push(data);
        socket.end('-ERR plain text only\r\n');
      }),
    );
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
    const address = plain.address();
    const port = typeof address === 'object' ? address?.port : 0;

    await expect(
      redisEphemeral({ url: `rediss://:secret@127.0.0.1:${port}`, onError }),
    ).rejects.toThrow(`Redis at 127.0.0.1:${port} cannot be used: `);

    // 0x16: a TLS handshake and nothing else.
    expect(received.map((data) => data[0])).toEqual([0x16]);
    plain.close();
  });

  it('with an address that is none, which is not repeated', async () => {
    const opening = redisEphemeral({ url: 'http://ada:secret@example.com', onError });

    await expect(opening).rejects.toThrow(
      /^The address of Redis must begin with redis:\/\/ or rediss:\/\/\.$/,
    );
  });
});
