import { type ChildProcess, fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** In a large graph there are many ways to look at. Ours takes a second, most of which is the start. */
const checkedWithinMs = 30_000;
/** Compiled or not, the file lies beside this one. */
const ending = extname(fileURLToPath(import.meta.url));
const file = fileURLToPath(new URL(`./satisfiability-process${ending}`, import.meta.url));
const execArgv = ending === '.ts' ? ['--import', 'tsx'] : [];

/**
 * Looks whether the subgraphs can together answer whatever the supergraph lets clients ask for, as composition did
 * when it was made; a file may have been changed since. In a process of its own, since requests are served meanwhile
 * and a graph can be made so that the check takes more time or memory than there is.
 *
 * @throws Error, a sentence that names a field, when they cannot, or when it cannot be found out.
 */
export async function assertSatisfiable(supergraphSdl: string): Promise<void> {
  const checker = fork(file, [], { execArgv, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  try {
    checker.send(supergraphSdl);
    const [first, ...others] = await unanswerable(checker);
    if (first === undefined) return;
    const more = others.length === 0 ? '' : `\nSo are ${others.length} others.`;
    throw new Error(`The supergraph has fields that cannot be answered. ${first}${more}`);
  } finally {
    checker.kill('SIGKILL');
  }
}

function unanswerable(checker: ChildProcess): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const late = new Error(`The supergraph could not be checked in ${checkedWithinMs} ms.`);
    const timer = setTimeout(() => reject(late), checkedWithinMs);
    // What this house sends itself: messages, a text each.
    checker.once('message', (found) => resolve(found as readonly string[]));
    checker.once('error', reject);
    checker.once('exit', () => {
      clearTimeout(timer);
      reject(new Error('The supergraph could not be checked: the check broke off.'));
    });
  });
}
