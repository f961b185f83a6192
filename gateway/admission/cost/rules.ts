import {
  type ConstDirectiveNode,
  type DirectiveNode,
  type DocumentNode,
  Kind,
  valueFromASTUntyped,
} from 'graphql';
import { linkedName, linksIn } from '../../supergraph/linked-names.ts';

/** `@listSize` of a field. */
export interface ListSize {
  readonly assumedSize: number | null;
  /** Arguments, or paths into them (`input.first`), of which the largest given one is the size. */
  readonly slicingArguments: readonly string[];
  /** Fields of the returned object that have the size, when the field itself is no list. */
  readonly sizedFields: readonly string[];
  /** Whether exactly one of the slicing arguments must be given. */
  readonly requiresOne: boolean;
}

/** `@cost` and `@listSize` of a supergraph, by coordinates: `Type`, `Type.field`, `Type.field(argument:)`. */
export interface CostRules {
  readonly weights: ReadonlyMap<string, number>;
  readonly listSizes: ReadonlyMap<string, ListSize>;
}

/** Reads the rules of the cost specification, by whatever names the supergraph links its directives. */
export function readCostRules(supergraph: DocumentNode): CostRules {
  const links = linksIn(supergraph);
  const cost = linkedName(links, 'cost', 'cost');
  const listSize = linkedName(links, 'cost', 'listSize');
  const weights = new Map<string, number>();
  const listSizes = new Map<string, ListSize>();

  function read(coordinate: string, directives: readonly DirectiveNode[] = []): void {
    for (const directive of directives) {
      const weight = directive.name.value === cost ? weightFrom(directive) : undefined;
      if (weight !== undefined) weights.set(coordinate, weight);
      if (directive.name.value === listSize) listSizes.set(coordinate, listSizeFrom(directive));
    }
  }

  for (const type of supergraph.definitions) {
    if (type.kind === Kind.DIRECTIVE_DEFINITION || !('name' in type) || !type.name) continue;
    const name = type.name.value;
    read(name, type.directives);
    for (const field of 'fields' in type ? (type.fields ?? []) : []) {
      const coordinate = `${name}.${field.name.value}`;
      read(coordinate, field.directives);
      for (const argument of 'arguments' in field ? (field.arguments ?? []) : []) {
        read(`${coordinate}(${argument.name.value}:)`, argument.directives);
      }
    }
  }
  return { weights, listSizes };
}

function valuesOf(directive: ConstDirectiveNode | DirectiveNode): ReadonlyMap<string, unknown> {
  const given = directive.arguments ?? [];
  return new Map(given.map(({ name, value }) => [name.value, valueFromASTUntyped(value)]));
}

/** A number in the federated directive, a text in IBM's. */
function weightFrom(directive: DirectiveNode): number | undefined {
  const weight = Number(valuesOf(directive).get('weight'));
  return Number.isFinite(weight) ? weight : undefined;
}

function listSizeFrom(directive: DirectiveNode): ListSize {
  const values = valuesOf(directive);
  const assumedSize = values.get('assumedSize');
  return {
    assumedSize: typeof assumedSize === 'number' ? assumedSize : null,
    slicingArguments: namesIn(values.get('slicingArguments')),
    sizedFields: namesIn(values.get('sizedFields')),
    requiresOne: values.get('requireOneSlicingArgument') !== false,
  };
}

/** A list of one may be written without its brackets. */
function namesIn(value: unknown): readonly string[] {
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  return all.filter((name) => typeof name === 'string');
}
