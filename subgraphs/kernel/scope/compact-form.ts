import { unauthenticated } from './unauthenticated.ts';

// Signed tokens in the compact form of RFC 7515, read strictly. `jose` accepts padding, a space before
// the signature and stray bits in its last character, so that many texts are one token; JSON lets the
// last of two equal names win. Both would let two readers see two things: here a token has one text.

/** The members of a JSON object, not yet checked. */
export type Members = Readonly<Record<string, unknown>>;

const compactForm = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Splits a token and reads its header and claims, without believing them.
 *
 * @throws Unauthenticated unless it is the one canonical text of two JSON objects and a signature.
 */
export function readCompact(
  token: string,
  maxLength: number,
): { readonly header: Members; readonly claims: Members } {
  if (token.length > maxLength) {
    throw unauthenticated(`A token must not be longer than ${maxLength} characters.`);
  }
  if (!compactForm.test(token)) {
    throw unauthenticated('A token must be three parts of base64url with dots between them.');
  }
  const [header = '', claims = '', signature = ''] = token.split('.');
  canonicalBytes(signature);
  return { header: membersOf(header), claims: membersOf(claims) };
}

function canonicalBytes(part: string): Buffer {
  const bytes = Buffer.from(part, 'base64url');
  if (bytes.toString('base64url') === part) return bytes;
  throw unauthenticated('A part of the token is not canonical base64url.');
}

function membersOf(part: string): Members {
  const members = parsed(utf8Text(canonicalBytes(part)));
  if (members !== null) return members;
  throw unauthenticated(
    'Header and claims of a token must be JSON objects without repeated names.',
  );
}

function utf8Text(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw unauthenticated('A part of the token is not UTF-8.');
  }
}

function parsed(text: string): Members | null {
  try {
    const value: unknown = JSON.parse(text);
    return isMembers(value) && countMembers(value) === countNames(text) ? value : null;
  } catch {
    // Not JSON, or nested too deep to be walked.
    return null;
  }
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Members left after parsing, at every depth: fewer than names in the text when one is repeated. */
function countMembers(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const own = Array.isArray(value) ? 0 : Object.keys(value).length;
  return Object.values(value).reduce((sum: number, each) => sum + countMembers(each), own);
}

/** Names in a JSON text: the strings that a colon follows. */
function countNames(text: string): number {
  return [...text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g)].filter((found) => found[1]).length;
}
