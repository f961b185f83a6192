import type { Readable } from 'node:stream';

/**
 * The lines of a stream of text, read no faster than they are taken. `return()` ends the stream at once,
 * also while a line is awaited.
 */
export function readLines(source: Readable): AsyncIterator<string, void, void> {
  // Ended before its first line it fails where nobody listens, and a fault nobody hears ends the process.
  source.on('error', () => {});
  const chunks: AsyncIterator<Buffer, void, void> = source[Symbol.asyncIterator]();
  const decoder = new TextDecoder();
  let rest = '';
  let lines: string[] = [];

  return {
    async next() {
      while (lines.length === 0) {
        const chunk = await chunks.next();
        if (chunk.done) return { done: true, value: undefined };
        const parts = (rest + decoder.decode(chunk.value, { stream: true })).split('\n');
        rest = parts.pop() ?? '';
        lines = parts.filter((line) => line !== '');
      }
      return { done: false, value: lines.shift() ?? '' };
    },

    async return() {
      source.destroy();
      return { done: true, value: undefined };
    },
  };
}
