import { describe, expectTypeOf, it } from 'vitest';
import type { ApprovalEvent } from '../subgraphs/control-plane/governance/approval-request/domain.ts';
import type { ApiTokenEvent } from '../subgraphs/control-plane/identity/api-token/domain.ts';
import type { TenantAccessEvent } from '../subgraphs/control-plane/identity/tenant-access/domain.ts';
import type { UserEvent } from '../subgraphs/control-plane/identity/user/domain.ts';
import type { ProjectEvent } from '../subgraphs/control-plane/projects/project/domain.ts';
import type { TenantEvent } from '../subgraphs/control-plane/tenancy/tenant/domain.ts';
import type { IncidentFact } from '../subgraphs/observability/incidents/incident/domain.ts';
import type { TraceFact } from '../subgraphs/observability/tracing/trace-record/domain.ts';
import type { ReviewEvent } from '../subgraphs/studio/reviews/review-request/domain.ts';
import type { ControlPlaneEvents, ObservabilityEvents, StudioEvents, Wire } from './events.ts';

type Told =
  | TenantEvent
  | ProjectEvent
  | UserEvent
  | ApiTokenEvent
  | TenantAccessEvent
  | ApprovalEvent;
type Named<Event, Type> = Event extends { readonly type: infer Types }
  ? Type extends Types
    ? Event
    : never
  : never;
/** The event types whose payload a domain tells otherwise than the contract says, or not at all. */
type Broken<Contract, Event extends { readonly type: string }> = {
  [Type in keyof Contract]: [Named<Event, Type>] extends [never]
    ? Type
    : Wire<Named<Event, Type>> extends Contract[Type]
      ? never
      : Type;
}[keyof Contract];

describe('the asynchronous contract', () => {
  it('is kept by every event of the Control Plane (held by the compiler)', () => {
    expectTypeOf<Broken<ControlPlaneEvents, Told>>().toEqualTypeOf<never>();
  });

  it('is kept by every event of the Studio (held by the compiler)', () => {
    expectTypeOf<Broken<StudioEvents, ReviewEvent>>().toEqualTypeOf<never>();
  });

  it('is kept by every event of Observability (held by the compiler)', () => {
    expectTypeOf<Broken<ObservabilityEvents, IncidentFact | TraceFact>>().toEqualTypeOf<never>();
  });
});
