import { spawn } from 'node:child_process';
import { Socket } from 'node:net';

/**
 * Runs a shell command once this process has ended, in whatever way: a guard waits for the end of a
 * pipe that only we hold. Servers of a killed test run do not stay behind.
 *
 * @returns calls it off.
 */
export function afterOurDeath(command: string): () => void {
  const guard = spawn('/bin/sh', ['-c', `cat >/dev/null; ${command}`], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.unref();
  if (guard.stdin instanceof Socket) guard.stdin.unref();
  return () => void guard.kill();
}
