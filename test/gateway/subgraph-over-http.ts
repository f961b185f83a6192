import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { httpPort } from '../../gateway/fetch/http.ts';
import type { SubgraphPort } from '../../gateway/fetch/port.ts';
import {
  createCallSigner,
  createCallVerifier,
} from '../../subgraphs/kernel/scope/internal-call.ts';
import {
  generatePrivateKey,
  importVerificationKeys,
  publicKeyOf,
} from '../../subgraphs/kernel/scope/keys.ts';
import { createAssertionSigner } from '../../subgraphs/kernel/scope/signer.ts';
import { createAssertionVerifier } from '../../subgraphs/kernel/scope/verifier.ts';
import { createSubgraphServer } from '../../subgraphs/kernel/server.ts';
import type { Subgraph } from '../../subgraphs/kernel/subgraph.ts';

/** A subgraph behind HTTP, which a test can kill and bring back at the same address. */
export interface SubgraphOverHttp {
  /** The way to it, of a gateway. */
  readonly port: SubgraphPort;
  /** Takes nothing more, and cuts every connection in the middle of whatever it carries. */
  kill(): Promise<void>;
  comeBack(): Promise<void>;
}

const privateKey = await generatePrivateKey();
const keys = await importVerificationKeys([publicKeyOf(privateKey)]);

export async function serveOverHttp(
  subgraph: Subgraph,
  isReady: () => Promise<boolean> = async () => true,
): Promise<SubgraphOverHttp> {
  const callers = new Map([['gateway', keys]]);
  const open = () =>
    createSubgraphServer({
      subgraph,
      assertions: createAssertionVerifier({
        audience: subgraph.name,
        keys,
        spend: async () => true,
      }),
      calls: createCallVerifier({ audience: `${subgraph.name}/ask`, callers }),
      feed: async (_, response) => void response.writeHead(404).end(),
      isReady,
      log: pino({ level: 'silent' }),
    });
  let server = open();
  const listen = (at: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(at, '127.0.0.1', resolve);
    });
  await listen(0);
  const { port: at } = server.address() as AddressInfo;

  return {
    port: httpPort({
      name: subgraph.name,
      url: `http://127.0.0.1:${at}`,
      assertions: await createAssertionSigner({ privateKeys: [privateKey] }),
      calls: await createCallSigner({ caller: 'gateway', privateKeys: [privateKey] }),
    }),
    async kill() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
    async comeBack() {
      server = open();
      await listen(at);
    },
  };
}
