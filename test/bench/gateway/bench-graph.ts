/** A graph to measure with: subgraphs that keep everything in memory, and the operations that are asked. */
export interface BenchGraph {
  readonly subgraphs: Readonly<
    Record<string, { readonly sdl: string; readonly resolvers: object }>
  >;
  readonly operations: Readonly<Record<string, BenchOperation>>;
}

export interface BenchOperation {
  readonly query: string;
  /** One of them a request, in turn. */
  readonly variables: readonly Readonly<Record<string, unknown>>[];
}
