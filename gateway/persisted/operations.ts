import { LRUCache } from 'lru-cache';
import { refusal } from '../../subgraphs/kernel/errors.ts';
import { automaticStore } from './automatic.ts';
import { type Registered, sha256 } from './manifest.ts';

/** What becomes of operations that nobody has registered. */
export const persistedModes = ['off', 'log-unknown', 'safelist'] as const;

/** How a client names the operation that it asks for; at least one is given. */
export interface AskedText {
  /** Empty when the client gives an id alone. */
  readonly source: string;
  /** The id of a registered operation. */
  readonly documentId?: string | undefined;
  /** SHA-256 of the text, as automatic persisted queries give it. */
  readonly sha256Hash?: string | undefined;
}

export interface PersistedOperations {
  /**
   * The text that is meant.
   *
   * @throws GraphQLError PERSISTED_QUERY_NOT_FOUND when the text of an id is not known, BAD_USER_INPUT when the
   *   text is not that of its hash, FORBIDDEN when only registered operations are served.
   */
  textOf(asked: AskedText, tenantId: string | null): string;
  /** Keeps the text of an operation that was found good, for clients that send its hash alone next time. */
  keep(asked: AskedText, tenantId: string | null): void;
}

export interface PersistedOptions {
  readonly mode: (typeof persistedModes)[number];
  readonly registered: Registered;
  /** Whether clients may register texts of their own by hash. */
  readonly isAutomatic: boolean;
  /** Told of each unknown operation once, by its hash. */
  readonly onUnknown: (hash: string) => void;
}

const judgedTexts = 2_000;
/** Of all of them together; a text has 15,000 at the most, and the least of one is its verdict. */
const judgedCharacters = 4_000_000;

export function createPersistedOperations(options: PersistedOptions): PersistedOperations {
  const { mode, registered, onUnknown } = options;
  // Where only registered operations are served there is nothing to register.
  const isAutomatic = options.isAutomatic && mode !== 'safelist';
  const automatic = automaticStore();
  const judged = new LRUCache<string, boolean>({
    max: judgedTexts,
    maxSize: judgedCharacters,
    sizeCalculation: (_, source) => 100 + source.length,
  });

  /** Whether a text is registered; told once of each that is not. */
  function isRegistered(source: string): boolean {
    const known = judged.get(source);
    if (known !== undefined) return known;
    const found = registered.has(source);
    judged.set(source, found);
    if (!found) onUnknown(sha256(source));
    return found;
  }

  function admitted(source: string): string {
    if (mode === 'off' || isRegistered(source) || mode === 'log-unknown') return source;
    throw refusal(
      'FORBIDDEN',
      'Only registered operations are served here; send one by its `documentId`.',
    );
  }

  return {
    textOf({ source, documentId, sha256Hash }, tenantId) {
      const id = documentId ?? sha256Hash;
      if (source !== '' && sha256Hash !== undefined && sha256(source) !== sha256Hash) {
        throw refusal('BAD_USER_INPUT', 'The hash is not that of the query.');
      }
      if (source !== '' || id === undefined) return admitted(source);
      const found = mode === 'off' ? undefined : registered.body(id);
      if (found !== undefined) return found;
      const kept =
        isAutomatic && documentId === undefined ? automatic.get(tenantId, id) : undefined;
      if (kept !== undefined) return admitted(kept);
      // The words by which clients of automatic persisted queries know that they must send the text.
      const isByHash = documentId === undefined;
      throw refusal(
        'PERSISTED_QUERY_NOT_FOUND',
        isByHash ? 'PersistedQueryNotFound' : 'No registered operation has this id.',
      );
    },

    keep({ source, sha256Hash }, tenantId) {
      if (isAutomatic && source !== '' && sha256Hash !== undefined) {
        automatic.keep(tenantId, sha256Hash, source);
      }
    },
  };
}
