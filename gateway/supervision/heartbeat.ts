import type { Part } from '../../subgraphs/kernel/process.ts';

const beatEveryMs = 250;

/**
 * Tells the supervisor again and again that this process turns, from now on; nothing where there is no supervisor.
 * Without its supervisor nobody would ever stop this process, so it then stops by itself.
 */
export function beginHeartbeat(): Part {
  if (!process.connected) return { stop: async () => {} };
  const beat = () => {
    if (process.connected) process.send?.('beat');
  };
  const orphaned = () => process.kill(process.pid, 'SIGTERM');
  beat();
  const beats = setInterval(beat, beatEveryMs);
  process.once('disconnect', orphaned);

  return {
    async stop() {
      clearInterval(beats);
      process.off('disconnect', orphaned);
      // An open channel keeps a process from ending.
      if (process.connected) process.disconnect();
    },
  };
}
