import { prepareDatabases } from '../../db/prepare.ts';

/** The password of every login of the test cluster. */
export const testPassword = 'test';

/** Makes the three databases that test files clone; run once, before all tests. */
export async function prepareTemplates(superuserUrl: string): Promise<void> {
  await prepareDatabases(superuserUrl, testPassword);
}
