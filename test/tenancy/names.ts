import { randomUUID } from 'node:crypto';

/** What somebody who knew a tenant inside out could name to another tenant's gateway. */
export interface Names {
  readonly tenantId: string;
  /** Held by every free text of the tenant, in this or in lower case. */
  readonly canary: string;
  readonly projectId: string;
  readonly archivedProjectId: string;
  readonly slug: string;
  readonly email: string;
  readonly adminId: string;
  readonly reviewerId: string;
  readonly invitedUserId: string;
  readonly disabledUserId: string;
  /** Of the administrator. */
  readonly apiTokenId: string;
  /** That petra has asked for, and nobody has decided. */
  readonly tenantAccessId: string;
  /** A review in each of these states; those that are claimed are named after what is done to them next. */
  readonly reviews: {
    readonly pending: string;
    readonly toApprove: string;
    readonly toReject: string;
    readonly toSendBack: string;
    readonly toEscalate: string;
    readonly sentBack: string;
    readonly escalated: string;
    readonly approved: string;
  };
  readonly changeItemId: string;
  readonly reviewDecisionId: string;
  readonly approvals: {
    readonly inReview: string;
    readonly granted: string;
    readonly toGrant: string;
    readonly toReject: string;
    readonly toCancel: string;
  };
  readonly incidentId: string;
  readonly resolvedIncidentId: string;
  readonly sourceId: string;
  readonly traceId: string;
  readonly rootSpanName: string;
  /** The cursor of each list's first row, by the coordinate of its field; and `live`, where its updates stand. */
  readonly cursors: Readonly<Record<string, string>>;
}

const uuids = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;
const traceIds = /\b[0-9a-f]{32}\b/g;

/** The same names, but of nothing that exists: each id another id of its form, each cursor one of no tenant. */
export function strangers(names: Names): Names {
  const known = new Map<string, string>();
  const other = (id: string) => {
    const stranger = known.get(id) ?? fresh(id);
    known.set(id, stranger);
    return stranger;
  };
  const rename = (text: string): string =>
    text === names.tenantId ? 'initech' : text.replaceAll(uuids, other).replaceAll(traceIds, other);
  const renamed = mapTexts(names, rename);
  const cursors = mapTexts(names.cursors, (cursor) => rewriteCursor(cursor, rename));
  return { ...renamed, cursors };
}

/** A tenant's cursor, made out to another tenant. */
export function forged(cursor: string, tenantId: string): string {
  const [version, , ...place] = readParts(cursor);
  return writeParts([version, tenantId, ...place]);
}

/** A text with every name in it replaced by what it is the name of: two answers can then be compared. */
export function blur(text: string, names: Names): string {
  const pairs = leaves(names, '').sort(([, a], [, b]) => b.length - a.length);
  return pairs.reduce((blurred, [path, name]) => blurred.replaceAll(name, `<${path}>`), text);
}

/** What a text says, with what its cursors say. */
export function unfolded(text: string): string {
  const cursors = [...text.matchAll(/"(W[\w-]{20,})"/g)].map(([, cursor = '']) =>
    Buffer.from(cursor, 'base64url').toString('utf8'),
  );
  return [text, ...cursors].join('\n');
}

/** Every id in a text. */
export function idsIn(text: string): string[] {
  const whole = unfolded(text);
  return [...(whole.match(uuids) ?? []), ...(whole.match(traceIds) ?? [])].map((id) =>
    id.toLowerCase(),
  );
}

/** Made at the same moment, as its first digits say, so that it stands at the same place of any order. */
function fresh(id: string): string {
  const made = randomUUID();
  return id.includes('-')
    ? id.slice(0, 15) + made.slice(15)
    : id.slice(0, 12) + made.replaceAll('-', '').slice(12);
}

function rewriteCursor(cursor: string, rename: (text: string) => string): string {
  return writeParts(
    readParts(cursor).map((part) => (typeof part === 'string' ? rename(part) : part)),
  );
}

function readParts(cursor: string): unknown[] {
  return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown[];
}

function writeParts(parts: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

function mapTexts<Value>(value: Value, map: (text: string) => string): Value {
  const mapped: unknown =
    typeof value === 'string'
      ? map(value)
      : Object.fromEntries(
          Object.entries(value ?? {}).map(([key, inner]) => [key, mapTexts(inner, map)]),
        );
  // Of the same shape, texts in the place of texts.
  return mapped as Value;
}

/** Every text within a value, with the way to it. */
export function leaves(value: unknown, path: string): [path: string, text: string][] {
  if (typeof value === 'string') return [[path, value]];
  return Object.entries(value ?? {}).flatMap(([key, inner]) => leaves(inner, `${path}.${key}`));
}
