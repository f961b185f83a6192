import { join } from 'node:path';
import type { CryptoKey } from 'jose';
import type { SettingsReader } from './config.ts';
import {
  importVerificationKeys,
  type PrivateJwk,
  readPrivateKeys,
  readPublicKeys,
} from './scope/keys.ts';

/** Where the keys are that the processes of the house know each other by (`npm run keys` makes them). */
export interface KeySettings {
  /** A file with this process's own private keys. */
  readonly signingKeyFile: string;
  /** A directory with a file of public keys for each process: `gateway.json`, `studio.json` and so on. */
  readonly publicKeysDirectory: string;
}

export function readKeySettings(settings: SettingsReader): KeySettings {
  return {
    signingKeyFile: settings.text('SIGNING_KEY_PATH'),
    publicKeysDirectory: settings.text('PUBLIC_KEYS_DIR'),
  };
}

export function readSigningKeys({ signingKeyFile }: KeySettings): Promise<readonly PrivateJwk[]> {
  return readPrivateKeys(signingKeyFile);
}

/** The public keys of another process, by key id. */
export async function readKeysOf(
  { publicKeysDirectory }: KeySettings,
  process: string,
): Promise<ReadonlyMap<string, CryptoKey>> {
  return importVerificationKeys(await readPublicKeys(join(publicKeysDirectory, `${process}.json`)));
}
