import { readdir, readFile } from 'node:fs/promises';
import { parse } from 'graphql';
import type { Example } from './page-config.ts';

const examplesDirectory = new URL('./examples/', import.meta.url);

/** Reads every `*.graphql` of the directory, in the order of the file names. */
export async function loadExamples(directory = examplesDirectory): Promise<readonly Example[]> {
  const files = (await readdir(directory)).filter((file) => file.endsWith('.graphql')).sort();
  return Promise.all(
    files.map(async (file) => parseExample(file, await readFile(new URL(file, directory), 'utf8'))),
  );
}

/**
 * Reads one example: a title, then optionally its variables and the lookups that fill them in.
 *
 * ```graphql
 * # Claim a review
 * # variables: { "id": "$review" }
 * # review: { reviewQueue(first: 1) { nodes { id } } }
 * mutation ClaimReview($id: ID!) { ... }
 * ```
 *
 * @throws Error naming the file and what is wrong with it.
 */
export function parseExample(file: string, text: string): Example {
  const lines = text.split('\n');
  const title = /^# (.+)$/.exec(lines[0] ?? '')?.[1];
  if (title === undefined) throw new Error(`${file}: the first line must be "# " and a title.`);
  const { variables, ...lookups } = Object.fromEntries(lines.slice(1).flatMap(setting));
  const operation = lines.filter((line, index) => index === 0 || setting(line).length === 0);
  return {
    ...named(file, operation.join('\n')),
    title,
    operation: operation.join('\n'),
    variables: variables === undefined ? '' : pretty(file, variables),
    lookups: used(file, lookups, variables ?? ''),
  };
}

/** A comment line `# name: value` as an entry; none for any other line. */
function setting(line: string): [name: string, value: string][] {
  const match = /^# (\w+): (.+)$/.exec(line);
  return match?.[1] && match[2] ? [[match[1], match[2]]] : [];
}

function named(file: string, operation: string): Pick<Example, 'name' | 'kind'> {
  const [definition, ...others] = parse(operation).definitions;
  if (definition?.kind !== 'OperationDefinition' || !definition.name || others.length > 0) {
    throw new Error(`${file}: an example is exactly one operation, and it has a name.`);
  }
  return { name: definition.name.value, kind: definition.operation };
}

function pretty(file: string, variables: string): string {
  try {
    return JSON.stringify(JSON.parse(variables), null, 2);
  } catch (error) {
    throw new Error(`${file}: its variables are not JSON.`, { cause: error });
  }
}

function used(
  file: string,
  lookups: Record<string, string>,
  variables: string,
): Example['lookups'] {
  for (const [name, query] of Object.entries(lookups)) {
    parse(query);
    if (variables.includes(`"$${name}"`)) continue;
    throw new Error(`${file}: its variables do not use the lookup "$${name}".`);
  }
  return lookups;
}
