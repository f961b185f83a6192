import { quote } from './quote.ts';

// Answers are written as bytes into one room of the process, for which their writers take turns, and become a string
// at once. Put together from strings they were trees of thousands of pieces, half of all that a request left to the
// garbage collector.

const roomBytes = 1024 * 1024;
/** What stands in the room beyond this goes out before more is written, so that whoever writes less need not look. */
export const brim = roomBytes / 2;
/** What may be written at once without looking. */
export const mostAtOnceBytes = brim / 2;

export const bytes = Buffer.allocUnsafeSlow(roomBytes);
/** The same, for several at once. */
export const view = new DataView(bytes.buffer, bytes.byteOffset, roomBytes);

let before = '';
let isAscii = true;
let timesEmptied = 0;

export function beginText(): void {
  before = '';
  isAscii = true;
  timesEmptied += 1;
}

/** Lets the text go on at the beginning of the room. */
export function empty(position: number): 0 {
  before += bytes.toString(isAscii ? 'latin1' : 'utf8', 0, position);
  timesEmptied += 1;
  return 0;
}

export function endText(position: number): string {
  empty(position);
  const text = before;
  before = '';
  return text;
}

/** What is in the room is in it as long as this stays. */
export function filling(): number {
  return timesEmptied;
}

const longestShort = 64;

/** Writes a string as JSON; a short plain one by itself, which takes less than to call for it. */
export function writeString(text: string, position: number): number {
  const { length } = text;
  if (length >= longestShort) return writeText(quote(text), position);
  const start = position > brim ? empty(position) : position;
  let at = start;
  bytes[at++] = 34;
  for (let index = 0; index < length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 32 || code > 126 || code === 34 || code === 92) {
      return writeText(quote(text), start);
    }
    bytes[at++] = code;
  }
  bytes[at++] = 34;
  return at;
}

const longestAtOnce = 16 * 1024;

/** Writes text that is JSON already. */
export function writeText(json: string, position: number): number {
  const start = position > brim ? empty(position) : position;
  if (json.length > longestAtOnce) {
    empty(start);
    before += json;
    return 0;
  }
  const written = bytes.write(json, start);
  if (written !== json.length) isAscii = false;
  return start + written;
}

/** Writes a number that JSON can hold. */
export function writeNumber(value: number, position: number): number {
  let at = position > brim ? empty(position) : position;
  if (value >= 0 && value < 10 && Number.isInteger(value)) {
    bytes[at++] = 48 + value;
    return at;
  }
  const text = `${value}`;
  for (let index = 0; index < text.length; index += 1) bytes[at++] = text.charCodeAt(index);
  return at;
}
