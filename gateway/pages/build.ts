import { createHash, randomUUID } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { build, type Plugin } from 'esbuild';
import type { PageFiles } from './page-files.ts';

const source = fileURLToPath(new URL('./graphiql/', import.meta.url));
const lockFile = fileURLToPath(new URL('../../package-lock.json', import.meta.url));
const staticFiles = ['index.html', 'icon.svg'];

/**
 * Bundles GraphiQL so that a browser needs this gateway and nothing of the internet.
 *
 * Every state of the sources and of the locked packages has a directory of its own below `cache`.
 * What is there already is used again, and a gateway that still serves an older one is not disturbed.
 *
 * @returns the directory for `createPages`.
 */
export async function buildPages(cache = '.cache/pages/graphiql'): Promise<string> {
  const finished = resolve(cache, await digestOfSources());
  if (await isThere(join(finished, 'files.json'))) return finished;
  const draft = resolve(cache, `draft-${randomUUID()}`);
  await mkdir(draft, { recursive: true });
  try {
    await bundle(draft);
    await Promise.all(staticFiles.map((file) => cp(join(source, file), join(draft, file))));
    await writeFile(join(draft, 'files.json'), JSON.stringify(await describeFiles(draft)));
    await publish(draft, finished);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return finished;
}

async function bundle(outdir: string): Promise<void> {
  await build({
    entryPoints: {
      main: join(source, 'main.tsx'),
      'editor.worker': 'monaco-editor/esm/vs/editor/editor.worker.js',
      'graphql.worker': 'monaco-graphql/esm/graphql.worker.js',
      'json.worker': 'monaco-editor/esm/vs/language/json/json.worker.js',
    },
    outdir,
    absWorkingDir: source,
    bundle: true,
    format: 'esm',
    splitting: true,
    minify: true,
    chunkNames: 'chunk-[hash]',
    target: 'es2022',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    // GraphiQL asks for these by their old names, which lead to copies without named exports.
    alias: {
      'prettier/parser-babel': 'prettier/plugins/babel',
      'prettier/parser-graphql': 'prettier/plugins/graphql',
    },
    legalComments: 'linked',
    logLevel: 'warning',
    plugins: [oneCopyOfMonacoStyles],
  });
}

/** GraphiQL's own style sheet contains Monaco's, font included: the editor's would come on top. */
const oneCopyOfMonacoStyles: Plugin = {
  name: 'one-copy-of-monaco-styles',
  setup: ({ onLoad }) => {
    onLoad({ filter: /monaco-editor[\\/]esm[\\/].*\.css$/ }, () => ({
      contents: '',
      loader: 'empty',
    }));
  },
};

/** Compresses what is worth it, and notes what a server must know of each file. */
async function describeFiles(directory: string): Promise<PageFiles> {
  const names = (await readdir(directory)).sort();
  const entries = names.map(async (name) => {
    const body = await readFile(join(directory, name));
    const compressed = await promisify(gzip)(body);
    const hasGzip = compressed.length < body.length * 0.9;
    if (hasGzip) await writeFile(join(directory, `${name}.gz`), compressed);
    return [name, { etag: hash(body).slice(0, 24), hasGzip }] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** Renames the draft; when another process was quicker, its equal result stays. */
async function publish(draft: string, finished: string): Promise<void> {
  try {
    await rename(draft, finished);
  } catch (error) {
    if (!(await isThere(join(finished, 'files.json')))) throw error;
  }
}

async function digestOfSources(): Promise<string> {
  const names = (await readdir(source)).filter((name) => !name.endsWith('.test.ts')).sort();
  const paths = [
    ...names.map((name) => join(source, name)),
    fileURLToPath(import.meta.url),
    lockFile,
  ];
  const contents = await Promise.all(paths.map((path) => readFile(path)));
  return hash(
    contents.map((content, index) => `${paths[index]}\n${hash(content)}`).join('\n'),
  ).slice(0, 16);
}

function hash(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(`${await buildPages(process.argv[2])}\n`);
}
