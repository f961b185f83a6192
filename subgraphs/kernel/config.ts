import { readFileSync } from 'node:fs';

/** What is wrong with the settings, in a sentence for whoever starts the process: printed without a stack. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads settings one by one and complains of all that is missing or malformed at once.
 *
 * A secret may stand in a file: `X_FILE` names the file that holds `X`.
 */
export interface SettingsReader {
  has(name: string): boolean;
  text(name: string): string;
  optional(name: string): string | undefined;
  url(name: string, protocols: readonly string[]): string;
  integer(
    name: string,
    otherwise: number,
    range: { readonly min: number; readonly max: number },
  ): number;
  choice<Choice extends string>(
    name: string,
    otherwise: Choice,
    choices: readonly Choice[],
  ): Choice;
  list(name: string): readonly string[];
  /** Notes what is wrong with a setting, beside what is found here. */
  complain(problem: string): void;
  /** @throws SettingsError when anything that was asked for is missing or malformed. */
  check(): void;
}

export function readSettings(env: Environment): SettingsReader {
  const missing: string[] = [];
  const malformed: string[] = [];

  function optional(name: string): string | undefined {
    const file = env[`${name}_FILE`];
    if (file === undefined) return env[name] || undefined;
    if (env[name]) malformed.push(`${name} and ${name}_FILE are both set; keep one`);
    try {
      return readFileSync(file, 'utf8').trim();
    } catch {
      malformed.push(`${name}_FILE cannot be read`);
      return undefined;
    }
  }

  function text(name: string): string {
    const value = optional(name);
    if (value === undefined) missing.push(name);
    return value ?? '';
  }

  return {
    has: (name) => env[name] !== undefined || env[`${name}_FILE`] !== undefined,
    text,
    optional,

    url(name, protocols) {
      const value = text(name);
      const isWellFormed = URL.canParse(value) && protocols.includes(new URL(value).protocol);
      // The value may hold a password, so it is not repeated.
      if (value && !isWellFormed)
        malformed.push(`${name} must be a URL of ${protocols.join(' or ')}`);
      return value;
    },

    integer(name, otherwise, { min, max }) {
      const value = optional(name);
      if (value === undefined) return otherwise;
      const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
      if (number >= min && number <= max) return number;
      malformed.push(`${name} must be a whole number from ${min} to ${max}`);
      return otherwise;
    },

    choice(name, otherwise, choices) {
      const value = optional(name);
      const chosen = choices.find((choice) => choice === value);
      if (value !== undefined && !chosen)
        malformed.push(`${name} must be one of ${choices.join(', ')}`);
      return chosen ?? otherwise;
    },

    list: (name) =>
      (optional(name) ?? '')
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== ''),

    complain: (problem) => void malformed.push(problem),

    check() {
      const parts = [
        ...(missing.length > 0 ? [`these settings are missing: ${missing.join(', ')}`] : []),
        ...malformed,
      ];
      if (parts.length > 0) throw new SettingsError(`It cannot start: ${parts.join('; ')}.`);
    },
  };
}
