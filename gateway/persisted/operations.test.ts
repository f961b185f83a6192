import { beforeEach, describe, expect, it } from 'vitest';
import { registered, sha256 } from './manifest.ts';
import { createPersistedOperations, type PersistedOptions } from './operations.ts';

const body = 'query Who {\n  who\n}';
const manifest = registered([{ id: sha256(body), name: 'Who', type: 'query', body }]);
const free = '{ project(id: "1") { name } }';

let unknown: string[];
beforeEach(() => {
  unknown = [];
});
const open = (mode: PersistedOptions['mode'], isAutomatic = true) =>
  createPersistedOperations({
    mode,
    isAutomatic,
    registered: manifest,
    onUnknown: (hash) => unknown.push(hash),
  });
const coded = (code: string) => expect.objectContaining({ extensions: { code } });
const missing = coded('PERSISTED_QUERY_NOT_FOUND');

describe('an automatic persisted query', () => {
  const asked = { source: free, sha256Hash: sha256(free) };
  const byHash = { source: '', sha256Hash: sha256(free) };

  it('is found by its hash once its text was kept', () => {
    const operations = open('off');
    expect(() => operations.textOf(byHash, 'acme')).toThrow(missing);
    expect(() => operations.textOf(byHash, 'acme')).toThrow('PersistedQueryNotFound');

    expect(operations.textOf(asked, 'acme')).toBe(free);
    operations.keep(asked, 'acme');

    expect(operations.textOf(byHash, 'acme')).toBe(free);
  });

  it('is never found by another tenant, nor outside of all', () => {
    const operations = open('off');
    operations.keep(asked, 'acme');

    expect(() => operations.textOf(byHash, 'globex')).toThrow(missing);
    expect(() => operations.textOf(byHash, null)).toThrow(missing);
  });

  it('is refused under a hash that is not its own', () => {
    const other = { source: free, sha256Hash: sha256('{ who }') };

    expect(() => open('off').textOf(other, 'acme')).toThrow(coded('BAD_USER_INPUT'));
  });

  it('drives out none of another tenant, however many there are', () => {
    const operations = open('off');
    operations.keep(asked, 'acme');
    for (let index = 0; index < 500; index += 1) {
      const source = `{ a${index} }`.padEnd(10_000, ',');
      operations.keep({ source, sha256Hash: sha256(source) }, 'globex');
    }

    expect(operations.textOf(byHash, 'acme')).toBe(free);
    const first = sha256('{ a0 }'.padEnd(10_000, ','));
    expect(() => operations.textOf({ source: '', sha256Hash: first }, 'globex')).toThrow(missing);
  });

  it('is not kept where that is switched off', () => {
    const operations = open('off', false);
    operations.keep(asked, 'acme');

    expect(() => operations.textOf(byHash, 'acme')).toThrow(missing);
  });
});

describe('registered operations', () => {
  it.each(['log-unknown', 'safelist'] as const)('are found by id, for everybody: %s', (mode) => {
    const operations = open(mode);

    expect(operations.textOf({ source: '', documentId: sha256(body) }, 'acme')).toBe(body);
    expect(operations.textOf({ source: '', sha256Hash: sha256(body) }, null)).toBe(body);
    expect(unknown).toEqual([]);
  });

  it('are not there where they are off', () => {
    expect(() => open('off').textOf({ source: '', documentId: sha256(body) }, 'acme')).toThrow(
      missing,
    );
  });

  it.each(['log-unknown', 'safelist'] as const)('have no others by id: %s', (mode) => {
    expect(() => open(mode).textOf({ source: '', documentId: 'other' }, 'acme')).toThrow(missing);
  });
});

describe('where unknown operations are logged', () => {
  it('they run, and each is told once by its hash', () => {
    const operations = open('log-unknown');
    for (let time = 0; time < 3; time += 1) {
      expect(operations.textOf({ source: free }, 'acme')).toBe(free);
    }

    expect(unknown).toEqual([sha256(free)]);
  });
});

describe('where only registered operations are served', () => {
  it('a text is, if it says what a registered one does', () => {
    const written = '# who am I\nquery Who { who, }';

    expect(open('safelist').textOf({ source: written }, 'acme')).toBe(written);
  });

  it.each([free, 'query Who { who who }', 'query Whom { who }', '{ broken', ''])(
    'another text is refused: %s',
    (source) => {
      expect(() => open('safelist').textOf({ source }, 'acme')).toThrow(coded('FORBIDDEN'));
    },
  );

  it('no text can be registered by its hash', () => {
    const operations = open('safelist');
    const asked = { source: free, sha256Hash: sha256(free) };
    operations.keep(asked, 'acme');

    expect(() => operations.textOf({ ...asked, source: '' }, 'acme')).toThrow(missing);
    expect(() => operations.textOf(asked, 'acme')).toThrow(coded('FORBIDDEN'));
  });
});
