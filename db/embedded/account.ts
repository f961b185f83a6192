import { readFile } from 'node:fs/promises';

/** A user of this machine that is not root. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/**
 * The account PostgreSQL has to run under: null means our own, which it accepts unless we are root.
 *
 * @throws Error when we are root and the machine has neither a user `postgres` nor `nobody`.
 */
export async function serverAccount(): Promise<Account | null> {
  if (process.getuid?.() !== 0) return null;
  const users = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const user =
    users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody');
  if (user === undefined) {
    throw new Error(
      'PostgreSQL refuses to run as root, and there is no user "postgres" or "nobody" to run it as.',
    );
  }
  // macOS writes nobody's id as -2; the system calls want it unsigned.
  return { uid: Number(user[2]) >>> 0, gid: Number(user[3]) >>> 0 };
}
