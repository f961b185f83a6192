// `node hive.js SUPERGRAPH PORT [inbound]`: Hive Gateway's runtime with its Rust planner, as shipped.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime';
import { unifiedGraphHandler } from '@graphql-hive/router-runtime';

const [, , supergraphPath, port, inbound] = process.argv;
const gateway = createGatewayRuntime({
  supergraph: readFileSync(supergraphPath, 'utf8'),
  logging: false,
  maskedErrors: false,
  unifiedGraphHandler,
  // The switch by which its authors share equal queries in flight in the public benchmark.
  ...(inbound === 'inbound' ? { inboundInflightRequestDeduplication: true } : {}),
});
createServer(gateway).listen(Number(port), '127.0.0.1', () => process.send?.('ready'));
