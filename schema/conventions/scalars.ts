import { type DocumentNode, Kind } from 'graphql';
import { hasDirective } from './sdl.ts';

/** A scalar of our own points to what its values look like. */
export function unspecifiedScalars(document: DocumentNode): string[] {
  return document.definitions.flatMap((node) =>
    node.kind === Kind.SCALAR_TYPE_DEFINITION && !hasDirective(node, 'specifiedBy')
      ? [`${node.name.value} has no @specifiedBy`]
      : [],
  );
}
