import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoCast } from '../../gateway/identity/demo-cast.ts';
import type { LocalIssuer } from '../../gateway/identity/local-issuer.ts';
import { createLocalIssuerEndpoint } from '../../gateway/identity/local-issuer-endpoint.ts';
import { buildPages } from '../../gateway/pages/build.ts';
import { loadExamples } from '../../gateway/pages/examples.ts';
import { createPages } from '../../gateway/pages/serve.ts';
import { launchChromium, type ProvidedBrowser } from '../support/chromium.ts';
import type { Client } from '../support/client.ts';
import { openTestFactory, type TestFactory } from '../support/factory.ts';
import {
  approveReview,
  claimReview,
  createProject,
  openIncident,
  requestReview,
} from '../support/operations.ts';
import { type BrowserWatch, openTab, type Tab, watch } from './tab.ts';

// The newcomer's first ten minutes in a real browser. The tests follow one another as the clicks do.

let factory: TestFactory;
let browser: ProvidedBrowser;
let seen: BrowserWatch;
let ben: Client;
let ada: Tab;
let eve: Tab;
let review: { readonly id: string };

// Chromium may have to be fetched first.
beforeAll(async () => {
  factory = await openTestFactory({ pagesOf });
  browser = await launchChromium();
  seen = watch(browser.context, factory.gateway.url);
  ben = await factory.as('acme', 'ben');
  const projectId = await createProject(await factory.as('acme', 'ada'), 'Reservations');
  const service = await factory.as('acme', 'factory');
  review = await requestReview(service, projectId, { priority: 'HIGH' });
  await openIncident(service, projectId, 'Search answers in 4 s');
}, 600_000);
afterAll(async () => {
  await browser?.close();
  await factory?.stop();
});

async function pagesOf(issuer: LocalIssuer) {
  const [directory, examples] = await Promise.all([buildPages(), loadExamples()]);
  const pages = createPages({ directory, config: { signIn: true, cast: demoCast, examples } });
  return [createLocalIssuerEndpoint(issuer), pages];
}

describe('GraphiQL in a browser', () => {
  it('is where the root of the address leads, and shows strangers the cast alone', async () => {
    ada = await openTab(browser.context, factory.gateway.url);

    await ada.page.getByTestId('welcome').waitFor();
    expect(ada.page.url()).toBe(`${factory.gateway.url}/graphiql`);
    expect(await ada.page.locator('.graphiql-container').count()).toBe(0);
  });

  it('signs in by a click, and opens with the federated queue ready to run', async () => {
    await ada.signIn('acme', 'ada');
    await ada.run();

    await ada.sees(`"id": "${review.id}", "status": "PENDING", "priority": "HIGH"`);
    const incident = { title: 'Search answers in 4 s', severity: 'HIGH' };
    const project = { name: 'Reservations', openIncidents: { nodes: [incident] } };
    await ada.sees(`"project": ${JSON.stringify(project)}`);
  });

  it('watches the queue over a socket, which says that it is open', async () => {
    await ada.choose('ReviewQueueUpdated');
    await ada.run();

    await ada.page.getByTestId('live').filter({ hasText: 'no event yet' }).waitFor();
  });

  it('shows what somebody else decides elsewhere, as it happens', async () => {
    eve = await openTab(browser.context, factory.gateway.url);
    await eve.signIn('globex', 'gus');
    await eve.switchTo('globex', 'eve');
    await eve.choose('ReviewQueueUpdated');
    await eve.run();
    await eve.page.getByTestId('live').waitFor();

    expect((await claimReview(ben, review.id)).userErrors).toEqual([]);
    await ada.sees('"status": "IN_REVIEW"');
    expect((await approveReview(ben, review.id)).userErrors).toEqual([]);

    await ada.sees('"event": "REVIEW_APPROVED"');
    const approved = { id: review.id, status: 'APPROVED', priority: 'HIGH' };
    await ada.sees(JSON.stringify({ ...approved, project: { name: 'Reservations' } }));
  });

  it('shows another tenant only its own: of two events, the one of globex', async () => {
    const project = await createProject(await factory.as('globex', 'eve'), 'Fleet');
    await requestReview(await factory.as('globex', 'plant'), project);

    await eve.sees('"name": "Fleet"');
    expect(await eve.page.getByTestId('live').textContent()).toBe('Live, 1 received');
  });

  it('keeps who is signed in over a reload, and nobody after signing out', async () => {
    await eve.page.reload();
    await eve.page.getByTestId('signed-in-as').filter({ hasText: 'Eve' }).waitFor();
    await eve.page.getByRole('button', { name: 'Sign out' }).click();
    await eve.page.getByTestId('welcome').waitFor();
    await eve.page.reload();
    await eve.page.getByTestId('welcome').waitFor();
  });

  it('has asked no other host for anything, and has not complained', async () => {
    expect(seen).toEqual({ foreignRequests: [], complaints: [] });
  });
});

describe('the watch over the browser', () => {
  it('tells of a request to another host, and of what fails', async () => {
    const page = await browser.context.newPage();
    await page.goto('data:text/html,<img src="http://elsewhere.invalid/picture">');
    await page.waitForLoadState('load');

    expect(seen.foreignRequests).toEqual(['http://elsewhere.invalid/picture']);
    expect(seen.complaints.join()).toContain('net::ERR');
  });
});
