import { inject } from 'vitest';
import { createTestLog, type TestLog } from './harness.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Of a superuser of a real PostgreSQL. */
    postgresUrl: string;
    redisUrl: string;
  }
}

/** An event log in a database of its own, in the PostgreSQL that all tests share. */
export function openTestLog(): Promise<TestLog> {
  return createTestLog(inject('postgresUrl'));
}
