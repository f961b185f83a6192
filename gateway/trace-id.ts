import { randomFillSync } from 'node:crypto';

const idBytes = 16;
/** To ask the system for one id at a time takes longer than to write it. */
const pool = Buffer.alloc(256 * idBytes);
let next = pool.length;

/** A fresh W3C trace id: 16 random bytes as lower-case hex. */
export function newTraceId(): string {
  if (next >= pool.length) {
    randomFillSync(pool);
    next = 0;
  }
  const id = pool.toString('hex', next, next + idBytes);
  next += idBytes;
  return id;
}
