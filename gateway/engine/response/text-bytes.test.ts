import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  beginText,
  brim,
  empty,
  endText,
  filling,
  writeNumber,
  writeString,
  writeText,
} from './text-bytes.ts';

function written(write: (position: number) => number): string {
  beginText();
  return endText(write(0));
}

describe('what is written as bytes', () => {
  it('is JSON of a string, whatever is in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (text) => {
        expect(written((at) => writeString(text, at))).toBe(JSON.stringify(text));
      }),
    );
  });

  it('is JSON at each character that could break it, short and long', () => {
    for (let code = 0; code < 0x300; code += 1) {
      const character = String.fromCharCode(code);
      for (const text of [character, character.repeat(60), character.repeat(70)]) {
        expect(written((at) => writeString(text, at))).toBe(JSON.stringify(text));
      }
    }
    expect(written((at) => writeString('\u2028\ud800', at))).toBe(JSON.stringify('\u2028\ud800'));
  });

  it('is JSON of a number', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })),
        (n) => {
          expect(written((at) => writeNumber(n, at))).toBe(JSON.stringify(n));
        },
      ),
    );
  });

  it('is one text however long it gets, and whatever characters it has where', () => {
    const texts = ['a', 'ü', 'plain '.repeat(9), 'long '.repeat(5_000), '語'.repeat(9_000), '🦔'];
    const all = Array.from({ length: 400 }, (_, index) => texts[index % texts.length] ?? '');

    const text = written((start) => all.reduce((at, each) => writeString(each, at), start));

    expect(text.length).toBeGreaterThan(brim);
    expect(text).toBe(all.map((each) => JSON.stringify(each)).join(''));
  });

  it('is not in the room any more once that was emptied', () => {
    beginText();
    const before = filling();
    expect(filling()).toBe(before);

    empty(writeText('"a"', 0));

    expect(filling()).not.toBe(before);
    expect(endText(writeText('"b"', 0))).toBe('"a""b"');
  });

  it('begins with nothing of what another began and never ended', () => {
    beginText();
    empty(writeString('é', 0));
    writeString('left', 0);

    expect(written((at) => writeString('mine', at))).toBe('"mine"');
  });
});
