import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildPages } from './build.ts';

const cache = mkdtempSync(join(tmpdir(), 'pages-build-'));
let directory: string;
let other: string;

beforeAll(async () => {
  [directory, other] = await Promise.all([buildPages(cache), buildPages(cache)]);
}, 60_000);

afterAll(() => rmSync(cache, { recursive: true }));

describe('building the page', () => {
  it('makes the page, its script and style, and one worker a language', () => {
    expect(Object.keys(JSON.parse(read('files.json')))).toEqual(
      expect.arrayContaining([
        'index.html',
        'icon.svg',
        'main.css',
        'main.js',
        'editor.worker.js',
        'graphql.worker.js',
        'json.worker.js',
      ]),
    );
  });

  it('needs nothing of the internet: no CDN by name, no style or font from elsewhere', () => {
    const names = readdirSync(directory).filter((name) => /\.(js|css|html)$/.test(name));
    const elsewhere = /unpkg|jsdelivr|esm\.sh|cdnjs|googleapis|gstatic|\/\/cdn\./;

    expect(names.filter((name) => elsewhere.test(read(name)))).toEqual([]);
    expect(read('main.css')).not.toMatch(/@import|url\(["']?(?!["']?data:)/);
    expect(read('index.html')).not.toMatch(/(src|href)="(?!\/graphiql\/)/);
  });

  it('ends well when two start at once: one result, and no draft is left behind', () => {
    expect(other).toBe(directory);
    expect(readdirSync(cache)).toHaveLength(1);
  });

  it('uses again what was built from the same sources, without another draft', async () => {
    const touchedAt = statSync(cache).mtimeMs;

    expect(await buildPages(cache)).toBe(directory);
    expect(statSync(cache).mtimeMs).toBe(touchedAt);
  });
});

function read(name: string): string {
  return readFileSync(join(directory, name), 'utf8');
}
