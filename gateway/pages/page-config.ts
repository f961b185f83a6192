/** Somebody of the demo cast whom the local issuer signs in without a password. */
export interface CastMember {
  /** The tenant's slug; null for a platform operator, who belongs to none. */
  readonly tenant: string | null;
  /** The name the local issuer knows: `ada`. */
  readonly user: string;
  readonly displayName: string;
  readonly roles: readonly string[];
}

/** An operation ready to run. */
export interface Example {
  /** The operation's own name: it names the tab. */
  readonly name: string;
  readonly title: string;
  readonly kind: 'query' | 'mutation' | 'subscription';
  readonly operation: string;
  /** JSON text with placeholders such as `"$liveCursor"`; empty when there are no variables. */
  readonly variables: string;
  /** The query that finds a placeholder's value: the first string of its answer, depth first. */
  readonly lookups: Readonly<Record<string, string>>;
}

/** What `GET /graphiql/config.json` answers. It is public: nobody has signed in yet. */
export interface PageConfig {
  /** Whether `POST /local-issuer/token` is there; without it the page asks for a token. */
  readonly signIn: boolean;
  readonly cast: readonly CastMember[];
  readonly examples: readonly Example[];
}

/** What `POST /local-issuer/token` answers to `{ tenant, user }`. */
export interface IssuedToken {
  readonly token: string;
  /** A moment as `new Date` takes it: RFC 3339 or epoch milliseconds. */
  readonly expiresAt: string | number;
}
