import { parseArgs } from 'node:util';
import { knownDemoPeople } from './demo-cast.ts';
import { createLocalIssuer } from './local-issuer.ts';

// npm run token -- --tenant acme --user ada
// Prints a token for 15 minutes and nothing else. It signs with the key in the data directory, so the
// server may run or not; a mistake is one sentence on stderr.

const usage = 'Ask like this: npm run token -- --tenant acme --user ada.';

try {
  console.log(await tokenFor(wanted()));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

function wanted(): { readonly user: string; readonly tenant: string | undefined } {
  try {
    const { values } = parseArgs({
      options: { tenant: { type: 'string' }, user: { type: 'string' } },
    });
    if (values.user !== undefined) return { user: values.user, tenant: values.tenant };
  } catch {
    // An option that does not exist or lacks its value: the usage says what does.
  }
  throw new Error(`${usage} ${knownDemoPeople()}`);
}

async function tokenFor(who: ReturnType<typeof wanted>): Promise<string> {
  const issuer = await createLocalIssuer({ dataDirectory: process.env['DATA_DIR'] || '.data' });
  const issued = await issuer.issue(who);
  if (issued !== null) return issued.token;
  const where = who.tenant === undefined ? 'outside of the tenants' : `in ${who.tenant}`;
  throw new Error(`There is no ${who.user} ${where}. ${knownDemoPeople()}`);
}
