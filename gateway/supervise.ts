/** `npm run gateway` and `npm run start:gateway`: one of the gateway's processes, and a supervisor over it. */
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readSettings } from '../subgraphs/kernel/config.ts';
import { supervise, supervisorDefaults } from './supervision/supervisor.ts';

/** Compiled or not, the processes lie beside this file. */
const ending = extname(fileURLToPath(import.meta.url));
const [name, ...args] = process.argv.slice(2);
const file = fileURLToPath(
  new URL(`./${name === 'standalone' ? 'standalone' : 'main'}${ending}`, import.meta.url),
);
const report = (line: string) => void process.stderr.write(`${line}\n`);

try {
  const settings = readSettings(process.env);
  const range = { min: 500, max: 60_000 };
  const silentForMs = settings.integer('LOOP_SILENT_MS', supervisorDefaults.silentForMs, range);
  settings.check();
  process.exitCode = await supervise({
    file,
    args,
    report,
    settings: { ...supervisorDefaults, silentForMs },
  });
  process.exit();
} catch (error) {
  report(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
