import { describe, expect, it } from 'vitest';
import type { SubgraphPort } from '../fetch/port.ts';
import { subgraphAddresses } from './addresses.ts';
import { addressedPorts, fixedPorts } from './ports.ts';

/** Ports that note when they are stopped; nothing is asked of them here. */
function noted(stopped: string[]) {
  return ({ name, url }: { readonly name: string; readonly url: string }) =>
    ({ name, stop: async () => void stopped.push(`${name} ${url}`) }) as SubgraphPort;
}

const at = (name: string, url: string) => ({ name, url });

describe('the addresses of a supergraph', () => {
  it('are those that @join__graph gives', () => {
    const sdl = `enum join__Graph { A @join__graph(name: "a", url: "http://a/graphql") B @join__graph(name: "b") }`;

    expect(subgraphAddresses(sdl)).toEqual([at('a', 'http://a/graphql'), at('b', '')]);
  });

  it.each([
    ['not GraphQL', 'type Query {', /^It is no supergraph: Syntax Error/],
    ['a schema', 'type Query { a: Int }', /^It is no supergraph: it names no subgraphs/],
  ])('are not there in what is %s', (_, sdl, sentence) => {
    expect(() => subgraphAddresses(sdl)).toThrow(sentence);
  });
});

describe('ports at the addresses that supergraphs give', () => {
  it('are kept where the address stays, and stopped with the last supergraph that names them', async () => {
    const stopped: string[] = [];
    const directory = addressedPorts(noted(stopped));
    const first = directory.open([at('a', 'http://a'), at('b', 'http://b')]);
    const second = directory.open([at('a', 'http://a'), at('b', 'http://moved')]);
    expect(second.get('a')).toBe(first.get('a'));
    expect(second.get('b')).not.toBe(first.get('b'));

    await directory.close(first);
    expect(stopped).toEqual(['b http://b']);
    await directory.close(second);

    expect(stopped).toEqual(['b http://b', 'a http://a', 'b http://moved']);
  });

  it.each(['', 'products:4001', 'ftp://products'])(
    'are refused where there is none: "%s"',
    (url) => {
      const directory = addressedPorts(noted([]));

      expect(() => directory.open([at('products', url)])).toThrow(
        'The supergraph gives no http address for the subgraph products.',
      );
    },
  );
});

describe('ports at fixed addresses', () => {
  it('are those that the supergraph names, and it may name no other', () => {
    const [a, b] = ['a', 'b'].map((name) => noted([])(at(name, '')));
    const directory = fixedPorts(
      new Map([a, b].map((port) => [port?.name ?? '', port as SubgraphPort])),
    );

    expect([...directory.open([at('b', 'http://ignored')]).keys()]).toEqual(['b']);
    expect(() => directory.open([at('c', 'http://c')])).toThrow(
      'The supergraph names the subgraph c, which has no address here.',
    );
  });
});
