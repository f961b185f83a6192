const longestPlain = 48;

/** What stands in JSON as it is: ASCII without quotes, backslashes and control characters. */
const plain = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

/** JSON of a string; for short plain ones several times as fast as JSON.stringify. */
export function quote(text: string): string {
  return text.length < longestPlain && plain.test(text) ? `"${text}"` : JSON.stringify(text);
}

/**
 * The same text in one piece. A text that was put together is a tree of its pieces in V8; one of thousands of
 * pieces that lives until a socket takes it made garbage collection half of the work.
 */
export function flatten(text: string): string {
  Buffer.byteLength(text);
  return text;
}
