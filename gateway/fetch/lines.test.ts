import { PassThrough, Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mapStream } from '../../subgraphs/kernel/stream.ts';
import { readLines } from './lines.ts';

async function linesOf(chunks: readonly Uint8Array[]): Promise<string[]> {
  const lines: string[] = [];
  const stream = mapStream(readLines(Readable.from(chunks)), (line) => line);
  for await (const line of stream) lines.push(line);
  return lines;
}

/** The bytes of the text, cut at these places. */
function cut(text: string, places: readonly number[]): Uint8Array[] {
  const bytes = Buffer.from(text);
  const at = [0, ...places.map((place) => place % (bytes.length + 1)), bytes.length];
  const sorted = at.toSorted((a, b) => a - b);
  return sorted.slice(1).map((end, index) => bytes.subarray(sorted[index], end));
}

describe('the lines of a stream', () => {
  it('are the same wherever its chunks begin and end', async () => {
    const line = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter((text) => !text.includes('\n'));

    await fc.assert(
      fc.asyncProperty(fc.array(line), fc.array(fc.nat()), async (lines, places) => {
        const text = lines.map((each) => `${each}\n`).join('');

        expect(await linesOf(cut(text, places))).toEqual(lines);
      }),
    );
  });

  it('are whole although a chunk ends within a character', async () => {
    const bytes = Buffer.from('{"title":"Überprüfung 🏭"}\n');

    expect(await linesOf([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual([
      '{"title":"Überprüfung 🏭"}',
    ]);
  });

  it('leave out empty ones, and a last one that was cut off', async () => {
    expect(await linesOf([Buffer.from('a\n\n\nb\nc')])).toEqual(['a', 'b']);
  });

  it('are read no faster than they are taken', async () => {
    const source = new PassThrough({ highWaterMark: 8 });
    const lines = readLines(source);

    source.write('first\n');
    expect(await lines.next()).toEqual({ done: false, value: 'first' });
    source.write('0123456789\n');
    source.write('0123456789\n');

    expect(source.readableLength).toBeGreaterThan(0);
  });

  it('fail when the connection does', async () => {
    const source = new PassThrough();
    const pending = readLines(source).next();

    source.destroy(new Error('connection reset'));

    await expect(pending).rejects.toThrow('connection reset');
  });

  it('end their source at once, although a line is awaited', async () => {
    const source = new PassThrough();
    const stream = mapStream(readLines(source), (line) => line);

    const pending = stream.next();
    await stream.return();

    expect(source.destroyed).toBe(true);
    expect(await pending).toEqual({ done: true, value: undefined });
  });
});
