/** `tsx contender.ts SUPERGRAPH PORT NAME GRAPH`: one gateway to measure, listening on its port. */
import { readFileSync } from 'node:fs';
import { ApolloGateway } from '@apollo/gateway';
import type { GatewayInterface } from '@apollo/server-gateway-interface';
import { operationOf } from '../../../gateway/admission/admit.ts';
import { createEngine, type EngineOptions } from '../../../gateway/engine/compiled.ts';
import type { Engine, PreparedOperation } from '../../../gateway/engine/engine.ts';
import type { SubgraphPort } from '../../../gateway/fetch/port.ts';
import { type AdapterContext, serveByApolloServer, Written } from './adapter.ts';
import { serveBare } from './bare.ts';
import { isGraphName } from './graph.ts';
import { localPortsOf } from './local-ports.ts';
import { plainPortsOf } from './plain-ports.ts';
import { scopeOf } from './scopes.ts';
import { serveWhole } from './whole.ts';

const [, , path = '', portText, name, graph] = process.argv;
const port = Number(portText);
const supergraphSdl = readFileSync(path, 'utf8');
if (!isGraphName(graph)) throw new Error(`There is no graph ${graph}.`);

switch (name) {
  case 'stock':
    // As its documentation shows it: RemoteGraphQLDataSource, and nothing set.
    await serveByApolloServer(new ApolloGateway({ supergraphSdl }), port);
    break;
  case 'ours':
    await serveByApolloServer(asGateway(await engineOver(plainPortsOf(supergraphSdl))), port);
    break;
  case 'ours-operations':
    await serveByApolloServer(
      asGateway(await engineOver(plainPortsOf(supergraphSdl), { coalesceOperations: true })),
      port,
    );
    break;
  case 'bare':
    serveBare(await engineOver(plainPortsOf(supergraphSdl)), port);
    break;
  case 'whole':
    await serveWhole(supergraphSdl, port, process.argv[6] ?? '');
    break;
  case 'ours-local':
    await serveByApolloServer(asGateway(await engineOver(localPortsOf(graph))), port);
    break;
  default:
    throw new Error(`There is no contender ${name}.`);
}

function engineOver(
  ports: ReadonlyMap<string, SubgraphPort>,
  options: EngineOptions = {},
): Promise<Engine> {
  return createEngine(supergraphSdl, ports, options);
}

/** Our engine where Apollo Server expects a gateway of its maker. */
function asGateway(engine: Engine): GatewayInterface {
  const known = new Map<string, PreparedOperation>();
  return {
    async load() {
      return {
        schema: engine.schema,
        async executor({ document, request, queryHash, context }) {
          const key = `${request.operationName ?? ''}\n${queryHash}`;
          const prepared = known.get(key) ?? {
            key,
            document,
            definition: operationOf(document, request.operationName),
            operationName: request.operationName,
          };
          known.set(key, prepared);
          const scope = scopeOf((context as unknown as AdapterContext).authorization);
          const answer = await engine.execute({
            prepared,
            variables: request.variables ?? {},
            scope,
          });
          // What the adapter writes out as it is stands where an object is expected.
          if ('dataText' in answer) return { data: new Written(answer.dataText) as never };
          return answer as never;
        },
      };
    },
    onSchemaLoadOrUpdate(tell) {
      tell({ apiSchema: engine.schema, coreSupergraphSdl: '' });
      return () => {};
    },
    stop: () => engine.stop(),
  };
}
