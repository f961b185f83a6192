import { inject } from 'vitest';
import { cloneTestLog, type TestLog } from './harness.ts';

/** An event log in a database of its own, in the PostgreSQL that all tests share. */
export function openTestLog(): Promise<TestLog> {
  return cloneTestLog(inject('superuserUrl'));
}
