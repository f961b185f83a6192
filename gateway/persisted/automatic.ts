import { LRUCache } from 'lru-cache';

/** Texts that clients have sent along with their hash, to send the hash alone from then on. */
export interface AutomaticStore {
  get(tenantId: string | null, hash: string): string | undefined;
  keep(tenantId: string | null, hash: string, source: string): void;
}

const tenants = 100;
/** Of one tenant; a text has 15,000 at the most. */
const charactersEach = 500_000;

/**
 * Automatic persisted queries of this process, each tenant's by themselves: none reads another's, and none drives
 * out more than its own. A text that another gateway holds, or that was driven out, is sent once more.
 */
export function automaticStore(): AutomaticStore {
  const stores = new LRUCache<string, LRUCache<string, string>>({ max: tenants });

  return {
    get: (tenantId, hash) => stores.get(keyOf(tenantId))?.get(hash),

    keep(tenantId, hash, source) {
      const key = keyOf(tenantId);
      const own = stores.get(key) ?? textsOfOne();
      own.set(hash, source);
      stores.set(key, own);
    },
  };
}

function textsOfOne(): LRUCache<string, string> {
  return new LRUCache({ maxSize: charactersEach, sizeCalculation: ({ length }) => length });
}

/** No tenant goes by an empty name: those without one are the platform. */
function keyOf(tenantId: string | null): string {
  return tenantId ?? '';
}
