import { describe, expect, it } from 'vitest';
import { isLegacy, readAccept, singleForm } from './accept.ts';

describe('the form of a single answer', () => {
  it.each([
    [undefined, 'json'],
    ['', 'json'],
    ['*/*', 'json'],
    ['application/*', 'json'],
    ['text/html, */*;q=0.1', 'json'],
    ['application/json', 'json'],
    ['application/graphql-response+json', 'graphqlJson'],
    ['application/json, application/graphql-response+json', 'graphqlJson'],
    ['Application/GraphQL-Response+JSON;charset=utf-8', 'graphqlJson'],
    ['application/graphql-response+json;q=0.5, application/json', 'json'],
    ['application/graphql-response+json;q=0.5, application/json;q=0.4', 'graphqlJson'],
    ['application/graphql-response+json;q=0, */*', 'json'],
    ['application/json;q=0, application/graphql-response+json', 'graphqlJson'],
    ['text/event-stream', 'events'],
    ['text/event-stream, application/json', 'json'],
    ['multipart/mixed;deferSpec=20220824, application/json', 'json'],
    ['multipart/mixed;deferSpec=20220824', 'json'],
  ])('for %j is %s', (header, form) => {
    expect(singleForm(readAccept(header))).toBe(form);
  });

  it.each(['text/html', 'application/json;q=0', '*/*;q=0', 'application/json;q=0, */*', 'text/*'])(
    'is none for %j',
    (header) => {
      expect(() => singleForm(readAccept(header))).toThrow('accept that');
    },
  );
});

describe('the form of a subscription', () => {
  const formOf = (header: string) => readAccept(header).best(['events', 'subscriptionParts']);

  it.each([
    ['text/event-stream', 'events'],
    [
      'multipart/mixed;boundary="graphql";subscriptionSpec=1.0,application/json',
      'subscriptionParts',
    ],
    ['multipart/mixed;subscriptionSpec="1.0"', 'subscriptionParts'],
    ['multipart/mixed;subscriptionSpec=1.0, text/event-stream;q=0.9', 'subscriptionParts'],
    ['multipart/mixed;subscriptionSpec=1.0;q=0.8, text/event-stream;q=0.9', 'events'],
  ])('for %j is %s', (header, form) => {
    expect(formOf(header)).toBe(form);
  });

  it.each([
    '*/*',
    'text/*',
    'multipart/mixed',
    'multipart/mixed;subscriptionSpec=2.0',
    'application/json',
  ])('is none for %j: nobody gets a stream without asking for it', (header) => {
    expect(formOf(header)).toBeUndefined();
  });
});

describe('the form of an answer in parts', () => {
  const formOf = (header: string) =>
    readAccept(header).best(['incrementalParts', 'deferParts', 'events']);

  it.each([
    ['multipart/mixed;deferSpec=20220824,application/json', 'deferParts'],
    ['multipart/mixed; incrementalSpec=v0.2', 'incrementalParts'],
    ['multipart/mixed', 'deferParts'],
    ['application/json, text/event-stream, multipart/mixed', 'deferParts'],
    ['text/event-stream', 'events'],
  ])('for %j is %s', (header, form) => {
    expect(formOf(header)).toBe(form);
  });

  it.each(['application/json', '*/*', 'multipart/mixed;deferSpec=1'])(
    'is none for %j',
    (header) => {
      expect(formOf(header)).toBeUndefined();
    },
  );
});

describe('a client that knows application/json alone', () => {
  it('is one that names it', () => {
    expect(isLegacy('text/html, application/json;q=0.9')).toBe(true);
    for (const header of [undefined, '*/*', 'application/*', 'application/json;q=0']) {
      expect(isLegacy(header)).toBe(false);
    }
  });
});
