import type { DatabaseUrls } from '../../../db/roles.ts';

/** Where the processes of a fault run find each other. They all get it, as JSON, in their environment. */
export interface Setting {
  /** The database whose log is tried. */
  readonly source: DatabaseUrls;
  /** Where the consumers keep their checkpoint and have their effects. */
  readonly target: DatabaseUrls;
  readonly redisUrl: string;
  /** Of the two feeds. */
  readonly feedPorts: readonly [number, number];
  /** A file: the ids of the events whose commit was acknowledged, a line each. */
  readonly ledger: string;
}

/** The name that the database of the log has in its channels. */
export const sourceName = 'source';
export const consumerName = 'projection';
export const tenants = ['acme', 'globex', 'initech', 'umbrella', 'wayne'];

/** Each part is a process of its own, and is killed as such. */
export type Part = 'hub' | 'writer' | 'consumer' | 'careless-consumer';

const variable = 'FAULT_SETTING';

export function environmentOf(setting: Setting): Record<string, string> {
  return { [variable]: JSON.stringify(setting) };
}

export function settingOf(environment: NodeJS.ProcessEnv): Setting {
  return JSON.parse(environment[variable] ?? '');
}
