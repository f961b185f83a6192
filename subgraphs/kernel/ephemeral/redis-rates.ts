import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Rate, RateVerdict } from './rates.ts';

// The same as in rates.ts, in one step of Redis and by its clock: of every rate the time when it is whole again,
// then all of them or none. Times are milliseconds with fractions, kept as text.
const takeScript = `
  local time = redis.call('TIME')
  local now = time[1] * 1000 + time[2] / 1000
  local wait, refused = 0.001, 0
  local rates = {}
  for i = 1, #KEYS do
    local each = ARGV[i * 3 - 2] / 1
    local burst = ARGV[i * 3 - 1] / 1
    local from = math.max(now, tonumber(redis.call('GET', KEYS[i]) or '0'))
    local till = from + each * math.min(ARGV[i * 3] / 1, burst)
    local waiting = till - each * burst - now
    if waiting > wait then wait, refused = waiting, i end
    rates[i] = { each = each, burst = burst, from = from, till = till }
  end
  local answer = { refused, refused == 0 and 0 or math.ceil(wait) }
  for i = 1, #KEYS do
    local rate = rates[i]
    local whole = (refused == 0 and rate.till or rate.from) - now
    if refused == 0 and whole > 0 then
      redis.call('SET', KEYS[i], string.format('%.3f', rate.till), 'PX', math.ceil(whole))
    end
    answer[i * 2 + 1] = math.max(0, math.floor(rate.burst - whole / rate.each + 0.001))
    answer[i * 2 + 2] = math.ceil(whole)
  end
  return answer`;

const takeHash = createHash('sha1').update(takeScript).digest('hex');

/** Takes from all of the rates, or from none, in one round trip. */
export async function takeRates(redis: Redis, rates: readonly Rate[]): Promise<RateVerdict> {
  const keys = rates.map(({ key }) => key);
  const numbers = rates.flatMap(({ periodMs, count, burst, quantity }) => [
    periodMs / count,
    burst,
    quantity,
  ]);
  // The answer of a script has no type; this one's are integers.
  const [refused = 0, retryAfterMs = 0, ...states] = (await redis
    .evalsha(takeHash, keys.length, ...keys, ...numbers)
    .catch((error: Error) => {
      if (!error.message.startsWith('NOSCRIPT')) throw error;
      return redis.eval(takeScript, keys.length, ...keys, ...numbers);
    })) as number[];
  return {
    refusedBy: refused === 0 ? null : refused - 1,
    retryAfterMs,
    states: rates.map((_, index) => ({
      remaining: states[index * 2] ?? 0,
      wholeInMs: states[index * 2 + 1] ?? 0,
    })),
  };
}
