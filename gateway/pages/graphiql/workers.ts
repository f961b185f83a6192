import type { Environment } from 'monaco-editor';

// The workers are plain files beside this bundle: no CDN, and no import that only one bundler knows.
const workers: Readonly<Record<string, string>> = { graphql: 'graphql', json: 'json' };

const environment: Environment = {
  getWorker: (_, label) =>
    new Worker(`/graphiql/${workers[label] ?? 'editor'}.worker.js`, { type: 'module' }),
};

Object.assign(globalThis, { MonacoEnvironment: environment });
