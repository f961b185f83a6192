import type { DocumentNode } from 'graphql';
import { fieldsOf, innermost, typeOf } from './sdl.ts';

/** A subscription resumes after a cursor, and each of its events says what happened, where and when. */
export function oddSubscriptions(document: DocumentNode): string[] {
  return fieldsOf(document, 'Subscription').flatMap(({ name, type, arguments: args }) => {
    const event = innermost(type);
    const fields = fieldsOf(document, event);
    const found: string[] = [];
    if (typeOf(args, 'after') !== 'String') found.push(`${name.value} takes no after: String`);
    if (!typeOf(fields, 'event')?.endsWith('!')) found.push(`${event} has no event`);
    for (const [field, form] of Object.entries({ cursor: 'String!', occurredAt: 'DateTime!' })) {
      if (typeOf(fields, field) !== form) found.push(`${event} has no ${field}: ${form}`);
    }
    return found;
  });
}
