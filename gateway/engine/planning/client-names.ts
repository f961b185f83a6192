import type { FieldNode } from 'graphql';

/** Keys that every JavaScript object has already. */
const inherited: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

const privatePrefix = '_client_';

/** The key under which the client finds the field in its answer. */
export function responseKey({ alias, name }: FieldNode): string {
  return alias?.value ?? name.value;
}

/**
 * The key under which fetched data hold a field of the client.
 *
 * A client may name any field as a plan names what it selects for itself (`{ product { id: name } }` where `id`
 * is the key), or as JavaScript names what every object has (`constructor`). Such fields get a private key for
 * planning and fetching; whoever writes the answer puts the client's name back.
 */
export function dataKey(field: FieldNode, reservedNames: ReadonlySet<string>): string {
  const key = responseKey(field);
  const isAlias = key !== field.name.value;
  const isTaken = isAlias && (reservedNames.has(key) || key.startsWith('_'));
  return isTaken || inherited.has(key) || key.startsWith(privatePrefix) ? privatePrefix + key : key;
}

/** An element of an error's path as the client knows it. */
export function clientKey(key: string | number): string | number {
  return typeof key === 'string' && key.startsWith(privatePrefix)
    ? key.slice(privatePrefix.length)
    : key;
}
