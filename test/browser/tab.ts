import type { BrowserContext, Page } from 'playwright-core';

/** GraphiQL in a tab of a real browser, used as a person does: by its buttons and menus. */
export interface Tab {
  readonly page: Page;
  /** Takes somebody of the cast who is shown to strangers. */
  signIn(tenant: string, user: string): Promise<void>;
  /** Takes somebody in the picker of the header. */
  switchTo(tenant: string, user: string): Promise<void>;
  /** Opens one of the examples, by the name of its operation. */
  choose(example: string): Promise<void>;
  /** Presses play. */
  run(): Promise<void>;
  /** Resolves as soon as the answer on the screen holds this piece of JSON, however it is laid out. */
  sees(json: string): Promise<void>;
}

/** High enough that the editor shows a whole answer: it draws only the lines in sight. */
const size = { width: 1_600, height: 1_400 };

export async function openTab(context: BrowserContext, url: string): Promise<Tab> {
  const page = await context.newPage();
  await page.setViewportSize(size);
  await page.goto(url);
  const isIn = async (user: string) => {
    const name = new RegExp(user, 'i');
    await page.getByTestId('signed-in-as').filter({ hasText: name }).waitFor();
    await page.locator('[data-testid=examples]:enabled').waitFor();
  };
  return {
    page,
    async signIn(tenant, user) {
      await page.getByTestId(`sign-in-${tenant}-${user}`).click();
      await isIn(user);
    },
    async switchTo(tenant, user) {
      await page.getByTestId('sign-in').selectOption(`${tenant}/${user}`);
      await isIn(user);
    },
    async choose(example) {
      await page.getByTestId('examples').click();
      await page.getByTestId(`example-${example}`).click();
      await page.getByRole('tab', { name: example, selected: true }).waitFor();
    },
    async run() {
      await page.getByRole('button', { name: 'Execute query' }).click();
    },
    async sees(json) {
      const pane = await page.waitForSelector('.graphiql-response');
      await page.waitForFunction(isShown, { pane, json: withoutSpaces(json) });
    },
  };
}

/** The part of a page's elements that we use: the project knows no browser's types. */
interface PageElement {
  readonly textContent: string | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
  getBoundingClientRect(): { readonly top: number };
}

/** Runs in the page. The editor keeps its lines in any order, wraps long ones and makes spaces unbreakable. */
function isShown({ pane, json }: { readonly pane: PageElement; readonly json: string }): boolean {
  const lines = [...pane.querySelectorAll('.view-lines > .view-line')]
    .map((line) => ({ top: line.getBoundingClientRect().top, text: line.textContent ?? '' }))
    .sort((one, other) => one.top - other.top);
  const shown = lines.map(({ text }) => text).join('');
  return shown.replaceAll(/\s/g, '').includes(json);
}

function withoutSpaces(text: string): string {
  return text.replaceAll(/\s/g, '');
}

/** What happened in a browser that should not have. */
export interface BrowserWatch {
  /** Addresses of other hosts that a page, a worker or a socket asked for. */
  readonly foreignRequests: readonly string[];
  /** Errors on the console, and those that nobody caught. */
  readonly complaints: readonly string[];
}

/** Watches every tab of the browser, those that are opened later included. */
export function watch(context: BrowserContext, url: string): BrowserWatch {
  const foreignRequests: string[] = [];
  const complaints: string[] = [];
  const { host } = new URL(url);
  const note = (address: string) => {
    const asked = new URL(address);
    if (asked.host !== '' && asked.host !== host) foreignRequests.push(address);
  };
  context.on('request', (request) => note(request.url()));
  context.on('page', (page) => page.on('websocket', (socket) => note(socket.url())));
  context.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  context.on('weberror', (failure) => complaints.push(failure.error().message));
  return { foreignRequests, complaints };
}
