import { refusal } from '../../subgraphs/kernel/errors.ts';

/** A form in which a single answer can be sent. */
export interface MediaType {
  readonly contentType: string;
  /**
   * Whether a request whose document or variables are at fault is answered with 200, as "GraphQL over HTTP"
   * wants it for clients that know `application/json` alone.
   */
  readonly isLegacy: boolean;
}

const graphqlJson = 'application/graphql-response+json; charset=utf-8';
const json = 'application/json; charset=utf-8';

/**
 * The form of the answer, by the Accept header. Whoever does not mind gets JSON with honest statuses.
 *
 * @throws GraphQLError BAD_USER_INPUT when there is none that the client accepts.
 */
export function mediaTypeFor(accept: string | undefined): MediaType {
  const accepted = new Set((accept ?? '*/*').toLowerCase().split(',').map(rangeIn));
  if (accepted.has('application/graphql-response+json')) {
    return { contentType: graphqlJson, isLegacy: false };
  }
  if (accepted.has('application/json')) return { contentType: json, isLegacy: true };
  if (accepted.has('*/*') || accepted.has('application/*')) {
    return { contentType: json, isLegacy: false };
  }
  throw refusal('BAD_USER_INPUT', 'Answers come as application/json; accept that.');
}

/** `Text/HTML; q=0.5` is the range `text/html`; what is not wanted at all (`q=0`) is none. */
function rangeIn(part: string): string {
  const [range = '', ...parameters] = part.split(';').map((piece) => piece.trim());
  return parameters.some((parameter) => /^q=0(\.0{0,3})?$/.test(parameter)) ? '' : range;
}
