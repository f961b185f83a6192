import { isPlainObject } from './canonical.ts';
import { type LogCursor, type LogEvent, type LogPage, logEvent, logRefusal } from './log.ts';
import type { EventSource, SourceOptions } from './source.ts';

export interface FeedClientOptions {
  /** Where the feed is: `http://127.0.0.1:4101/events`. */
  readonly url: string;
  /** The headers that prove who asks for this path and query. */
  readonly sign: (pathAndQuery: string) => Promise<Record<string, string>> | Record<string, string>;
  /** The event types that are wanted; undefined asks for all. */
  readonly types?: readonly string[];
}

/** How much longer than the wait itself an answer may take. */
const patienceMs = 10_000;

/** The log of another subgraph, over its feed. */
export function httpSource(options: FeedClientOptions): EventSource {
  return {
    async read(after, wanted) {
      const url = addressOf(options, after, wanted);
      const { status, body } = await request(url, options, wanted);
      if (status === 200) return parsePage(body);
      throw refusalOf(status, body);
    },
  };
}

function addressOf(
  { url, types }: FeedClientOptions,
  after: LogCursor,
  wanted: SourceOptions,
): URL {
  const address = new URL(url);
  address.searchParams.set('after', String(after.position));
  if (after.eventId !== null) address.searchParams.set('eventId', after.eventId);
  address.searchParams.set('limit', String(wanted.limit));
  address.searchParams.set('wait', String(wanted.waitMs));
  if (types) address.searchParams.set('types', types.join(','));
  return address;
}

async function request(
  url: URL,
  { sign }: FeedClientOptions,
  { signal, waitMs }: SourceOptions,
): Promise<{ status: number; body: string }> {
  const headers = await sign(`${url.pathname}${url.search}`);
  const ending = new AbortController();
  const end = () => ending.abort();
  const timer = setTimeout(end, waitMs + patienceMs);
  signal?.addEventListener('abort', end, { once: true });
  if (signal?.aborted) end();
  try {
    const response = await fetch(url, { headers, signal: ending.signal });
    return { status: response.status, body: await response.text() };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', end);
  }
}

function refusalOf(status: number, body: string): Error {
  if (status === 409) return logRefusal('LOG_DIVERGED', 'The feed has gone another way.');
  if (status === 410) return logRefusal('EVENTS_ARCHIVED', 'The feed no longer keeps the events.');
  return new Error(`The feed answered ${status}: ${body.slice(0, 200)}`);
}

function parsePage(body: string): LogPage {
  const lines = body.split('\n');
  const cutOff = new Error('The answer of the feed was cut off.');
  // Every line ends with a line break, so the last piece is empty.
  if (lines.pop() !== '') throw cutOff;
  const end: unknown = JSON.parse(lines.pop() ?? 'null');
  if (!isPlainObject(end) || !isPlainObject(end['scannedTo'])) throw cutOff;
  const { position, eventId } = end['scannedTo'];
  return {
    events: lines.map(parseEvent),
    scannedTo: {
      position: Number(position),
      eventId: typeof eventId === 'string' ? eventId : null,
    },
    isLast: end['isLast'] === true,
  };
}

const eventMember = ',"event":';

/** The envelope is cut out, so that it stays the text that was stored; the members before it are ours. */
function parseEvent(line: string): LogEvent {
  const at = line.indexOf(eventMember);
  const place: unknown = JSON.parse(`${line.slice(0, at)}}`);
  if (!isPlainObject(place)) throw new Error('A line of the feed is no event.');
  const { position, tenantId, sequence } = place;
  const envelope = line.slice(at + eventMember.length, -1);
  return logEvent([String(position), String(tenantId), String(sequence), envelope]);
}
