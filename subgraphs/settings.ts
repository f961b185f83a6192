import type { SettingsReader } from './kernel/config.ts';

/** The subgraphs, in the order in which they are started: each may read the feeds of those before it. */
export const subgraphNames = ['control-plane', 'observability', 'studio'] as const;
export type SubgraphName = (typeof subgraphNames)[number];

const databasePurposes = { app: '', sequencer: '_SEQUENCER', reader: '_READER', jobs: '_JOBS' };
export type RuntimeDatabaseUrls = Readonly<Record<keyof typeof databasePurposes, string>>;

/** 'control-plane' as settings name it: CONTROL_PLANE. */
export function settingName(subgraph: SubgraphName): string {
  return subgraph.toUpperCase().replaceAll('-', '_');
}

/** Whether any database URL of the subgraph is set. One of them asks for all. */
export function hasDatabase(settings: SettingsReader, subgraph: SubgraphName): boolean {
  return Object.values(databasePurposes).some((suffix) =>
    settings.has(`${settingName(subgraph)}_DATABASE${suffix}_URL`),
  );
}

/** `STUDIO_DATABASE_URL` for the app's login, `STUDIO_DATABASE_SEQUENCER_URL` and so on for the others. */
export function readDatabaseUrls(
  settings: SettingsReader,
  subgraph: SubgraphName,
): RuntimeDatabaseUrls {
  const read = (suffix: string) =>
    settings.url(`${settingName(subgraph)}_DATABASE${suffix}_URL`, ['postgres:', 'postgresql:']);
  return {
    app: read(databasePurposes.app),
    sequencer: read(databasePurposes.sequencer),
    reader: read(databasePurposes.reader),
    jobs: read(databasePurposes.jobs),
  };
}
