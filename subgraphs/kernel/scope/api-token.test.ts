import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { apiTokenPrefix, isApiToken, newApiToken, readApiToken } from './api-token.ts';

const id = '0198c0de-0000-7000-8000-000000000001';
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

describe('a new API token', () => {
  it('names its tenant and itself, and holds 256 bits that nobody knows', () => {
    const { text, hash } = newApiToken('acme', id);
    const secret = /^fst_acme_0198c0de000070008000000000000001_([\w-]{43})$/.exec(text)?.[1] ?? '';

    expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
    expect(hash).toBe(createHash('sha256').update(text).digest('hex'));
    expect(text).toContain(`${apiTokenPrefix('acme', id)}_`);
  });

  it('is never the same twice, and each can be read back', () => {
    const made = Array.from({ length: 1_000 }, () => newApiToken('a-1', id));

    expect(new Set(made.map(({ text }) => text)).size).toBe(1_000);
    for (const { text, ...told } of made) expect(readApiToken(text)).toEqual(told);
  });
});

describe('reading an API token', () => {
  const { text } = newApiToken('acme', id);
  const [start, secret] = [text.slice(0, -43), text.slice(-43)];

  it('knows it by its first letters', () => {
    expect(isApiToken(text)).toBe(true);
    expect(isApiToken('eyJhbGciOiJFZERTQSJ9.e30.x')).toBe(false);
  });

  it.each([
    ['nothing', ''],
    ['its first letters alone', 'fst_'],
    ['no secret', start],
    ['a secret that is too short', text.slice(0, -1)],
    ['a secret that is too long', `${text}A`],
    ['a secret of another alphabet', `${start}${'+'.repeat(43)}`],
    ['a tenant in capitals', text.replace('acme', 'Acme')],
    ['no tenant', text.replace('acme', '')],
    ['an id with dashes', text.replace(id.replaceAll('-', ''), id)],
    ['an id that is too short', text.replace('_0198', '_019')],
    ['something before it', ` ${text}`],
    ['a line after it', `${text}\n`],
  ])('refuses %s', (_, wrong) => {
    expect(() => readApiToken(wrong)).toThrow('The API token is malformed.');
  });

  it('refuses every other text for the same bytes', () => {
    const same = Array.from(alphabet, (last) => `${secret.slice(0, -1)}${last}`).filter((other) =>
      Buffer.from(other, 'base64url').equals(Buffer.from(secret, 'base64url')),
    );

    expect(same).toHaveLength(4);
    for (const other of same.filter((one) => one !== secret)) {
      expect(() => readApiToken(start + other)).toThrow('The API token is malformed.');
    }
  });

  it('says nothing of it in the refusal', () => {
    const refusal = (() => {
      try {
        return readApiToken(`${start}SECRET`);
      } catch (error) {
        return error;
      }
    })();

    expect(JSON.stringify(refusal, Object.getOwnPropertyNames(refusal))).not.toMatch(/SECRET|acme/);
  });
});
