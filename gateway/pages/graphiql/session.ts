import type { CastMember, IssuedToken } from '../page-config.ts';

/** Somebody signed in. The token lives in the memory of this page alone. */
export interface Session {
  readonly person: Person;
  /** A token that is good for a while yet; asks for a new one when the last is about to expire. */
  readonly token: () => Promise<string>;
}

export interface Person {
  readonly displayName: string;
  /** Null for a platform operator; undefined when a token from elsewhere does not say. */
  readonly tenant: string | null | undefined;
  readonly roles: readonly string[];
}

/** Signs in one of the cast, the bearer of a token, or nobody. */
export type SignIn = (as: CastMember | string | null) => void;

/** A token with less than this left is not used for another request. */
const marginMs = 30_000;
const rememberedKey = 'factory-supergraph:signed-in-as';

/** How the page names a member of the cast: in the picker and in the session storage. */
export function keyOf({ tenant, user }: CastMember): string {
  return `${tenant ?? 'platform'}/${user}`;
}

/** @throws Error when the local issuer refuses. */
export async function signInAs(member: CastMember): Promise<Session> {
  const issue = () => issueToken(member);
  const token = renewing(issue, await issue());
  sessionStorage.setItem(rememberedKey, keyOf(member));
  return { person: member, token };
}

/** Whom this tab was signed in as before a reload. */
export function rememberedMember(cast: readonly CastMember[]): CastMember | undefined {
  const key = sessionStorage.getItem(rememberedKey);
  return cast.find((member) => keyOf(member) === key);
}

export function forgetMember(): void {
  sessionStorage.removeItem(rememberedKey);
}

/** A session on a token from elsewhere. What it says of its bearer is shown, never trusted. */
export function signInWith(token: string): Session {
  const { name, sub, tid } = claimsOf(token);
  const [displayName = 'Bearer of a token'] = [name, sub].filter(isText);
  const person = { displayName, tenant: isText(tid) ? tid : undefined, roles: [] };
  return { person, token: async () => token };
}

/** Gives `first` until it is about to expire, then asks once for the next, however many wait. */
export function renewing(
  issue: () => Promise<IssuedToken>,
  first: IssuedToken,
  now: () => number = Date.now,
): () => Promise<string> {
  let current = first;
  let renewal: Promise<IssuedToken> | undefined;
  return async () => {
    if (new Date(current.expiresAt).getTime() - now() > marginMs) return current.token;
    renewal ??= issue().finally(() => {
      renewal = undefined;
    });
    current = await renewal;
    return current.token;
  };
}

async function issueToken({ tenant, user }: CastMember): Promise<IssuedToken> {
  const response = await fetch('/local-issuer/token', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tenant, user }),
  });
  if (response.ok) return response.json();
  throw new Error(`The local issuer refused to sign in ${user} (${response.status}).`);
}

function claimsOf(token: string): Record<string, unknown> {
  try {
    const payload = token.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/') ?? '';
    const bytes = Uint8Array.from(atob(payload), (character) => character.charCodeAt(0));
    return { ...JSON.parse(new TextDecoder().decode(bytes)) };
  } catch {
    return {};
  }
}

function isText(claim: unknown): claim is string {
  return typeof claim === 'string';
}
