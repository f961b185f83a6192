import { type DocumentNode, visit } from 'graphql';
import { refusal } from '../../subgraphs/kernel/errors.ts';

/** What values may be at most, whether they stand in the text of an operation or in its variables. */
export const valueLimits = {
  /** Lists and objects within one another. */
  depth: 10,
  /** Items of one list. */
  items: 1_000,
  /** Values in all variables together; those of a text are bounded by its tokens. */
  values: 2_000,
};

/**
 * Refuses a text with a list that is too long or a value that nests too deep.
 *
 * @throws GraphQLError OPERATION_TOO_LARGE, naming the limit.
 */
export function assertLiterals(document: DocumentNode): void {
  let depth = 0;
  const enter = () => {
    depth += 1;
    assertDepth(depth);
  };
  const leave = () => {
    depth -= 1;
  };
  visit(document, {
    ListValue: {
      enter({ values }) {
        assertItems(values.length);
        enter();
      },
      leave,
    },
    ObjectValue: { enter, leave },
  });
}

/**
 * Refuses variables that are too many, too long or too deep.
 *
 * @throws GraphQLError OPERATION_TOO_LARGE, naming the limit.
 */
export function assertSmall(variables: Readonly<Record<string, unknown>>): void {
  let count = 0;
  // Level by level, so that no depth of nesting is a depth of calls.
  let level: readonly unknown[] = Object.values(variables);
  for (let depth = 0; level.length > 0; depth += 1) {
    count += level.length;
    if (count > valueLimits.values) {
      throw refusal('OPERATION_TOO_LARGE', `Variables may hold ${valueLimits.values} values.`);
    }
    level = level.flatMap((value) => {
      if (typeof value !== 'object' || value === null) return [];
      assertDepth(depth + 1);
      if (Array.isArray(value)) assertItems(value.length);
      return Object.values(value);
    });
  }
}

function assertDepth(depth: number): void {
  if (depth <= valueLimits.depth) return;
  throw refusal('OPERATION_TOO_LARGE', `Values may nest ${valueLimits.depth} deep.`);
}

function assertItems(count: number): void {
  if (count <= valueLimits.items) return;
  throw refusal('OPERATION_TOO_LARGE', `A list may hold ${valueLimits.items} items.`);
}
