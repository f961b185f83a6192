import { refusal } from '../../subgraphs/kernel/errors.ts';

/** A header's value by RFC 9110, without what Node would refuse to send. */
const valueForm = /^[\t\x20-\x7e\x80-\xff]{0,8192}$/;

/**
 * What a client sent of the headers that are handed on to subgraphs, once and as text.
 *
 * @param headers - of a request, or what `connection_init` holds, which may be anything.
 * @param names - in lower case.
 * @throws GraphQLError BAD_USER_INPUT where no header could hold it: the subgraph would be blamed for it.
 */
export function forwardedFrom(
  headers: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Readonly<Record<string, string>> {
  const sent = names.map((name) => [name, headers[name]] as const);
  const texts = sent.filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  const unfit = texts.find(([, value]) => !valueForm.test(value));
  if (!unfit) return Object.fromEntries(texts);
  throw refusal(
    'BAD_USER_INPUT',
    `${unfit[0]} cannot be handed on as the header that it should be.`,
  );
}
