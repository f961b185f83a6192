import { beforeAll, describe, expect, it } from 'vitest';
import { createCandidate } from './candidate.ts';
import { type Contest, openContest } from './contest.ts';
import { repeatedRepresentations } from './fetches.ts';
import { fixtures } from './fixtures.ts';
import { knownDifferences } from './known-differences.ts';
import { differencesOf, trialOf, truthOf } from './truth.ts';
import { buildGraph } from './world/graph.ts';

// Every feature of federation, a small graph each: the engine answers what the monolith answers, which holds the same
// data without federation, and asks no more of the subgraphs than ApolloGateway does.

describe.each(fixtures)('$name', (fixture) => {
  let contest: Contest;
  beforeAll(async () => {
    contest = await openContest(buildGraph(fixture.subgraphs, fixture.world), createCandidate);
  });

  it.each(Object.entries(fixture.cases))('%s', async (claim, given) => {
    const trial = trialOf(fixture, given);
    const truth = await truthOf(contest, trial);
    const candidate = await contest.candidate(trial);
    const reference = await contest.reference(trial);
    const isKnown = `${fixture.name}: ${claim}` in knownDifferences;

    expect(differencesOf(candidate, truth)).toEqual([]);
    expect(repeatedRepresentations(candidate.asked)).toEqual([]);
    if (isKnown) expect(differencesOf(reference, truth), 'ApolloGateway').not.toEqual([]);
    else {
      expect(differencesOf(reference, truth), 'ApolloGateway').toEqual([]);
      expect(candidate.asked.length).toBeLessThanOrEqual(reference.asked.length);
    }
  });
});

describe('the table of known differences', () => {
  it('names claims that there are', () => {
    const claims = fixtures.flatMap(({ name, cases }) =>
      Object.keys(cases).map((claim) => `${name}: ${claim}`),
    );
    expect(Object.keys(knownDifferences).filter((each) => !claims.includes(each))).toEqual([]);
    expect(new Set(claims).size).toBe(claims.length);
  });
});
