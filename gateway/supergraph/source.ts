import { readFile } from 'node:fs/promises';

/** Where a supergraph is kept. */
export interface SupergraphSource {
  /** As people name it. */
  readonly place: string;
  /**
   * The text as it is now; undefined when it is known to be as it was at the last look, or may be half written.
   *
   * @throws Error, a sentence, when it cannot be read.
   */
  read(): Promise<string | undefined>;
}

/** Beyond this it is no supergraph but a mistake. */
const largestBytes = 32 * 1024 * 1024;
const timeoutMs = 5_000;

/** @param address - a path, or a URL of https (of http on this very machine). */
export function supergraphSource(address: string): SupergraphSource {
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(address)?.[1]?.toLowerCase();
  if (scheme === undefined) return fileSource(address);
  return urlSource(safeUrl(address));
}

function fileSource(path: string): SupergraphSource {
  let lastSeen: string | undefined;
  return {
    place: path,
    async read() {
      try {
        const text = await readFile(path, 'utf8');
        // Somebody may be in the middle of writing it: a change counts when two looks have seen the same.
        const isSettled = lastSeen === undefined || lastSeen === text;
        lastSeen = text;
        return isSettled ? text : undefined;
      } catch (error) {
        throw new Error(`The supergraph ${path} cannot be read: ${reasonOf(error)}.`);
      }
    },
  };
}

/** Asked with the ETag of the last answer, so that nothing is sent that is known. A redirect is not followed. */
function urlSource(url: URL): SupergraphSource {
  // An address may hold a password.
  const place = `${url.origin}${url.pathname}`;
  let etag: string | undefined;
  return {
    place,
    async read() {
      try {
        const response = await fetch(url, {
          redirect: 'error',
          signal: AbortSignal.timeout(timeoutMs),
          headers: etag === undefined ? {} : { 'if-none-match': etag },
        });
        if (response.status === 304) return undefined;
        if (!response.ok) throw new Error(`it answers with status ${response.status}`);
        const text = await readText(response);
        etag = response.headers.get('etag') ?? undefined;
        return text;
      } catch (error) {
        throw new Error(`The supergraph at ${place} cannot be read: ${reasonOf(error)}.`);
      }
    },
  };
}

async function readText({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.length;
    if (length > largestBytes) throw new Error(`it is larger than ${largestBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function safeUrl(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  const isLoopback = ['localhost', '127.0.0.1', '[::1]'].includes(url?.hostname ?? '');
  if (url && (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback))) return url;
  throw new Error('The address of a supergraph must be a path or an https URL.');
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if ('code' in error && error.code === 'ENOENT') return 'there is no such file';
  if ('code' in error && error.code === 'EISDIR') return 'it is a directory';
  return cause instanceof Error ? cause.message : error.message;
}
