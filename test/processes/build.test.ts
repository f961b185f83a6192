import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);

describe('what production runs', () => {
  beforeAll(async () => {
    await run('npx', ['tsx', 'build.ts']);
  });

  it.each([
    ['the gateway', ['dist/gateway/main.js']],
    ['the gateway under its supervisor', ['dist/gateway/supervise.js', 'main']],
    ['a subgraph', ['dist/subgraphs/main.js', 'studio']],
  ])('starts %s on plain Node, as far as its settings', async (_, args) => {
    const env = { PATH: process.env['PATH'] ?? '' };

    await expect(run(process.execPath, args, { env })).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^It cannot start: these settings are missing: .*\.\n$/),
    });
  });

  it('checks a supergraph in a process beside it', async () => {
    const script = `
      import { readFileSync } from 'node:fs';
      import { assertSatisfiable } from './dist/gateway/supergraph/satisfiability.js';
      const supergraph = readFileSync('schema/published/supergraph.graphql', 'utf8');
      await assertSatisfiable(supergraph);
      console.log('satisfiable');
      await assertSatisfiable('type Query { hour: Int }').catch(({ message }) => console.log(message));`;

    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script]);

    expect(stdout).toBe('satisfiable\nThe supergraph could not be checked: the check broke off.\n');
  });
});
