import { fileURLToPath } from 'node:url';
import { supervise, supervisorDefaults } from '../../../gateway/supervision/supervisor.ts';

// The gateway's supervisor over `blockable.ts`: `supervise.ts PORT [FIRST_WAIT_MS]`.

const [port = '', firstWaitMs = '10'] = process.argv.slice(2);

process.exitCode = await supervise({
  file: fileURLToPath(new URL('./blockable.ts', import.meta.url)),
  args: [port],
  settings: { ...supervisorDefaults, firstWaitMs: Number(firstWaitMs) },
  report: (line) => console.error(line),
});
process.exit();
