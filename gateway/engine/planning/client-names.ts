import { type DocumentNode, type FieldNode, print, visit } from 'graphql';

/** Keys that every JavaScript object has already. */
const inherited: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

const privatePrefix = '_client_';

/** The key under which the client finds the field in its answer. */
export function responseKey({ alias, name }: FieldNode): string {
  return alias?.value ?? name.value;
}

/** Tells the key under which fetched data hold a field of the client. */
export type DataKeys = (field: FieldNode) => string;

/**
 * The data keys of a document.
 *
 * A client may name any field as a plan names what it selects for itself (`{ product { id: name } }` where `id`
 * is the key), or as JavaScript names what every object has (`constructor`), or give objects of different types
 * different fields under one name, which the planner may take for one. Such fields get private keys for planning and
 * fetching; whoever writes the answer puts the client's name back.
 */
export function dataKeys(document: DocumentNode, reservedNames: ReadonlySet<string>): DataKeys {
  const meanings = meaningsIn(document);

  return (field) => {
    const key = responseKey(field);
    const meaning = meanings.get(key)?.get(meaningOf(field)) ?? 0;
    if (meaning > 0) return `${privatePrefix}${meaning}_${key}`;
    const isAlias = key !== field.name.value;
    const isTaken = isAlias && (reservedNames.has(key) || key.startsWith('_'));
    const isPrivate = isTaken || inherited.has(key) || key.startsWith(privatePrefix);
    return isPrivate ? privatePrefix + key : key;
  };
}

/** By response key, a number for each field with its arguments that a document gives that key. */
function meaningsIn(document: DocumentNode): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const meanings = new Map<string, Map<string, number>>();
  visit(document, {
    Field(field) {
      const key = responseKey(field);
      const numbers = meanings.get(key) ?? new Map<string, number>();
      const meaning = meaningOf(field);
      meanings.set(key, numbers.set(meaning, numbers.get(meaning) ?? numbers.size));
    },
  });
  return meanings;
}

function meaningOf({ name, arguments: given = [] }: FieldNode): string {
  return `${name.value}(${given.map(print).sort().join()})`;
}

/** An element of an error's path as the client knows it. */
export function clientKey(key: string | number): string | number {
  return typeof key === 'string' ? key.replace(/^_client_(\d+_)?/, '') : key;
}
