import { idsIn, leaves, unfolded } from './names.ts';

/** By what a tenant's data is known wherever it turns up. */
export interface Secrets {
  readonly canary: string;
  /** Of everything it has, in lower case. */
  readonly ids: ReadonlySet<string>;
}

/**
 * What a text tells of a tenant: its canary or its ids, in cursors too, in any case.
 *
 * @param given - what the reader said himself; to hear it again tells nothing.
 */
export function leaks({ canary, ids }: Secrets, text: string, given: unknown = {}): string[] {
  const rest = without(unfolded(text), given);
  const foundIds = idsIn(rest).filter((id) => ids.has(id));
  const isCanaryThere = rest.toLowerCase().includes(canary.toLowerCase());
  return [...new Set([...(isCanaryThere ? [canary] : []), ...foundIds])];
}

function without(text: string, given: unknown): string {
  return leaves(given, '')
    .map(([, said]) => said)
    .filter((said) => said.length > 3)
    .sort((a, b) => b.length - a.length)
    .reduce((rest, said) => rest.replaceAll(said, ''), text);
}
