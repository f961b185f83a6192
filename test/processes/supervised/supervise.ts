import { fileURLToPath } from 'node:url';
import { supervise, supervisorDefaults } from '../../../gateway/supervision/supervisor.ts';

// The gateway's supervisor over `blockable.ts`.

process.exitCode = await supervise({
  file: fileURLToPath(new URL('./blockable.ts', import.meta.url)),
  args: process.argv.slice(2),
  settings: { ...supervisorDefaults, firstWaitMs: 10 },
  report: (line) => console.error(line),
});
process.exit();
