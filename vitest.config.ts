import { defineConfig } from 'vitest/config';

// Where a test lives says what it needs: beside the code nothing, under test/ the real stores.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{subgraphs,gateway,schema,db}/**/*.test.ts'],
        },
      },
      {
        test: {
          name: 'stores',
          include: ['test/**/*.test.ts'],
          globalSetup: ['test/support/stores.ts'],
          testTimeout: 30_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});
