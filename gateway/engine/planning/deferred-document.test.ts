import { type OperationDefinitionNode, parse, print } from 'graphql';
import { describe, expect, it } from 'vitest';
import { deferredDocument, deferVariables, withoutDefer } from './deferred-document.ts';

function split(source: string, truths: readonly string[] = []) {
  const document = parse(source);
  const definition = document.definitions[0] as OperationDefinitionNode;
  const made = deferredDocument(document, definition, (name) => truths.includes(name));
  return { text: print(made.document).replace(/\s+/g, ' '), labels: [...made.labels] };
}

describe('what is deferred', () => {
  it('gets a label of its own in every place, and keeps that of the client beside it', () => {
    const { text, labels } = split(
      '{ a { ...F } b { ...F } } fragment F on T { c ... @defer(label: "l") { d } }',
    );

    expect(text).toBe(
      '{ a { ... on T { c ... @defer(label: "part0") { d } } } b { ... on T { c ... @defer(label: "part1") { d } } } }',
    );
    expect(labels).toEqual([
      ['part0', 'l'],
      ['part1', 'l'],
    ]);
  });

  it('is decided by its condition', () => {
    const source =
      'query ($x: Boolean!) { ... @defer(if: $x) { a } ...F @defer(if: false) ... @defer(if: true, label: "t") { c } } fragment F on T { b }';

    expect(split(source).labels).toEqual([['part0', 't']]);
    expect(split(source, ['x']).labels).toEqual([
      ['part0', undefined],
      ['part1', 't'],
    ]);
    expect(split(source).text).toBe(
      'query ($x: Boolean!) { ... { a } ... on T { b } ... @defer(label: "part0") { c } }',
    );
  });

  it('may be nothing at all', () => {
    expect(deferVariables(parse('{ a @skip(if: $x) }'))).toBeUndefined();
    expect(deferVariables(parse('{ ... @defer { a } }'))).toEqual([]);
    expect(deferVariables(parse('{ ... @defer(if: $x) { a } ... @defer(if: $x) { b } }'))).toEqual([
      'x',
    ]);
  });

  it('is asked for at once of whoever does not wait', () => {
    const document = withoutDefer(
      parse(
        '{ ... @defer { a } ...F @defer(if: $x) @skip(if: $y) } fragment F on T { b ... @defer { c } }',
      ),
    );

    expect(print(document).replace(/\s+/g, ' ')).toBe(
      '{ ... { a } ...F @skip(if: $y) } fragment F on T { b ... { c } }',
    );
  });
});
