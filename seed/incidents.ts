import type { Scene } from './scene.ts';
import type { Line } from './timeline.ts';
import { exportTrace, searchTrace } from './traces.ts';

/** Incidents in every status, of every severity and source. */
export function incidentLines(scene: Scene): readonly Line[] {
  return [
    open(scene),
    acknowledged(scene),
    investigated(scene),
    mitigated(scene),
    resolved(scene),
    ofGlobex(scene),
  ];
}

/** OPEN, and bound to the trace that shows it. */
async function* open({ acme, booking }: Scene): Line {
  yield 5;
  await acme.incident('olga', 'openIncident', {
    projectId: booking,
    title: 'Search answers in 4 s',
    severity: 'HIGH',
    traceId: searchTrace,
  });
}

/** Opened by the factory for an objective that was missed; ACKNOWLEDGED. */
async function* acknowledged({ acme, loyalty }: Scene): Line {
  yield 10;
  const { id: incidentId } = await acme.incident('factory', 'openIncident', {
    projectId: loyalty,
    title: 'Mails about tiers come late',
    severity: 'WARNING',
    source: 'SLO',
    sourceId: 'slo-tier-mail-within-an-hour',
  });
  yield 9;
  await acme.incident('olga', 'acknowledgeIncident', { incidentId });
}

/** INVESTIGATING, with more help called for, twice. */
async function* investigated({ acme, loyalty }: Scene): Line {
  yield 8;
  const { id: incidentId } = await acme.incident('factory', 'openIncident', {
    projectId: loyalty,
    title: 'Points are credited twice',
    severity: 'CRITICAL',
    source: 'ALERT',
    sourceId: 'alert-points-double-entry',
  });
  await acme.incident('olga', 'acknowledgeIncident', { incidentId });
  await acme.incident('olga', 'escalateIncident', { incidentId, target: 'loyalty-on-call' });
  yield 7;
  const note = 'Both entries carry the same booking.';
  await acme.incident('olga', 'startInvestigation', { incidentId, note });
  await acme.incident('olga', 'escalateIncident', { incidentId, target: 'finance-duty' });
}

/** MITIGATED: the harm has stopped, the cause remains. */
async function* mitigated({ acme, loyalty }: Scene): Line {
  yield 18;
  const { id: incidentId } = await acme.incident('factory', 'openIncident', {
    projectId: loyalty,
    title: 'The nightly export stalls',
    severity: 'INFO',
    source: 'TRACE',
    sourceId: exportTrace,
    traceId: exportTrace,
  });
  yield 17;
  await acme.incident('olga', 'startInvestigation', { incidentId });
  yield 15;
  const note = 'It runs with a quarter of the batch.';
  await acme.incident('olga', 'mitigateIncident', { incidentId, note });
}

/** RESOLVED after it had come back once, with what was learnt of it. */
async function* resolved({ acme, booking }: Scene): Line {
  yield 70;
  const { id: incidentId } = await acme.incident('olga', 'openIncident', {
    projectId: booking,
    title: 'The calendar shows the wrong week',
    severity: 'HIGH',
  });
  yield 69;
  await acme.incident('olga', 'acknowledgeIncident', { incidentId });
  await acme.incident('olga', 'startInvestigation', { incidentId });
  yield 66;
  await acme.incident('olga', 'mitigateIncident', { incidentId, note: 'The cache is off.' });
  yield 65;
  const note = 'It is back for guests in Lisbon.';
  await acme.incident('olga', 'startInvestigation', { incidentId, note });
  yield 60;
  const rootCause = 'Weeks were counted in the time of the server, not in that of the hotel.';
  await acme.incident('olga', 'resolveIncident', { incidentId, rootCause });
  yield 40;
  for (const lesson of ['Tests run in three time zones now.', 'The hotel names its own.']) {
    await acme.incident('olga', 'addPostMortemNote', { incidentId, note: lesson });
  }
}

async function* ofGlobex({ globex, fleet }: Scene): Line {
  yield 33;
  const { id: incidentId } = await globex.incident('gus', 'openIncident', {
    projectId: fleet,
    title: 'The map stays empty',
    severity: 'CRITICAL',
  });
  await globex.incident('gus', 'startInvestigation', { incidentId });
  yield 32;
  const rootCause = 'The key of the map service had run out.';
  await globex.incident('gus', 'resolveIncident', { incidentId, rootCause });
  yield 1;
  await globex.incident('gus', 'openIncident', {
    projectId: fleet,
    title: 'Positions arrive late',
    severity: 'WARNING',
  });
}
