import { readFileSync } from 'node:fs';
import { type CallExpression, parseSync, type TemplateLiteral } from '@swc/core';
import { type GraphQLSchema, Kind, parse, validate } from 'graphql';

/** What stands for the holes of a template whose content the file does not tell. */
const fillings = ['id', '__typename', '{ __typename }', ''];

/**
 * The operations that a source file of tests writes down and that fit the schema. A text with holes is filled in from
 * the constants of its file, else with what makes it an operation.
 */
export function writtenOperations(path: string, schema: GraphQLSchema): readonly string[] {
  const found = new Set<string>();
  const texts = new Map<string, string>();
  const keep = (text: string | undefined) => {
    if (text !== undefined && isOperation(text, schema)) found.add(text);
  };

  walk(
    parseSync(readFileSync(path, 'utf8'), { syntax: 'typescript', target: 'es2022' }),
    (node) => {
      switch (node.type) {
        case 'VariableDeclarator':
          remember(node, texts);
          break;
        case 'StringLiteral':
          keep(String(node['value']));
          break;
        case 'TemplateLiteral':
          // What has this type is one.
          for (const text of filled(node as unknown as TemplateLiteral, texts)) keep(text);
          break;
        case 'CallExpression':
          keep(mutationOf(node as unknown as CallExpression));
          break;
      }
    },
  );
  return [...found];
}

interface Syntax {
  readonly type: string;
  readonly [key: string]: unknown;
}

function walk(value: unknown, visit: (node: Syntax) => void): void {
  if (Array.isArray(value)) for (const item of value) walk(item, visit);
  else if (typeof value === 'object' && value !== null) {
    if (isSyntax(value)) visit(value);
    for (const inner of Object.values(value)) walk(inner, visit);
  }
}

function isSyntax(value: object): value is Syntax {
  return 'type' in value && typeof value.type === 'string';
}

function isSyntaxOf(value: unknown, ...types: readonly string[]): value is Syntax {
  return (
    typeof value === 'object' && value !== null && isSyntax(value) && types.includes(value.type)
  );
}

/** `const fields = 'id name'` */
function remember({ id, init }: Syntax, texts: Map<string, string>): void {
  if (!isSyntaxOf(id, 'Identifier') || !isSyntaxOf(init, 'StringLiteral', 'TemplateLiteral'))
    return;
  const [text, ...others] =
    init.type === 'StringLiteral'
      ? [String(init['value'])]
      : filled(init as unknown as TemplateLiteral, texts);
  if (text !== undefined && others.length === 0) texts.set(String(id['value']), text);
}

/** The text of a template, one for each filling when it has holes that are not known; a type may be a template too. */
function filled(
  { expressions = [], quasis }: Partial<TemplateLiteral> & Pick<TemplateLiteral, 'quasis'>,
  texts: ReadonlyMap<string, string>,
): readonly string[] {
  const known = expressions.map((each) =>
    each.type === 'Identifier' ? texts.get(each.value) : undefined,
  );
  const choices = known.every((text) => text !== undefined) ? [''] : fillings;
  return choices.map((filling) =>
    quasis
      .map(({ cooked }, index) => `${index > 0 ? (known[index - 1] ?? filling) : ''}${cooked}`)
      .join(''),
  );
}

/** `mutate(client, 'claimReview', input, 'reviewRequest { id }')` and `done(…)`, which write the text around it. */
function mutationOf({ callee, arguments: given }: CallExpression): string | undefined {
  if (callee.type !== 'Identifier' || !['mutate', 'done'].includes(callee.value)) return undefined;
  const [name, selection] = [given[1]?.expression, given[3]?.expression];
  if (name?.type !== 'StringLiteral' || selection?.type !== 'StringLiteral') return undefined;
  const type = `${name.value[0]?.toUpperCase()}${name.value.slice(1)}Input!`;
  return `mutation ($input: ${type}) { ${name.value}(input: $input) { ${selection.value} userErrors { code message field } } }`;
}

function isOperation(text: string, schema: GraphQLSchema): boolean {
  if (!/\{[\s\S]*\}/.test(text)) return false;
  try {
    const document = parse(text);
    const hasOne = document.definitions.some(({ kind }) => kind === Kind.OPERATION_DEFINITION);
    return hasOne && validate(schema, document).length === 0;
  } catch {
    return false;
  }
}
