import type { DocumentNode, FieldDefinitionNode } from 'graphql';
import { fieldsOf, inputFieldsOf, printed, typeOf } from './sdl.ts';

/** A mutation takes one `input` of its own, which may be sent twice, and returns a payload of its own. */
export function oddMutations(document: DocumentNode): string[] {
  return fieldsOf(document, 'Mutation').flatMap((field) => {
    const name = field.name.value;
    const type = `${name[0]?.toUpperCase()}${name.slice(1)}`;
    return [
      ...oddSignature(field, type),
      ...oddInput(document, `${type}Input`),
      ...oddPayload(document, `${type}Payload`),
    ];
  });
}

function oddSignature({ name, arguments: args, type }: FieldDefinitionNode, own: string): string[] {
  const found: string[] = [];
  if (args?.length !== 1 || typeOf(args, 'input') !== `${own}Input!`) {
    found.push(`${name.value} must take exactly one input: ${own}Input!`);
  }
  if (printed(type) !== `${own}Payload!`) found.push(`${name.value} must return ${own}Payload!`);
  return found;
}

function oddInput(document: DocumentNode, input: string): string[] {
  const fields = inputFieldsOf(document, input);
  const found: string[] = [];
  if (typeOf(fields, 'idempotencyKey') !== 'String') {
    found.push(`${input} has no idempotencyKey: String`);
  }
  if (![undefined, 'Int'].includes(typeOf(fields, 'expectedVersion'))) {
    found.push(`${input}.expectedVersion must be Int`);
  }
  return found;
}

/** What a refusal leaves out is null. */
function oddPayload(document: DocumentNode, payload: string): string[] {
  const fields = fieldsOf(document, payload);
  const results = fields.filter(({ name }) => name.value !== 'userErrors');
  const found = results
    .filter(({ type }) => printed(type).endsWith('!'))
    .map(({ name }) => `${payload}.${name.value} must be nullable`);
  if (typeOf(fields, 'userErrors') !== '[UserError!]!') {
    found.push(`${payload} has no userErrors: [UserError!]!`);
  }
  return found;
}
