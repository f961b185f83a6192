import { fileURLToPath } from 'node:url';
import { supervise, supervisorDefaults } from '../../../gateway/supervision/supervisor.ts';

// The gateway's supervisor over `blockable.ts`, less patient than in production.

process.exitCode = await supervise({
  file: fileURLToPath(new URL('./blockable.ts', import.meta.url)),
  args: process.argv.slice(2),
  settings: { ...supervisorDefaults, silentForMs: 1_000, firstWaitMs: 10 },
  report: (line) => console.error(line),
});
process.exit();
