import type { ServerOptions } from 'node:http';

/** How long a request may take to arrive: nobody holds a connection by sending it byte by byte. */
export interface ArrivalLimits {
  /** From the connection, or the request before, to the end of its headers. */
  readonly headersMs: number;
  /** To the end of its body. */
  readonly wholeMs: number;
  /** How often that is looked after. */
  readonly checkMs: number;
}

const arrivalLimits: ArrivalLimits = { headersMs: 10_000, wholeMs: 30_000, checkMs: 5_000 };
const longestHeaders = 16 * 1024;

/** What Node is told of it, which answers 408 or 431 and ends the connection. */
export function arrivalOptions({
  headersMs,
  wholeMs,
  checkMs,
}: ArrivalLimits = arrivalLimits): ServerOptions {
  return {
    maxHeaderSize: longestHeaders,
    headersTimeout: headersMs,
    requestTimeout: wholeMs,
    connectionsCheckingInterval: checkMs,
  };
}
