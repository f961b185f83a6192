import { refusal } from '../../subgraphs/kernel/errors.ts';

/** The forms in which answers can be sent. */
export const mediaTypes = {
  graphqlJson: 'application/graphql-response+json; charset=utf-8',
  json: 'application/json; charset=utf-8',
  /** GraphQL over server-sent events, a connection for each operation. */
  events: 'text/event-stream; charset=utf-8',
  /** Multipart subscriptions. */
  subscriptionParts: 'multipart/mixed; boundary="graphql"; subscriptionSpec=1.0',
  /** Answers in parts, as the proposal of August 2022 has them. */
  deferParts: 'multipart/mixed; boundary="-"; deferSpec=20220824',
  /** Answers in parts, as the proposal of today has them. */
  incrementalParts: 'multipart/mixed; boundary="-"; incrementalSpec=v0.2',
} as const;
export type Form = keyof typeof mediaTypes;

/** A range of the Accept header. */
interface Range {
  readonly type: string;
  /** `deferspec=20220824` and its like: what the parts of a multipart answer are. */
  readonly spec: string | undefined;
  /** 0 is not wanted at all. */
  readonly quality: number;
}

export interface Accept {
  /** The best of these forms, the first of equally good ones; undefined when none is accepted. */
  best<Offered extends Form>(offered: readonly Offered[]): Offered | undefined;
}

/** @param header - as it was sent; whoever sends none does not mind, and gets JSON. */
export function readAccept(header: string | undefined): Accept {
  const ranges = (header?.trim() || '*/*').toLowerCase().split(',').map(readRange);

  return {
    best(offered) {
      const wanted = offered
        .map((form) => ({ form, quality: qualityOf(form, ranges) }))
        .filter(({ quality }) => quality > 0)
        .sort((a, b) => b.quality - a.quality);
      return wanted[0]?.form;
    },
  };
}

/**
 * The form of a single answer.
 *
 * @throws GraphQLError BAD_USER_INPUT when there is none that the client accepts.
 */
export function singleForm(accept: Accept): 'graphqlJson' | 'json' | 'events' {
  const found = accept.best(['graphqlJson', 'json']) ?? accept.best(['events']);
  if (found) return found;
  // Whoever hopes for an answer in parts has to cope with one that has none.
  if (accept.best(['deferParts', 'incrementalParts', 'subscriptionParts'])) return 'json';
  throw refusal('BAD_USER_INPUT', 'Answers come as application/json; accept that.');
}

/**
 * Whether a client named `application/json` and nothing newer: by "GraphQL over HTTP" it then expects 200 also where
 * its document or its variables are at fault.
 */
export function isLegacy(header: string | undefined): boolean {
  const ranges = (header ?? '').toLowerCase().split(',').map(readRange);
  return ranges.some(({ type, quality }) => type === 'application/json' && quality > 0);
}

const specForm = /^(?:deferspec|incrementalspec|subscriptionspec)=/;
const qualityForm = /^q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/;

/** `Text/HTML; q=0.5` is the range `text/html`, half wanted; a quality that is none counts as 1. */
function readRange(part: string): Range {
  const [type = '', ...parameters] = part.split(';').map((piece) => piece.trim());
  const spec = parameters.find((parameter) => specForm.test(parameter));
  const quality = parameters.map((parameter) => qualityForm.exec(parameter)?.[1]).find(Boolean);
  return { type, spec: spec?.replaceAll('"', ''), quality: Number(quality ?? 1) };
}

/** By the range that names it most closely. */
function qualityOf(form: Form, ranges: readonly Range[]): number {
  const [type = '', ...parameters] = mediaTypes[form].toLowerCase().split('; ');
  const spec = parameters.find((parameter) => specForm.test(parameter));
  const family = `${type.split('/', 1)[0]}/*`;
  const named = ranges.filter((range) => range.type === type);
  const closest =
    (spec === undefined ? named[0] : named.find((range) => range.spec === spec)) ??
    // `multipart/mixed` alone, as some clients say it, is the older of its forms.
    (form === 'deferParts' ? named.find((range) => range.spec === undefined) : undefined) ??
    // Only JSON is sent to whoever did not ask for a form by name.
    (form === 'json'
      ? (ranges.find((range) => range.type === family) ??
        ranges.find((range) => range.type === '*/*'))
      : undefined);
  return closest?.quality ?? 0;
}
