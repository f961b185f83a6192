import { createRequire } from 'node:module';
import { defineConfig } from 'vitest/config';

// Vite would take the copy of graphql made for bundlers; Node, and so the libraries, take the other. Two copies do
// not know each other's schemas.
const graphqlCopy = createRequire(import.meta.url).resolve('graphql');
const resolve = { alias: [{ find: /^graphql$/, replacement: graphqlCopy }] };

// Where a test lives says what it needs: beside the code nothing, under test/ the real stores.
export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        test: {
          name: 'unit',
          include: ['{subgraphs,gateway,schema,db}/**/*.test.ts'],
          // Thousands of random cases take seconds where a machine is busy with something else.
          testTimeout: 30_000,
        },
      },
      {
        resolve,
        test: {
          name: 'stores',
          include: ['test/**/*.test.ts'],
          globalSetup: ['test/support/stores.ts'],
          testTimeout: 30_000,
          expect: { poll: { timeout: 10_000 } },
          hookTimeout: 120_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});
