import { setMaxListeners } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '../log.ts';
import {
  cursorOf,
  type LogCursor,
  type LogEvent,
  type LogPage,
  logRefusalOf,
  messageOf,
} from './log.ts';
import { awaitPage, type LogAccess } from './source.ts';

// The log over HTTP, for consumers in other subgraphs.
//
//   GET /events?after=<position>&eventId=<id of the event there>&limit=&wait=<ms>&types=<a,b>
//
//   200  application/x-ndjson: a line an event, then a line that tells how far was looked; without that
//        last line the answer was cut off
//   400  the query is malformed
//   401  the caller is nobody we know
//   409  LOG_DIVERGED: another event stands at `after`, or none yet
//   410  EVENTS_ARCHIVED: the events after `after` are no longer kept
//   503  the log cannot be read just now

export interface FeedOptions extends LogAccess {
  /** The caller's name, or null for a stranger. */
  readonly authorize: (request: IncomingMessage) => Promise<string | null> | string | null;
  readonly log: Logger;
  /** Aborted when its process stops: from then on nobody waits for an event that is not there yet. */
  readonly stopping?: AbortSignal;
}

export type Feed = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

const largestLimit = 5_000;
const longestWaitMs = 25_000;
const largestPageBytes = 8 * 1024 * 1024;
const statusOf = { LOG_DIVERGED: 409, EVENTS_ARCHIVED: 410 } as const;

export function createFeed(options: FeedOptions): Feed {
  const { stopping } = options;
  // However many wait.
  if (stopping) setMaxListeners(0, stopping);
  return async (request, response) => {
    const caller = await options.authorize(request);
    if (caller === null) return refuse(response, 401, 'UNAUTHENTICATED');
    const query = parseQuery(request.url ?? '');
    if (request.method !== 'GET' || query === null) {
      return refuse(response, 400, 'BAD_REQUEST');
    }
    const signal = whileAwaited(response, stopping);
    try {
      const page = await awaitPage(options, query.after, { ...query, signal });
      // Else it would come again at once, to who takes no further request.
      if (stopping?.aborted) response.shouldKeepAlive = false;
      response.writeHead(200, { 'content-type': 'application/x-ndjson' }).end(pageText(page));
    } catch (error) {
      const refusal = logRefusalOf(error);
      options.log.warn({ caller, error: messageOf(error) }, 'The feed could not answer.');
      refuse(response, refusal ? statusOf[refusal] : 503, refusal ?? 'UNAVAILABLE');
    }
  };
}

/** Aborted when the reader has gone, or must not be kept waiting any more. */
function whileAwaited(response: ServerResponse, stopping: AbortSignal | undefined): AbortSignal {
  const ending = new AbortController();
  const end = () => ending.abort();
  stopping?.addEventListener('abort', end);
  response.once('close', () => {
    stopping?.removeEventListener('abort', end);
    end();
  });
  if (stopping?.aborted) end();
  return ending.signal;
}

function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ code }));
}

/** The envelopes go out as they are stored; nothing of them is read on the way. */
function pageText({ events, scannedTo, isLast }: LogPage): string {
  const sent: string[] = [];
  let bytes = 0;
  let last: LogEvent | undefined;
  for (const event of events) {
    if (bytes > largestPageBytes) break;
    const line = eventLine(event);
    bytes += Buffer.byteLength(line);
    sent.push(line);
    last = event;
  }
  const isWhole = sent.length === events.length;
  const end =
    isWhole || !last ? { scannedTo, isLast } : { scannedTo: cursorOf(last), isLast: false };
  return `${sent.join('')}${endLine(end.scannedTo, end.isLast)}`;
}

function eventLine({ position, tenantId, sequence, envelope }: LogEvent): string {
  return `{"position":"${position}","tenantId":"${tenantId}","sequence":"${sequence}","event":${envelope}}\n`;
}

function endLine({ position, eventId }: LogCursor, isLast: boolean): string {
  return `${JSON.stringify({ scannedTo: { position: String(position), eventId }, isLast })}\n`;
}

interface FeedQuery {
  readonly after: LogCursor;
  readonly limit: number;
  readonly waitMs: number;
  readonly types: readonly string[] | undefined;
}

function parseQuery(url: string): FeedQuery | null {
  const given = new URL(url, 'http://feed').searchParams;
  const position = wholeNumber(given.get('after') ?? '0');
  const limit = wholeNumber(given.get('limit') ?? '500');
  const waitMs = wholeNumber(given.get('wait') ?? '0');
  const eventId = given.get('eventId');
  if (position === null || limit === null || limit === 0 || waitMs === null) return null;
  if ((position === 0) !== (eventId === null)) return null;
  return {
    after: { position, eventId },
    limit: Math.min(limit, largestLimit),
    waitMs: Math.min(waitMs, longestWaitMs),
    types: given.get('types')?.split(','),
  };
}

function wholeNumber(text: string): number | null {
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}
