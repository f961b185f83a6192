import { Redis } from 'ioredis';
import type { EphemeralOptions } from './port.ts';

export interface RedisOptions extends EphemeralOptions {
  /** `redis://` or, with TLS, `rediss://`; may hold a user, a password and a database number. */
  readonly url: string;
  /** The PEM certificate that signed the server's, where it is not a public one. */
  readonly ca?: string;
  /** An answer that takes longer means that the connection is dead; 5,000 unless given. */
  readonly commandTimeoutMs?: number;
}

/** A connection, and what to call it in a message. */
export interface RedisConnection {
  readonly redis: Redis;
  /** Host and port; never the password. */
  readonly name: string;
}

const patienceMs = 5_000;
const slowestRetryMs = 2_000;

/**
 * Connects, once; later losses are mended in the background, each reported once.
 *
 * Nothing is queued while the connection is down, and nothing is sent twice.
 *
 * @throws Error naming host and port when Redis cannot be reached or refuses us.
 */
export async function connectRedis(options: RedisOptions): Promise<RedisConnection> {
  const name = nameOf(options.url);
  const redis = new Redis(options.url, {
    ...(options.ca === undefined ? {} : { tls: { ca: options.ca } }),
    lazyConnect: true,
    connectTimeout: patienceMs,
    commandTimeout: options.commandTimeoutMs ?? patienceMs,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    // Zero lets what was asked fail with its connection, rather than after the next one is made.
    maxRetriesPerRequest: 0,
    autoResubscribe: false,
    keepAlive: 10_000,
    retryStrategy: (attempt) => Math.min(50 * 2 ** attempt, slowestRetryMs),
    // A replica after a failover: the name leads to the new primary now.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
  });
  let lastError: Error | null = null;
  redis.on('error', (error: Error) => {
    lastError = error;
  });
  await redis.connect().catch((error: Error) => {
    redis.disconnect();
    throw new Error(`Redis at ${name} cannot be used: ${(lastError ?? error).message}`);
  });
  reportLosses(redis, () => options.onError(new Error(`The connection to ${name} was lost.`)));
  return { redis, name };
}

function reportLosses(redis: Redis, report: () => void): void {
  let isReady = true;
  redis.on('ready', () => {
    isReady = true;
  });
  redis.on('close', () => {
    // `end` is the status after we closed it ourselves.
    if (isReady && redis.status !== 'end') report();
    isReady = false;
  });
}

function nameOf(url: string): string {
  const { protocol, hostname, port } = URL.canParse(url) ? new URL(url) : { protocol: '' };
  if (protocol !== 'redis:' && protocol !== 'rediss:') {
    throw new Error('The address of Redis must begin with redis:// or rediss://.');
  }
  return `${hostname}:${port || 6379}`;
}
