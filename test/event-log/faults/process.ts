import { parts } from './parts.ts';
import { type Part, settingOf } from './setting.ts';

// `node process.mjs <part> <index>`: one process of a fault run.
// It ends with the one who started it, however that one ended.
process.stdin.resume().once('end', () => process.exit());
const [part, index] = process.argv.slice(2);
// Given by the crew, which knows the parts.
await parts[part as Part](settingOf(process.env), Number(index));
