import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { optionalText, text } from './text.ts';

const invalid = expect.objectContaining({ code: 'INVALID_INPUT', field: 'title' });

describe('text', () => {
  it('is normalised to NFC and trimmed', () => {
    expect(text('  cafe\u0301 \n', 'title', 100)).toBe('caf\u00e9');
  });

  it('is measured after normalising', () => {
    expect(text('e\u0301'.repeat(5), 'title', 5)).toHaveLength(5);
    expect(() => text('e\u0301'.repeat(6), 'title', 5)).toThrow(invalid);
  });

  it.each(['', ' ', '\t\n', '\u00a0\u2003\ufeff'])('is refused when it is blank: %j', (blank) => {
    expect(() => text(blank, 'title', 100)).toThrow(invalid);
  });

  it('keeps tabs and line breaks inside', () => {
    expect(text('one\r\n\ttwo', 'title', 100)).toBe('one\r\n\ttwo');
  });

  it.each(
    Array.from({ length: 0xa0 }, (_, code) => code)
      .filter((code) => code < 0x20 || code >= 0x7f)
      .filter((code) => !['\t', '\n', '\r'].includes(String.fromCharCode(code))),
  )('is refused with the control character %i', (code) => {
    expect(() => text(`a${String.fromCharCode(code)}b`, 'title', 100)).toThrow(invalid);
  });

  it.each(['\ud800', '\udfff', '\udc00\ud800'])('is refused with half a surrogate pair', (half) => {
    expect(() => text(`a${half}b`, 'title', 100)).toThrow(invalid);
  });

  it('keeps whole surrogate pairs', () => {
    expect(text('\u{1f3ed}', 'title', 2)).toBe('\u{1f3ed}');
  });

  it('changes no further when it is taken again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (given) => {
        const once = keptOrNull(given);

        if (once !== null) {
          expect(text(once, 'title', 1_000)).toBe(once);
          expect(once.isWellFormed() && once === once.normalize('NFC').trim()).toBe(true);
          expect(once).not.toMatch(/(?![\t\n\r])\p{Cc}/u);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('optional text', () => {
  it.each([undefined, null, '', '  ', '\u00a0'])('is null when it is %j', (value) => {
    expect(optionalText(value, 'title', 100)).toBeNull();
  });

  it('is held to the same rules when it is given', () => {
    expect(optionalText(' a ', 'title', 100)).toBe('a');
    expect(() => optionalText('\u0000', 'title', 100)).toThrow(invalid);
    expect(() => optionalText('ab', 'title', 1)).toThrow(invalid);
  });
});

function keptOrNull(given: string): string | null {
  try {
    return text(given, 'title', 1_000);
  } catch {
    return null;
  }
}
