import { randomBytes } from 'node:crypto';

/** A fresh W3C trace id: 16 random bytes as lower-case hex. */
export function newTraceId(): string {
  return randomBytes(16).toString('hex');
}
