import { plainPort } from '../../../gateway/fetch/plain/port.ts';
import type { SubgraphPort } from '../../../gateway/fetch/port.ts';
import { subgraphAddresses } from '../../../gateway/supergraph/addresses.ts';

/** The subgraphs that a supergraph names, over HTTP. */
export function plainPortsOf(supergraphSdl: string): ReadonlyMap<string, SubgraphPort> {
  const limits = { exposesErrors: true, largestAnswerBytes: 5_000_000 };
  return new Map(
    subgraphAddresses(supergraphSdl).map(({ name, url }) => [
      name,
      plainPort({ name, url, ...limits }),
    ]),
  );
}
