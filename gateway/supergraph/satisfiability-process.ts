/** The process of `satisfiability.ts`: is told a supergraph, and tells what in it cannot be answered. */
import { validateSatisfiability } from '@apollo/composition';

process.once('message', (supergraphSdl) => {
  const { errors = [] } = validateSatisfiability({ supergraphSdl: String(supergraphSdl) });
  process.send?.(errors.map(({ message }) => message));
});
