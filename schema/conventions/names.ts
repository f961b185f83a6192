import { type DocumentNode, Kind, visit } from 'graphql';
import { fieldOwners, fieldsOf } from './sdl.ts';

const pascalCase = /^[A-Z][A-Za-z0-9]*$/;
const camelCase = /^[a-z][A-Za-z0-9]*$/;
const upperSnakeCase = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/;

/** What a name says must not be what the schema says already. */
const redundantType = /.(Query|Mutation|Enum|Interface)$/;
const redundantRoot = /^(get|query|mutation|subscription)[A-Z]/;

/**
 * Names are in the case of their kind and repeat nothing. What has no `id` of ours may bear that of another
 * vocabulary: `Span.spanId`.
 */
export function oddNames(document: DocumentNode): string[] {
  return [...oddCases(document), ...redundantNames(document)];
}

function oddCases(document: DocumentNode): string[] {
  const found: string[] = [];
  const expect = (name: string, form: RegExp, called: string) => {
    if (!form.test(name)) found.push(`${name} is not in ${called}`);
  };
  visit(document, {
    enter(node) {
      switch (node.kind) {
        case Kind.FIELD_DEFINITION:
        case Kind.INPUT_VALUE_DEFINITION:
          return expect(node.name.value, camelCase, 'camelCase');
        case Kind.ENUM_VALUE_DEFINITION:
          return expect(node.name.value, upperSnakeCase, 'UPPER_SNAKE_CASE');
        case Kind.OBJECT_TYPE_DEFINITION:
        case Kind.INTERFACE_TYPE_DEFINITION:
        case Kind.UNION_TYPE_DEFINITION:
        case Kind.ENUM_TYPE_DEFINITION:
        case Kind.INPUT_OBJECT_TYPE_DEFINITION:
        case Kind.SCALAR_TYPE_DEFINITION:
          expect(node.name.value, pascalCase, 'PascalCase');
          if (redundantType.test(node.name.value)) found.push(`${node.name.value} names its kind`);
      }
    },
  });
  return found;
}

function redundantNames(document: DocumentNode): string[] {
  const roots = ['Query', 'Mutation', 'Subscription'].flatMap((type) =>
    fieldsOf(document, type)
      .filter(({ name }) => redundantRoot.test(name.value))
      .map(({ name }) => `${type}.${name.value} names its kind`),
  );
  const others = fieldOwners(document).flatMap(({ name: type, fields }) => {
    const names = fields.map(({ name }) => name.value);
    return names
      .filter((name) => name.toLowerCase().startsWith(type.toLowerCase()))
      .filter((name) => names.includes('id') || !name.endsWith('Id'))
      .map((name) => `${type}.${name} repeats its type's name`);
  });
  return [...roots, ...others];
}
