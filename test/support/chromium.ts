import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';
import { installFromDebian, unpackFromDebian } from './debian.ts';
import { onPath } from './programs.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome'] as const;
/** Debian leaves the choice of fonts open; without any, pages have no text. */
const packages = ['chromium', 'fonts-liberation'] as const;

/** Quiet towards the network: a test talks to this machine only. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * The path of a Chromium: CHROMIUM_PATH, one on PATH, else Debian's, installed or unpacked.
 *
 * @throws Error telling what to do when there is none and none can be had.
 */
export async function provideChromium(): Promise<string> {
  const given = process.env['CHROMIUM_PATH'] || onPath(...names);
  if (given !== null) return given;
  const refusal = await installFromDebian(packages).then(
    () => null,
    (error: Error) => error,
  );
  const installed = refusal === null ? onPath(...names) : null;
  if (installed !== null) return installed;
  return unpackFromDebian(packages, 'usr/lib/chromium/chromium').catch((cause: Error) => {
    throw new Error(
      `The browser tests need Chromium: set CHROMIUM_PATH or install chromium (Debian's package could not be installed: ${refusal?.message}; nor unpacked: ${cause.message}).`,
      { cause },
    );
  });
}

export interface ProvidedBrowser {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

/** A headless Chromium with an empty profile of its own. */
export async function launchChromium(): Promise<ProvidedBrowser> {
  const profile = await mkdtemp(join(tmpdir(), 'factory-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: await provideChromium(),
    headless: true,
    args: flags,
  });
  return {
    context,
    close: async () => {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}
