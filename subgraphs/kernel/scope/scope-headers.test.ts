import { describe, expect, it } from 'vitest';
import {
  isIdentifier,
  isReservedHeader,
  readScopeHeaders,
  readTraceparent,
  writeScopeHeaders,
} from './scope-headers.ts';

const facts = {
  requestId: '01890a5d-ac96-774b-bcce-b302099a8057',
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  correlationId: 'order:17',
  deadlineAt: 1_790_000_000_000,
};
const call = { assertion: 'header.claims.signature', spanId: '00f067aa0ba902b7' };

describe('the headers of a call', () => {
  it('are read as they were written', () => {
    expect(readScopeHeaders(writeScopeHeaders(facts, call))).toEqual({
      assertion: call.assertion,
      facts,
    });
  });

  it('say nothing of a deadline where there is none', () => {
    const headers = writeScopeHeaders({ ...facts, deadlineAt: null }, call);

    expect(headers).not.toHaveProperty('x-fs-deadline');
    expect(readScopeHeaders(headers).facts.deadlineAt).toBeNull();
  });

  it('name the trace and the calling span as W3C does', () => {
    expect(writeScopeHeaders(facts, call)['traceparent']).toBe(
      '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    );
  });

  it('are refused without an assertion', () => {
    const { 'x-fs-assertion': _, ...rest } = writeScopeHeaders(facts, call);

    expect(() => readScopeHeaders(rest)).toThrow('The call carries no assertion.');
  });

  it.each(['x-fs-request-id', 'x-fs-correlation-id', 'traceparent'])(
    'are refused without %s, with a malformed one and with two',
    (name) => {
      const headers = writeScopeHeaders(facts, call);
      const { [name]: value, ...rest } = headers;

      // Node joins a header that is sent twice with a comma.
      for (const wrong of [rest, ...['', 'a b', `${value}, ${value}`].map(toHeader)]) {
        expect(() => readScopeHeaders(wrong)).toThrow(`The call's ${name} header is missing`);
      }
      function toHeader(text: string) {
        return { ...headers, [name]: text };
      }
    },
  );

  it.each(['', '0', '-1', '1e12', '12.5', '99999999999999999', '1790000000000, 1790000000000'])(
    'are refused with the deadline %j',
    (deadline) => {
      const headers = { ...writeScopeHeaders(facts, call), 'x-fs-deadline': deadline };

      expect(() => readScopeHeaders(headers)).toThrow(/x-fs-deadline header/);
    },
  );
});

describe('a traceparent', () => {
  it('gives trace, span and whether the trace is sampled', () => {
    const ids = '4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7';
    const [traceId, spanId] = ids.split('-');

    expect(readTraceparent(`00-${ids}-01`)).toEqual({ traceId, spanId, isSampled: true });
    expect(readTraceparent(`00-${ids}-00`)).toEqual({ traceId, spanId, isSampled: false });
  });

  it.each([
    undefined,
    '',
    '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7',
    '00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01',
    '00-00000000000000000000000000000000-00f067aa0ba902b7-01',
    '00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01',
    'ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-extra',
  ])('is refused as %j', (value) => {
    expect(readTraceparent(value)).toBeNull();
  });
});

describe('headers that are ours alone', () => {
  it.each(['x-fs-assertion', 'X-FS-Assertion', 'x-fs-anything'])('include %s', (name) => {
    expect(isReservedHeader(name)).toBe(true);
  });

  it.each(['authorization', 'traceparent', 'x-fs', 'x-forwarded-for', 'my-x-fs-assertion'])(
    'do not include %s',
    (name) => {
      expect(isReservedHeader(name)).toBe(false);
    },
  );
});

describe('an identifier', () => {
  it.each(['a', 'order:17', '01890a5d-ac96', 'a'.repeat(128)])('may be %s', (value) => {
    expect(isIdentifier(value)).toBe(true);
  });

  it.each(['', '-a', 'a b', 'a\n', 'é', 'a'.repeat(129), 7, null])('is never %j', (value) => {
    expect(isIdentifier(value)).toBe(false);
  });
});
