import type { Ephemeral } from '../../subgraphs/kernel/ephemeral/port.ts';
import type { Logger } from '../../subgraphs/kernel/log.ts';
import { nothingRegistered, readManifest } from '../persisted/manifest.ts';
import { createPersistedOperations } from '../persisted/operations.ts';
import type { PipelineOptions } from '../pipeline.ts';
import type { AdmissionSettings } from '../settings.ts';
import type { Witness } from '../witness.ts';
import type { RateFigures } from './budgets.ts';
import { createCharges } from './charges.ts';
import { createRateLimits } from './rate-limits.ts';

/** What the gateway as a whole admits by: what does not depend on the supergraph. */
type Admission = Pick<
  PipelineOptions,
  'persisted' | 'charge' | 'reportsCost' | 'rateLimits' | 'mostAnswerBytes'
>;

export interface AdmissionOptions {
  readonly admission: AdmissionSettings;
  /** Other figures than those of the house. */
  readonly rates?: RateFigures;
  readonly ephemeral: Ephemeral;
  readonly log: Logger;
}

/** @throws Error, a sentence, when the manifest of persisted operations cannot be read. */
export function openAdmission(
  options: AdmissionOptions,
  witness: Pick<Witness, 'cost' | 'unknownOperation'>,
): Admission {
  const { admission, rates, ephemeral, log } = options;
  const { mode, manifestPath, isAutomatic } = admission.persisted;
  const rateLimits = createRateLimits(admission.rateLimits, {
    ...rates,
    ephemeral,
    onError: (error) => log.warn({ err: error }, 'the rates are kept in this process alone'),
  });
  return {
    rateLimits,
    mostAnswerBytes: admission.mostAnswerBytes,
    reportsCost: admission.cost.isReported,
    charge: createCharges(admission.cost, rateLimits.budgets, witness.cost),
    persisted: createPersistedOperations({
      mode,
      isAutomatic,
      registered: manifestPath === undefined ? nothingRegistered : readManifest(manifestPath),
      onUnknown: witness.unknownOperation,
    }),
  };
}
