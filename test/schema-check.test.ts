import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

// `npm run schema:check` and `npm run schema:release`, as commands over a released file of their own.

const directory = mkdtempSync(join(tmpdir(), 'released-'));
afterAll(() => rmSync(directory, { recursive: true }));
const published = readFileSync('schema/published/supergraph.graphql', 'utf8');

/** A released supergraph that says this. */
function released(name: string, sdl: string): string {
  const file = join(directory, `${name}.graphql`);
  writeFileSync(file, sdl);
  return file;
}

function schemaCheck(...args: readonly string[]) {
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile('node_modules/.bin/tsx', ['schema/check.ts', ...args], (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}

/** The supergraph as it would be if a field had been released that is not there any more. */
function withFormer(deprecation: string): string {
  const former = `former: String @join__field(graph: STUDIO) ${deprecation}`;
  return published.replace(/^type Query\n(.*\n)*?\{/m, (head) => `${head}\n  ${former}\n`);
}

/** The supergraph before the last enum value came. */
const older = published.replace(/^ {2}"""A legal hold forbids it."""\n {2}LEGAL_HOLD .*\n/m, '');

describe('the check of the schema', () => {
  it('passes when all that was released is still there', async () => {
    const file = released('same', published);

    expect(await schemaCheck(file)).toEqual({
      code: 0,
      stdout: `Nothing breaks what ${file} promises.\n`,
      stderr: '',
    });
  });

  it('tells what may surprise a client, and passes', async () => {
    const { code, stdout } = await schemaCheck(released('older', older));

    expect(code).toBe(0);
    expect(stdout).toContain(
      "dangerous: Enum value 'LEGAL_HOLD' was added to enum 'UserErrorCode'.\n",
    );
  });

  it('fails when something is gone before its day', async () => {
    const { code, stderr } = await schemaCheck(released('former', withFormer('')));

    expect(code).toBe(1);
    const refused = 'refused because the released schema does not deprecate it.\n';
    const removed = "Field 'former' was removed from object type 'Query'";
    expect(stderr).toBe(
      `breaking: ${removed}: ${refused}breaking: In the subgraph studio: ${removed}: ${refused}`,
    );
  });

  it('passes when its day has come', async () => {
    const deprecation = '@deprecated(reason: "Use later. Removal 2020-01-01.")';

    expect(await schemaCheck(released('due', withFormer(deprecation)))).toMatchObject({ code: 0 });
  });

  it.each([
    ['missing', () => join(directory, 'nowhere.graphql'), 'ENOENT'],
    ['no GraphQL', () => released('broken', 'type Query {'), 'Syntax Error'],
    ['no supergraph', () => released('plain', 'type Query { a: Int }'), 'Invalid supergraph'],
  ])('fails with one sentence when the released file is %s', async (_, file, reason) => {
    const { code, stdout, stderr } = await schemaCheck(file());

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^The released supergraph cannot be read from .+\n$/);
    expect(stderr).toContain(reason);
  });
});

describe('the release of the schema', () => {
  it('puts the published supergraph in the released one’s place', async () => {
    const file = released('outdated', older);

    expect((await schemaCheck('--release', file)).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe(published);
  });

  it('leaves it when the check fails', async () => {
    const file = released('kept', withFormer(''));

    expect((await schemaCheck('--release', file)).code).toBe(1);
    expect(readFileSync(file, 'utf8')).toBe(withFormer(''));
  });
});
