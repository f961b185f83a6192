import { type DocumentNode, type FieldDefinitionNode, Kind, type TypeNode, visit } from 'graphql';
import { fieldOwners, fieldsOf, innermost, inputFieldsOf, printed, typeOf } from './sdl.ts';

/**
 * Connections as Relay knows them, with `nodes` beside; whatever pages takes `first` and `after`, an order is a
 * field and a direction, and no list has holes.
 */
export function oddLists(document: DocumentNode): string[] {
  const owners = fieldOwners(document);
  return [
    ...owners.flatMap(({ fields }) => fields.flatMap((field) => oddPaging(document, field))),
    ...owners.flatMap(({ name }) => (name.endsWith('Connection') ? oddShape(document, name) : [])),
    ...listsWithHoles(document),
  ];
}

function oddPaging(document: DocumentNode, field: FieldDefinitionNode): string[] {
  const { name, type, arguments: args } = field;
  const found: string[] = [];
  const pages = typeOf(args, 'first') === 'Int' && typeOf(args, 'after') === 'String';
  if (innermost(type).endsWith('Connection') && !pages) {
    found.push(`${name.value} pages without first: Int and after: String`);
  }
  const orderBy = args?.find((argument) => argument.name.value === 'orderBy');
  if (orderBy && !isOrder(document, innermost(orderBy.type))) {
    found.push(`${name.value} is not ordered by { field, direction }`);
  }
  return found;
}

function isOrder(document: DocumentNode, input: string): boolean {
  const fields = inputFieldsOf(document, input);
  const isField = typeOf(fields, 'field') === `${input}Field!`;
  return isField && typeOf(fields, 'direction') === 'OrderDirection!';
}

function oddShape(document: DocumentNode, connection: string): string[] {
  const node = connection.replace(/Connection$/, '');
  return [
    ...missing(document, connection, {
      edges: `[${node}Edge!]!`,
      nodes: `[${node}!]!`,
      pageInfo: 'PageInfo!',
    }),
    ...missing(document, `${node}Edge`, { cursor: 'String!', node: `${node}!` }),
  ];
}

function missing(document: DocumentNode, type: string, wanted: Record<string, string>): string[] {
  const fields = fieldsOf(document, type);
  return Object.entries(wanted)
    .filter(([name, form]) => typeOf(fields, name) !== form)
    .map(([name, form]) => `${type} has no ${name}: ${form}`);
}

function listsWithHoles(document: DocumentNode): string[] {
  const found: string[] = [];
  const check = ({ name, type }: { name: { value: string }; type: TypeNode }) => {
    if (/[^!]\]/.test(printed(type))) found.push(`${name.value} is a list with holes`);
  };
  visit(document, { [Kind.FIELD_DEFINITION]: check, [Kind.INPUT_VALUE_DEFINITION]: check });
  return found;
}
