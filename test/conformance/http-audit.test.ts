import { type AuditResult, auditServer } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTinyGateway, type TinyGateway } from '../gateway/tiny-gateway.ts';

// The audit of graphql-http, 61 checks of the specification "GraphQL over HTTP": MUST, SHOULD and MAY.

let gateway: TinyGateway;
let results: readonly AuditResult[];

async function audit(introspection: boolean): Promise<void> {
  gateway = await openTinyGateway({ introspection });
  const authorization = `Bearer ${await gateway.token('acme', 'ada')}`;
  results = await auditServer({
    url: `${gateway.url}/graphql`,
    // It knows nothing of tokens.
    fetchFn: (url: string, init: RequestInit = {}) =>
      fetch(url, { ...init, headers: { ...init.headers, authorization } }),
  });
}

/** What is not in order, as `status id`. */
function found(...statuses: readonly string[]): string[] {
  return results
    .filter(({ status }) => statuses.includes(status))
    .map(({ status, id }) => `${status} ${id}`)
    .sort();
}

/** Operations by GET: they are off, since a link of another page may cause them (CSRF). */
const byGet = ['notice 5A70', 'notice 6A70', 'notice D6D5'];

describe('the audit of GraphQL over HTTP', () => {
  describe('where introspection is on', () => {
    beforeAll(() => audit(true));
    afterAll(() => gateway.stop());

    it('has all of its 61 checks', () => {
      expect(results).toHaveLength(61);
    });

    it('finds no error and no warning', () => {
      expect(found('error', 'warn')).toEqual([]);
    });

    it('notices that nothing is asked by GET, and nothing else', () => {
      expect(found('notice')).toEqual(byGet);
    });
  });

  describe('where introspection is off', () => {
    beforeAll(() => audit(false));
    afterAll(() => gateway.stop());

    it('loses the three checks that ask for `__type`, and no other', () => {
      expect(results).toHaveLength(61);
      expect(found('error', 'warn')).toEqual(['error 28B9', 'error BF61', 'warn 2EA1']);
      for (const result of results) {
        if (result.status === 'error' || result.status === 'warn') {
          expect(result.response.status).toBeLessThan(500);
        }
      }
      expect(found('notice')).toEqual(byGet);
    });
  });
});
