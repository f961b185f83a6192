import type { LiveResult } from '../live/subscriber.ts';
import type { Form } from './accept.ts';

/** How the results of one operation are told apart within one response. */
export interface Framing {
  /** Before everything. */
  readonly start: string;
  result(result: LiveResult): string;
  /**
   * What ends the stream although its operation goes on, such as a token that has expired.
   *
   * @param errors - their JSON text.
   */
  failure(errors: string): string;
  /** Says that all is well while nothing happens. */
  readonly heartbeat: string;
  /** After the last result. */
  readonly end: string;
}

/** GraphQL over server-sent events: PROTOCOL.md of graphql-sse. The text of a result holds no line break. */
const events: Framing = {
  start: ':\n\n',
  result: ({ text, place }) =>
    `event: next\n${place === undefined ? '' : `id: ${place}\n`}data: ${text}\n\n`,
  failure: (errors) => `event: next\ndata: {"errors":${errors}}\n\n`,
  heartbeat: ':\n\n',
  // An EventSource hears of no event without data.
  end: 'event: complete\ndata: \n\n',
};

/** The delimiter follows each part at once: only with it does a reader know that the part is whole. */
function parts(boundary: string) {
  const delimiter = `\r\n--${boundary}`;
  const part = (json: string) =>
    `\r\ncontent-type: application/json; charset=utf-8\r\n\r\n${json}${delimiter}`;
  return { start: delimiter, part, end: '--\r\n' };
}

/** Multipart subscriptions: errors of the stream itself stand beside a payload that is null. */
function subscriptionFraming(): Framing {
  const { start, part, end } = parts('graphql');
  return {
    start,
    result: ({ text }) => part(`{"payload":${text}}`),
    failure: (errors) => part(`{"payload":null,"errors":${errors}}`),
    heartbeat: part('{}'),
    end,
  };
}

/** An answer in parts is soon over and needs no heartbeat. */
function answerFraming(): Framing {
  const { start, part, end } = parts('-');
  return {
    start,
    result: ({ text }) => part(text),
    failure: (errors) => part(`{"errors":${errors},"hasNext":false}`),
    heartbeat: '',
    end,
  };
}

export const framings = {
  events,
  subscriptionParts: subscriptionFraming(),
  deferParts: answerFraming(),
  incrementalParts: answerFraming(),
} as const satisfies Partial<Record<Form, Framing>>;
export type StreamForm = keyof typeof framings;
