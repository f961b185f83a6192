import { describe, expect, it } from 'vitest';
import { part, withStrayBits } from '../../../test/identity/forging.ts';
import { readCompact } from './compact-form.ts';

const header = part({ alg: 'EdDSA' });
const claims = part({ sub: 'ada' });
const signature = Buffer.alloc(64, 7).toString('base64url');
const token = `${header}.${claims}.${signature}`;

const read = (text: string) => readCompact(text, 1_000);

describe('reading a compact token', () => {
  it('gives header and claims', () => {
    expect(read(token)).toEqual({ header: { alg: 'EdDSA' }, claims: { sub: 'ada' } });
  });

  it('accepts as many characters as allowed and not one more', () => {
    expect(() => readCompact(token, token.length)).not.toThrow();
    expect(() => readCompact(token, token.length - 1)).toThrow(/must not be longer than/);
  });

  it.each([
    ['nothing', ''],
    ['two parts', `${header}.${claims}`],
    ['an empty signature', `${header}.${claims}.`],
    ['an empty header', `.${claims}.${signature}`],
    ['a fourth part', `${token}.${signature}`],
    ['five parts, as encrypted tokens have', `${token}.${signature}.${signature}`],
    ['padding', `${token}==`],
    ['padding inside', `${header}=.${claims}.${signature}`],
    ['a space before it', ` ${token}`],
    ['a space after it', `${token} `],
    ['a line break after it', `${token}\n`],
    ['a space before the signature', `${header}.${claims}. ${signature}`],
    ['plain base64 letters', `${header}.${claims}.${signature.slice(0, -2)}+/`],
    ['a letter that looks like another', `${header}.${claims}.${signature.slice(0, -1)}А`],
    ['the JSON form', JSON.stringify({ protected: header, payload: claims, signature })],
  ])('refuses %s', (_what, text) => {
    expect(() => read(text)).toThrow(/three parts of base64url/);
  });

  it.each([
    ['stray bits after the signature', withStrayBits(token)],
    ['a part of an impossible length', `${header}.${claims}.${signature}AAA`],
  ])('refuses %s', (_what, text) => {
    expect(() => read(text)).toThrow(/not canonical base64url/);
  });

  it('refuses stray bits in header and claims', () => {
    // The length of these leaves bits of the last letter unused.
    for (const loose of [part({ sub: 'ada' }), part({ sub: 'adam' })].map(withStrayBits)) {
      expect(() => read(`${loose}.${claims}.${signature}`)).toThrow(/canonical/);
      expect(() => read(`${header}.${loose}.${signature}`)).toThrow(/canonical/);
    }
  });

  it.each([
    ['a list', '[]'],
    ['a text', '"sub"'],
    ['null', 'null'],
    ['broken JSON', '{"sub":"ada"'],
    ['two values', '{} {}'],
    ['a byte order mark', '\ufeff{}'],
    ['a name given twice', '{"sub":"ada","sub":"eve"}'],
    ['a name given twice, once escaped', '{"sub":"ada","s\\u0075b":"eve"}'],
    ['a name given twice with space around the colon', '{"sub" :"ada","sub"\n:"eve"}'],
    ['a name given twice further in', '{"cnf":[{"jkt":"a","jkt":"b"}]}'],
    ['a name given twice that objects inherit', '{"__proto__":{},"__proto__":{}}'],
  ])('refuses %s for header or claims', (_what, json) => {
    expect(() => read(`${part(json)}.${claims}.${signature}`)).toThrow(/JSON objects without/);
    expect(() => read(`${header}.${part(json)}.${signature}`)).toThrow(/JSON objects without/);
  });

  it.each([
    ['a colon inside a text', { sub: '"a": "b":', note: 'sub":' }],
    ['a backslash before the end of a text', { sub: '\\', note: '\\"' }],
    ['a list of lists of objects', { grt: [[{ a: 1 }, { a: 2 }], []], a: { a: { a: null } } }],
    ['a name that objects inherit', JSON.parse('{"__proto__":1,"constructor":2}')],
  ])('is not confused by %s', (_what, content) => {
    expect(read(`${header}.${part(content)}.${signature}`).claims).toEqual(content);
  });

  it('refuses bytes that are not UTF-8', () => {
    const bytes = Buffer.from('{"sub":"\xff"}', 'latin1').toString('base64url');

    expect(() => read(`${header}.${bytes}.${signature}`)).toThrow(/not UTF-8/);
  });

  it('refuses what is nested too deep to be walked, and survives it', () => {
    const deep = `{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;

    expect(() => readCompact(`${header}.${part(deep)}.${signature}`, 1_000_000)).toThrow(
      /JSON objects without/,
    );
  });
});
