import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { assertWithinLimits } from './limits.ts';

const admitted = (source: string) => expect(() => assertWithinLimits(parse(source))).not.toThrow();
const refused = (source: string, reason: RegExp) =>
  expect(() => assertWithinLimits(parse(source))).toThrow(reason);

const nested = (depth: number) => `${'{ a '.repeat(depth)}${'}'.repeat(depth)}`;
const times = (count: number, part: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => part(index)).join(' ');

describe('the limits of an operation', () => {
  it('admit a depth of ten and refuse eleven', () => {
    admitted(nested(10));
    refused(nested(11), /depth/);
  });

  it('count depth through fragments', () => {
    refused(`{ ...F } fragment F on Query ${nested(11)}`, /depth/);
    refused(`{ ... on Query ${nested(11)} }`, /depth/);
  });

  it('admit fifteen aliases and refuse sixteen, of __typename too', () => {
    admitted(`{ b { ${times(15, (i) => `x${i}: a`)} } }`);
    refused(`{ b { ${times(16, (i) => `x${i}: __typename`)} } }`, /aliases/);
  });

  it('admit twenty root fields and refuse twenty-one', () => {
    admitted(`{ ${times(20, () => 'a')} }`);
    refused(`{ ${times(21, () => 'a')} }`, /root fields/);
  });

  it('count root fields through fragments, and only those at the root', () => {
    refused(`{ ...F } fragment F on Query { ${times(21, () => 'a')} }`, /root fields/);
    refused(`{ ... { ...F ...F } } fragment F on Query { ${times(11, () => 'a')} }`, /root fields/);
    admitted(`{ ...F } fragment F on Query { a { ${times(21, () => 'b')} } }`);
  });

  it('admit fifty directives and refuse fifty-one, on the operation too', () => {
    const five = times(5, () => '@skip(if: false)');
    admitted(`{ a { ${times(10, () => `b ${five}`)} } }`);
    refused(`{ a { ${times(10, () => `b ${five}`)} b @skip(if: false) } }`, /directives/);
    refused(`query ${times(51, () => '@skip(if: false)')} { a }`, /directives/);
  });

  it('admit five directives on one field or fragment and refuse six', () => {
    const many = (count: number) => times(count, () => '@skip(if: false)');
    admitted(`{ a { b ${many(5)} ... ${many(5)} { c } ...F ${many(5)} } } fragment F on T { d }`);
    refused(`{ a { b ${many(6)} } }`, /directives on one field/);
    refused(`{ a { ... ${many(6)} { b } } }`, /directives on one field/);
    refused(`{ a { ...F } } fragment F on T { b ${many(6)} }`, /directives on one field/);
  });

  it('admit lists of a thousand items and refuse one more, wherever they stand', () => {
    const list = (count: number) => `[${times(count, () => '1')}]`;
    admitted(`{ a(b: ${list(1_000)}) }`);
    refused(`{ a(b: ${list(1_001)}) }`, /1000 items/);
    refused(`{ a @skip(if: ${list(1_001)}) }`, /1000 items/);
    refused(`query ($v: [Int] = ${list(1_001)}) { a }`, /1000 items/);
    refused(`{ ...F } fragment F on T { a(b: { c: ${list(1_001)} }) }`, /1000 items/);
  });

  it('admit values ten deep and refuse eleven', () => {
    const deep = (depth: number) => `${'[{ a: '.repeat(depth / 2)}1${'}]'.repeat(depth / 2)}`;
    admitted(`{ a(b: ${deep(10)}) }`);
    refused(`{ a(b: [${deep(10)}]) }`, /nest 10 deep/);
  });

  it('count a fragment at every place it is spread', () => {
    const bomb = times(20, (i) => `fragment F${i} on T { ...F${i + 1} ...F${i + 1} }`);
    refused(`{ a { ...F0 } } ${bomb} fragment F20 on T { b }`, /selections/);
    admitted(`{ a { ${times(499, () => 'b')} } }`);
    refused(`{ a { ${times(500, () => 'b')} } }`, /selections/);
  });

  it('measure a bomb of 2^40 selections at once', () => {
    const bomb = times(40, (i) => `fragment F${i} on T { ...F${i + 1} ...F${i + 1} }`);
    refused(`{ a { ...F0 } } ${bomb} fragment F40 on T { b }`, /selections/);
  });

  it('leave fragment cycles to validation', () => {
    admitted('{ a { ...F } } fragment F on T { b { ...G } } fragment G on T { c { ...F } }');
  });

  it('measure every operation of the document', () => {
    refused(`query A { a } query B ${nested(11)}`, /depth/);
  });
});

describe('introspection', () => {
  it('has limits of its own when it is pure', () => {
    admitted(`{ __schema ${nested(20)} }`);
    refused(`{ __schema ${nested(30)} }`, /depth/);
  });

  it('gets no wider limits beside another field, or in a fragment', () => {
    refused(`{ a __schema ${nested(20)} }`, /depth/);
    refused(`{ ...F } fragment F on Query { __schema ${nested(20)} }`, /depth/);
  });
});
