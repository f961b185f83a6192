import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createCallVerifier } from '../../subgraphs/kernel/scope/internal-call.ts';
import {
  generatePrivateKey,
  importVerificationKeys,
  publicKeyOf,
} from '../../subgraphs/kernel/scope/keys.ts';
import type { Scope } from '../../subgraphs/kernel/scope/scope.ts';
import { writeScopeHeaders } from '../../subgraphs/kernel/scope/scope-headers.ts';
import { createAssertionSigner } from '../../subgraphs/kernel/scope/signer.ts';
import { createAssertionVerifier } from '../../subgraphs/kernel/scope/verifier.ts';
import { createSubgraphServer } from '../../subgraphs/kernel/server.ts';
import type { Subgraph } from '../../subgraphs/kernel/subgraph.ts';
import { type Answer, log } from './router.ts';

/** A subgraph behind HTTP, and somebody who may ask it. */
export async function serve(subgraph: Subgraph, scope: Scope) {
  const key = await generatePrivateKey();
  const assertions = await createAssertionSigner({ privateKeys: [key] });
  const server = createSubgraphServer({
    subgraph,
    assertions: createAssertionVerifier({
      audience: subgraph.name,
      keys: await importVerificationKeys([publicKeyOf(key)]),
      spend: async () => true,
    }),
    calls: createCallVerifier({ audience: `${subgraph.name}/ask`, callers: new Map() }),
    feed: async (_, response) => void response.end(),
    isReady: async () => true,
    log,
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  // A server that listens on a port has such an address.
  const { port } = server.address() as AddressInfo;

  return {
    async post(query: string, headers: Record<string, string> = {}): Promise<Answer> {
      const assertion = await assertions.forQuery(scope, subgraph.name);
      const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
        method: 'POST',
        headers: {
          ...writeScopeHeaders(scope, { assertion, spanId: '00f067aa0ba902b7' }),
          'content-type': 'application/json',
          ...headers,
        },
        body: JSON.stringify({ query }),
      });
      // The subgraph answers every verified operation with JSON.
      return (await response.json()) as Answer;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}
