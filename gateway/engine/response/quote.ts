const longestPlain = 48;

/** What stands in JSON as it is: ASCII without quotes, backslashes and control characters. */
const plain = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

/** JSON of a string; for short plain ones several times as fast as JSON.stringify. */
export function quote(text: string): string {
  return text.length < longestPlain && plain.test(text) ? `"${text}"` : JSON.stringify(text);
}
