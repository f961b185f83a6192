import type { Redis } from 'ioredis';
import { wholeMs } from './duration.ts';
import type { Ephemeral, EphemeralOptions, Lease } from './port.ts';
import { connectRedis, type RedisConnection, type RedisOptions } from './redis-connection.ts';
import { takeRates } from './redis-rates.ts';
import { type Subscriptions, subscriptions, tell } from './subscriptions.ts';

/** Messages on their way to Redis; beyond this a slow one loses messages, not our memory. */
const mostMessagesInFlight = 1_000;

const incrementScript = `
  local count = redis.call('INCR', KEYS[1])
  if count == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
  return { count, redis.call('PTTL', KEYS[1]) }`;

// The token is the time in microseconds, so that it rises even after Redis lost its memory.
const acquireScript = `
  if redis.call('EXISTS', KEYS[1]) == 1 then return false end
  local time = redis.call('TIME')
  local last = tonumber(redis.call('GET', KEYS[2]) or '0')
  local token = string.format('%.0f', math.max(time[1] * 1000000 + time[2], last + 1))
  redis.call('SET', KEYS[2], token)
  redis.call('SET', KEYS[1], token, 'PX', ARGV[1])
  return token`;

const renewScript = `
  if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
  return redis.call('PEXPIRE', KEYS[1], ARGV[2])`;

const releaseScript = `
  if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
  return redis.call('DEL', KEYS[1])`;

const fencingTokenKey = 'fencing-token';

/**
 * The ephemeral store in Redis: one connection for commands, one for subscriptions.
 *
 * @throws Error naming host and port when Redis cannot be used. There is no fallback.
 */
export async function redisEphemeral(options: RedisOptions): Promise<Ephemeral> {
  const commands = await connectRedis(options);
  const subscriber = await connectRedis(options).catch((error) => {
    commands.redis.disconnect();
    throw error;
  });
  const ask = asking(commands);
  return {
    ...values(commands.redis, ask),
    take: (rates) => ask(takeRates(commands.redis, rates)),
    ...leases(commands.redis, ask),
    ...messages(commands, subscriber, options.onError),
    health: async () => {
      await ask(commands.redis.ping());
      await asking(subscriber)(subscriber.redis.ping());
    },
    stop: async () => {
      subscriber.redis.disconnect();
      await commands.redis.quit().catch(() => commands.redis.disconnect());
    },
  };
}

type Ask = <Answer>(command: Promise<Answer>) => Promise<Answer>;

/** The library's own words speak of its options. */
function reasonOf(error: Error): string {
  if (error.name === 'MaxRetriesPerRequestError') return 'the connection was lost.';
  if (error.message.startsWith("Stream isn't writeable")) return 'there is no connection.';
  return error.message;
}

/** Names the store in what a command throws, and gives up a connection that has fallen silent. */
function asking({ redis, name }: RedisConnection): Ask {
  return (command) =>
    command.catch((cause: Error) => {
      if (cause.message === 'Command timed out') redis.disconnect(true);
      throw new Error(`Redis at ${name} did not do it: ${reasonOf(cause)}`, { cause });
    });
}

function values(
  redis: Redis,
  ask: Ask,
): Pick<Ephemeral, 'get' | 'set' | 'setIfAbsent' | 'delete' | 'increment'> {
  return {
    get: (key) => ask(redis.get(key)),
    set: async (key, value, ttlMs) => {
      await ask(redis.set(key, value, 'PX', wholeMs(ttlMs)));
    },
    setIfAbsent: async (key, value, ttlMs) =>
      (await ask(redis.set(key, value, 'PX', wholeMs(ttlMs), 'NX'))) === 'OK',
    delete: async (key) => {
      await ask(redis.del(key));
    },
    increment: async (key, windowMs) => {
      // The answer of a script has no type; this one's is two integers.
      const [count, windowEndsInMs] = (await ask(
        redis.eval(incrementScript, 1, key, wholeMs(windowMs)),
      )) as [number, number];
      return { count, windowEndsInMs };
    },
  };
}

function leases(redis: Redis, ask: Ask): Pick<Ephemeral, 'acquireLease'> {
  const run = async (script: string, key: string, ...args: (string | number)[]) =>
    (await ask(redis.eval(script, 1, key, ...args))) === 1;

  function leaseOf(key: string, token: string, ttlMs: number): Lease {
    return {
      fencingToken: Number(token),
      renew: () => run(renewScript, key, token, ttlMs),
      release: () => run(releaseScript, key, token),
    };
  }

  return {
    acquireLease: async (key, ttlMs) => {
      const ttl = wholeMs(ttlMs);
      const token = await ask(redis.eval(acquireScript, 2, key, fencingTokenKey, ttl));
      return typeof token === 'string' ? leaseOf(key, token, ttl) : null;
    },
  };
}

function messages(
  publisher: RedisConnection,
  subscriber: RedisConnection,
  onError: EphemeralOptions['onError'],
): Pick<Ephemeral, 'publish' | 'subscribe' | 'onGap'> {
  const listeners = subscriptions(onError);
  subscriber.redis.on('message', (channel, message) => listeners.audienceOf(channel)(message));
  return {
    ...publishing(publisher, onError),
    ...subscribing(subscriber, listeners),
    ...gaps(subscriber.redis, listeners, onError),
  };
}

function publishing(
  connection: RedisConnection,
  onError: EphemeralOptions['onError'],
): Pick<Ephemeral, 'publish'> {
  const { redis } = connection;
  const ask = asking(connection);
  let inFlight = 0;
  return {
    publish: (channel, message) => {
      if (redis.status !== 'ready' || inFlight >= mostMessagesInFlight) return;
      inFlight += 1;
      ask(redis.publish(channel, message))
        .catch((error: Error) => isRefusal(error.cause) && onError(error))
        .finally(() => {
          inFlight -= 1;
        });
    },
  };
}

function subscribing(
  { redis, name }: RedisConnection,
  listeners: Subscriptions,
): Pick<Ephemeral, 'subscribe'> {
  return {
    subscribe: async (channel, listener) => {
      const subscription = listeners.add(channel, listener);
      await subscribeNow(redis, [channel]).catch((cause: Error) => {
        subscription.end();
        throw new Error(`Redis at ${name} refuses the channel: ${cause.message}`, { cause });
      });
      return () => {
        if (subscription.end()) redis.unsubscribe(channel).catch(() => {});
      };
    },
  };
}

/** @throws Error only of Redis itself; when the connection breaks, the next one subscribes. */
async function subscribeNow(redis: Redis, channels: readonly string[]): Promise<void> {
  if (redis.status !== 'ready' || channels.length === 0) return;
  await redis.subscribe(...channels).catch((error: Error) => {
    if (isRefusal(error)) throw error;
  });
}

/** What Redis itself answered, rather than what befell the connection. */
const isRefusal = (error: unknown) => error instanceof Error && error.name === 'ReplyError';

function gaps(
  redis: Redis,
  listeners: Subscriptions,
  onError: EphemeralOptions['onError'],
): Pick<Ephemeral, 'onGap'> {
  const gapListeners = new Map<symbol, () => void>();
  redis.on('ready', async () => {
    await subscribeNow(redis, listeners.channels()).catch(onError);
    for (const listener of [...gapListeners.values()]) tell(listener, onError);
  });
  return {
    onGap: (listener) => {
      const id = Symbol('gap listener');
      gapListeners.set(id, listener);
      return () => void gapListeners.delete(id);
    },
  };
}
