import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { openSubgraphs, type Subgraphs, type SubgraphsOptions } from '../factory.ts';
import { seedCast } from './cast.ts';
import { story } from './story.ts';

export interface DemoOptions extends Omit<SubgraphsOptions, 'clock' | 'onStatement'> {
  /** A file that is there once the demo has been seeded whole. */
  readonly marker: string;
  readonly report: (line: string) => void;
}

/**
 * Fills the two demo tenants on the first start, by the same commands that clients use and a clock that is
 * turned back: a review that has expired needs a past. Killed in the middle, it goes on at the next start:
 * every command carries an idempotency key.
 */
export async function seedDemo({ marker, report, ...options }: DemoOptions): Promise<void> {
  if (existsSync(marker)) return;
  report('Seeding the demo tenants acme and globex');
  const now = { at: new Date() };
  const subgraphs: Subgraphs = openSubgraphs({ ...options, clock: () => now.at });
  try {
    await seedCast(subgraphs);
    await story(subgraphs, now);
    await writeFile(marker, `${new Date().toISOString()}\n`);
  } finally {
    await subgraphs.stop();
  }
}
