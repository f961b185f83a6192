import { type DocumentNode, Kind, visit } from 'graphql';
import { removalDate } from '../removals.ts';

/** A deprecation tells what to use instead and when the old goes, so that clients can plan and the check can wait. */
export function vagueDeprecations(document: DocumentNode): string[] {
  const found: string[] = [];
  visit(document, {
    Directive({ name, arguments: args = [] }, _key, _parent, _path, ancestors) {
      if (name.value !== 'deprecated') return;
      const reason = args.find((argument) => argument.name.value === 'reason')?.value;
      const text = reason?.kind === Kind.STRING ? reason.value : '';
      if (removalDate(text) !== null) return;
      const names = ancestors.flatMap((node) =>
        'name' in node && node.name ? [node.name.value] : [],
      );
      found.push(`${names.join('.')} is deprecated, but not as "Use X. Removal 2027-04-01."`);
    },
  });
  return found;
}
