import { describe, expect, it } from 'vitest';
import { generate, literal, member, property } from './generated-code.ts';

describe('generated code', () => {
  it('takes names of GraphQL alone', () => {
    expect(literal('_name1')).toBe('"_name1"');
    for (const text of ['', '1a', 'a-b', 'a"b', "a'", 'a`', 'a\nb', 'ä', '"];process.exit()//']) {
      expect(() => literal(text)).toThrow('Only names of GraphQL');
    }
  });

  it('reads what an object has itself and nothing that every object has', () => {
    const reader = (key: string) =>
      generate<(o: object) => unknown>(`return (o)=>${property('o', key)};`, {});

    expect(reader('constructor')({})).toBeUndefined();
    expect(reader('constructor')({ constructor: 1 })).toBe(1);
    expect(reader('name')({ name: 'x' })).toBe('x');
  });

  it('makes objects of every name, and never one with another prototype', () => {
    const make = (key: string) =>
      generate<(value: unknown) => object>(`return (v)=>({${member(key)}:v});`, {});

    for (const key of ['name', 'constructor', '__proto__']) {
      const made = make(key)({ x: 1 });
      expect(Object.keys(made)).toEqual([key]);
      expect(Object.getPrototypeOf(made)).toBe(Object.prototype);
    }
  });

  it('is given values as arguments', () => {
    expect(generate<() => string>('return ()=>text;', { text: 'a"b' })()).toBe('a"b');
  });
});
