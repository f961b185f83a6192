import { describe, expect, it } from 'vitest';
import { addContact, contactOf, type TenantContact } from './domain.ts';

const dot: TenantContact = { id: 'c2', name: 'Dot', email: 'dot@x.example', role: 'BILLING' };

describe('a tenant contact', () => {
  it('keeps its address in lower case', () => {
    expect(contactOf({ ...dot, email: ' Dot@X.example ' })).toEqual(dot);
  });

  it.each([
    { email: 'x' },
    { email: 'a b@c.example' },
    { email: `${'x'.repeat(250)}@x.example` },
    { name: '' },
    { name: 'x'.repeat(121) },
  ])('is refused with %j', (bad) => {
    expect(() => contactOf({ ...dot, ...bad })).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT' }),
    );
  });

  it('names the field at fault by where it stands in the input', () => {
    expect(() => contactOf({ ...dot, email: 'x' }, 'administrator.')).toThrow(
      expect.objectContaining({ field: 'administrator.email' }),
    );
  });
});

describe('the contacts of a tenant', () => {
  it('hold one address once for one matter, but for several', () => {
    const again = { ...dot, id: 'c3' };

    expect(() => addContact([dot], again)).toThrow(
      expect.objectContaining({ code: 'ALREADY_EXISTS' }),
    );
    expect(addContact([dot], { ...again, role: 'SECURITY' })).toHaveLength(2);
  });

  it('are twenty at most', () => {
    const twenty = Array.from({ length: 20 }, (_, n) => ({ ...dot, email: `${n}@x.example` }));

    expect(() => addContact(twenty, dot)).toThrow(
      expect.objectContaining({ code: 'QUOTA_EXCEEDED' }),
    );
    expect(addContact(twenty.slice(1), dot)).toHaveLength(20);
  });
});
