import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildManifest } from './build-manifest.ts';
import { readManifest, sha256 } from './manifest.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'manifest-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const schema = buildSchema('type Query { who: String } type Mutation { go: String }');
const write = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
/** A folder of its own with these files. */
function folderOf(files: Record<string, string>): string {
  const inner = mkdtempSync(join(folder, 'operations-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(inner, name), text);
  return inner;
}

describe('a manifest', () => {
  it('is made of the operations of a folder, and read again', () => {
    const operations = folderOf({
      'b.graphql': 'mutation Go { go }',
      'a.graphql': '# Who am I\nquery Who { ...W } fragment W on Query { who }',
      'notes.txt': 'nothing',
    });
    const manifest = buildManifest(operations, schema);

    expect(manifest).toMatchObject({ format: 'apollo-persisted-query-manifest', version: 1 });
    expect(manifest.operations.map(({ name, type }) => [name, type])).toEqual([
      ['Who', 'query'],
      ['Go', 'mutation'],
    ]);
    for (const { id, body } of manifest.operations) expect(id).toBe(sha256(body));

    const read = readManifest(write('made.json', JSON.stringify(manifest)));
    expect(read.body(manifest.operations[1]?.id ?? '')).toContain('mutation Go');
    expect(read.has('query Who{...W}fragment W on Query{who}')).toBe(true);
    expect(read.has('query Who { who }')).toBe(false);
  });

  it.each([
    ['the schema', { 'a.graphql': 'query A { whom }' }, /a\.graphql: Cannot query field "whom"/],
    ['the parser', { 'a.graphql': 'query A {' }, /a\.graphql: Syntax Error/],
    ['the limits', { 'a.graphql': `query A { ${'who '.repeat(21)} }` }, /root fields/],
    ['two in a file', { 'a.graphql': 'query A { who } query B { who }' }, /one named operation/],
    ['no name', { 'a.graphql': '{ who }' }, /one named operation/],
    [
      'one name for two',
      { 'a.graphql': 'query A { who }', 'b.graphql': 'query A { w: who }' },
      /Two are called A/,
    ],
    ['an empty folder', {}, /no \.graphql file/],
  ])('is not made against %s', (_, files, message) => {
    expect(() => buildManifest(folderOf(files), schema)).toThrow(message);
  });

  it.each([
    ['no file', undefined, /cannot be read/],
    ['no JSON', '{', /is no manifest/],
    ['another format', '{"format":"x","version":1,"operations":[]}', /is no manifest/],
    [
      'another version',
      '{"format":"apollo-persisted-query-manifest","version":2,"operations":[]}',
      /is no manifest/,
    ],
    ['no operations', '{"format":"apollo-persisted-query-manifest","version":1}', /is no manifest/],
    [
      'half an operation',
      '{"format":"apollo-persisted-query-manifest","version":1,"operations":[{"id":"1"}]}',
      /lacks its id, name, type or body/,
    ],
  ])('that is none is refused in a sentence: %s', (name, text, message) => {
    const path = text === undefined ? join(folder, 'absent.json') : write(`${name}.json`, text);

    expect(() => readManifest(path)).toThrow(message);
  });
});
