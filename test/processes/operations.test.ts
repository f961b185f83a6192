import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadExamples } from '../../gateway/pages/examples.ts';
import { readManifest } from '../../gateway/persisted/manifest.ts';

// `npm run operations -- FOLDER [FILE]`, as a process of its own.

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operations-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const command = (...args: readonly string[]) =>
  promisify(execFile)('npx', ['tsx', 'gateway/persisted/command.ts', ...args]);

describe('the manifest of operations', () => {
  it('is written of the examples, each of which is served by it as GraphiQL sends it', async () => {
    const file = join(folder, 'examples.json');
    const { stdout } = await command('gateway/pages/examples', file);
    const registered = readManifest(file);
    const examples = await loadExamples();

    expect(stdout).toBe(`Wrote ${examples.length} operations to ${file}.\n`);
    expect(examples.length).toBeGreaterThan(5);
    for (const { operation } of examples) expect(registered.has(operation)).toBe(true);
  });

  it('is not written with an operation that the schema does not have', async () => {
    writeFileSync(join(folder, 'wrong.graphql'), 'query Wrong { nothing }');

    await expect(command(folder)).rejects.toMatchObject({
      stderr: expect.stringMatching(/^wrong\.graphql: Cannot query field "nothing"/),
    });
  });

  it('wants a folder', async () => {
    await expect(command()).rejects.toMatchObject({
      stderr: 'Ask like this: npm run operations -- FOLDER [FILE].\n',
    });
  });
});
