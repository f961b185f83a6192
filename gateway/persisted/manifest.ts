import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { stripIgnoredCharacters } from 'graphql';
import { sourceLimits } from '../admission/limits.ts';

/** An operation that clients may ask for by its id. */
export interface ManifestOperation {
  /** SHA-256 of the body, in lower-case hex. */
  readonly id: string;
  readonly name: string;
  readonly type: 'query' | 'mutation' | 'subscription';
  readonly body: string;
}

/** The manifest of Apollo's tools (`apollo-persisted-query-manifest`, version 1). */
export interface Manifest {
  readonly format: typeof manifestFormat;
  readonly version: 1;
  readonly operations: readonly ManifestOperation[];
}

export const manifestFormat = 'apollo-persisted-query-manifest';

/** Registered operations, found by id or by what they say. */
export interface Registered {
  /** The body of this id. */
  body(id: string): string | undefined;
  /** Whether this text says what a registered one does, whatever its spaces, commas and comments. */
  has(source: string): boolean;
}

export const nothingRegistered: Registered = { body: () => undefined, has: () => false };

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** @throws Error in a sentence for whoever starts the process. */
export function readManifest(path: string): Registered {
  return registered(parseManifest(readText(path), path));
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new Error(`The manifest of persisted operations cannot be read: ${path}.`);
  }
}

function parseManifest(text: string, path: string): readonly ManifestOperation[] {
  const found = jsonIn(text);
  const isOurs = isMembers(found) && found['format'] === manifestFormat && found['version'] === 1;
  if (!isOurs || !Array.isArray(found['operations'])) {
    throw new Error(`${path} is no manifest: its format must be ${manifestFormat}, version 1.`);
  }
  return found['operations'].map((operation: unknown) => operationFrom(operation, path));
}

function operationFrom(operation: unknown, path: string): ManifestOperation {
  const { id, name, type, body } = isMembers(operation) ? operation : {};
  const isWhole = typeof id === 'string' && typeof name === 'string' && typeof body === 'string';
  if (!isWhole || (type !== 'query' && type !== 'mutation' && type !== 'subscription')) {
    throw new Error(`An operation of ${path} lacks its id, name, type or body.`);
  }
  return { id, name, type, body };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isMembers(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** An id may be anything that is unique: other tools count differently. */
export function registered(operations: readonly ManifestOperation[]): Registered {
  const bodies = new Map(operations.map(({ id, body }) => [id, body]));
  const said = new Set(operations.map(({ body }) => normal(body)));
  return { body: (id) => bodies.get(id), has: (source) => said.has(normal(source)) };
}

/** What cannot be read, or is too long to be admitted, says nothing that is registered. */
function normal(source: string): string {
  if (source.length > sourceLimits.characters) return source;
  try {
    return stripIgnoredCharacters(source);
  } catch {
    return source;
  }
}
