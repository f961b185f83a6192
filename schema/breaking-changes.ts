import type { Subgraph, Supergraph } from '@apollo/federation-internals';
import { type Change, CriticalityLevel, diff } from '@graphql-inspector/core';
import type { GraphQLSchema } from 'graphql';
import { reasonsToStay } from './removals.ts';

/** What a release is to consist of. */
export interface Contract {
  readonly supergraph: Supergraph;
  readonly subgraphs: readonly Subgraph[];
}

export interface Changes {
  /** What somebody relies on and may not yet go, a sentence each. */
  readonly breaking: readonly string[];
  /** What is allowed but may surprise a client, such as a new enum value. */
  readonly dangerous: readonly string[];
}

/**
 * Compares a contract with the released supergraph: what clients may ask, and what a gateway that still runs the
 * released supergraph asks of each subgraph. Something may only go when the released schema deprecates it with a
 * removal date, and the date has come.
 *
 * @param today - `2027-04-01`, in UTC.
 */
export async function changesSince(
  released: Supergraph,
  contract: Contract,
  today: string,
): Promise<Changes> {
  const reasonToStay = reasonsToStay(released.schema.toGraphQLJSSchema(), today);
  const refusal = ({ what, coordinate }: Loss) => {
    const reason = reasonToStay(coordinate);
    return reason === null ? [] : [`${what}: refused because ${reason}.`];
  };
  const changes = await diff(clientSchema(released), clientSchema(contract.supergraph));
  const losses = changes.filter(isLevel(CriticalityLevel.Breaking)).map(asLoss);
  const subgraphLosses: Loss[] = [];
  for (const before of released.subgraphs()) {
    const after = contract.subgraphs.find(({ name }) => name === before.name);
    subgraphLosses.push(...(await lostInSubgraph(before, after)));
  }
  return {
    breaking: [...losses, ...subgraphLosses].flatMap(refusal),
    dangerous: changes
      .filter(isLevel(CriticalityLevel.Dangerous))
      .map(({ message }) => `${message}.`),
  };
}

/** Something that was there, or was accepted, and is not any more. */
interface Loss {
  readonly what: string;
  readonly coordinate: string;
}

/** The machinery of federation, which the gateway brings itself. */
const machinery = /^(@|link__|federation__)|(^|\.)_/;

async function lostInSubgraph(before: Subgraph, after: Subgraph | undefined): Promise<Loss[]> {
  if (!after) return [{ what: `The subgraph ${before.name} is gone`, coordinate: before.name }];
  const external = externalFields(before);
  const changes = await diff(before.schema.toGraphQLJSSchema(), after.schema.toGraphQLJSSchema());
  const losses = changes
    .filter(isLevel(CriticalityLevel.Breaking))
    .map(asLoss)
    .filter(({ coordinate }) => !machinery.test(coordinate))
    .filter(({ coordinate }) => !external.has(coordinate.split('.', 2).join('.')));
  return [...losses, ...lostKeys(before, after)].map(({ what, coordinate }) => ({
    what: `In the subgraph ${before.name}: ${what}`,
    coordinate,
  }));
}

/** A gateway hands these to the subgraph and never asks for them, unless the subgraph provides them. */
function externalFields(subgraph: Subgraph): Set<string> {
  const metadata = subgraph.metadata();
  const fields = subgraph.schema.objectTypes().flatMap((type) => type.fields());
  const external = fields.filter((field) => metadata.isFieldFullyExternal(field));
  return new Set(external.map(({ coordinate }) => coordinate));
}

/** The keys by which a gateway finds entities in the subgraph, and will not any more. */
function lostKeys(before: Subgraph, after: Subgraph): Loss[] {
  const left = new Set(keysOf(after).map(({ what }) => what));
  return keysOf(before).filter(({ what }) => !left.has(what));
}

function keysOf(subgraph: Subgraph): Loss[] {
  const directive = subgraph.metadata().keyDirective();
  return subgraph.schema.types().flatMap((type) =>
    type
      .appliedDirectivesOf(directive)
      .map((applied) => applied.arguments())
      .filter(({ resolvable }) => resolvable ?? true)
      .map(({ fields }) => ({
        what: `${type.name} can no longer be found by its key { ${words(String(fields))} }`,
        coordinate: type.name,
      })),
  );
}

/** A field set without what its writer was free to choose. */
function words(fieldSet: string): string {
  return (fieldSet.match(/\w+|[{}]/g) ?? []).join(' ');
}

function clientSchema(supergraph: Supergraph): GraphQLSchema {
  return supergraph.apiSchema().toGraphQLJSSchema();
}

function isLevel(level: CriticalityLevel): (change: Change) => boolean {
  return ({ criticality }) => criticality.level === level;
}

function asLoss({ message, path }: Change): Loss {
  return { what: message, coordinate: path ?? '' };
}
