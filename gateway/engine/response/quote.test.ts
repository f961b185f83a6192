import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quote } from './quote.ts';

describe('a quoted text', () => {
  it('is JSON, whatever is in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (text) => {
        expect(quote(text)).toBe(JSON.stringify(text));
      }),
    );
  });

  it('is JSON at each character that could break it, short and long', () => {
    for (let code = 0; code < 0x300; code += 1) {
      const text = String.fromCharCode(code);
      expect(quote(text)).toBe(JSON.stringify(text));
      expect(quote(text.repeat(60))).toBe(JSON.stringify(text.repeat(60)));
    }
    expect(quote('\u2028\ud800')).toBe(JSON.stringify('\u2028\ud800'));
  });
});
