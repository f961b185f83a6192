import { afterEach, describe, expect, it } from 'vitest';
import { freePort } from '../../db/embedded/free-port.ts';
import { runFile, type TestProcess } from '../support/process.ts';

let supervisor: TestProcess;
let url: string;

/** Starts the supervisor over a process that can be made to block. @returns that process's id. */
async function start(): Promise<number> {
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  supervisor = runFile('test/processes/supervised/supervise.ts', [String(port)], {});
  return Number((await supervisor.waitFor(/serves as (\d+)/))[1]);
}

/** The id of the process that answers, as soon as one does. */
async function answered(): Promise<number> {
  let pid = 0;
  await expect
    .poll(
      async () => {
        pid = Number(await fetch(url).then((response) => response.text()));
        return pid;
      },
      { timeout: 20_000 },
    )
    .toBeGreaterThan(0);
  return pid;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

afterEach(() => supervisor.kill('SIGTERM'));

describe('a process whose event loop stands still', () => {
  it('is replaced, and the next request of a client is answered', async () => {
    const blocked = await start();
    const lost = fetch(`${url}/block`).catch(() => 'lost');

    expect(await lost).toBe('lost');
    expect(await answered()).not.toBe(blocked);
    expect(isRunning(blocked)).toBe(false);
    expect(supervisor.output()).toContain(
      'The gateway has not turned for 2000 ms; it is replaced.',
    );
  });

  it('is not one that is merely busy for longer', async () => {
    const busy = await start();

    expect(Number(await (await fetch(`${url}/busy`)).text())).toBe(busy);
    expect(await answered()).toBe(busy);
    expect(supervisor.output()).not.toContain('replaced');
  });
});

describe('a process that crashes', () => {
  it('tells where, and is started again', async () => {
    const crashed = await start();
    await fetch(`${url}/crash`).catch(() => {});

    expect(await answered()).not.toBe(crashed);
    expect(supervisor.output()).toMatch(/"msg":"uncaught".*Error: a bug.*blockable\.ts/);
    expect(supervisor.output()).toContain(
      'The gateway ended with 1; it is started again in 10 ms.',
    );
  });

  it('again and again is started again, ever later, and said to fail', async () => {
    supervisor = runFile('test/processes/supervised/supervise.ts', ['crashes'], {});

    await supervisor.waitFor(
      /The gateway has failed 6 times in a row, each time as it says above; it is started again in 320 ms\./,
    );
    const starts = supervisor.output().match(/it is started again in \d+ ms/g);
    expect(starts?.map((line) => /in (\d+)/.exec(line)?.[1]).slice(0, 6)).toEqual([
      '10',
      '20',
      '40',
      '80',
      '160',
      '320',
    ]);
  });

  it('is not tried again when it never served', async () => {
    supervisor = runFile('test/processes/supervised/supervise.ts', ['refuses'], {});

    expect(await supervisor.exited).toBe(1);
    expect(supervisor.output().trim()).toBe('It refuses to start.');
  });
});

describe('a signal to the supervisor', () => {
  it('ends its wait for the next start', async () => {
    const args = ['crashes', '600000'];
    supervisor = runFile('test/processes/supervised/supervise.ts', args, {});
    await supervisor.waitFor(/it is started again in 30000 ms/);

    await supervisor.kill('SIGTERM');

    expect(await supervisor.exited).toBe(0);
  });

  it('is passed on, and what is under way is finished', async () => {
    const pid = await start();
    const underWay = fetch(`${url}/slow`).then((response) => response.text());
    await answered();

    await supervisor.kill('SIGTERM');

    expect(Number(await underWay)).toBe(pid);
    expect([await supervisor.exited, isRunning(pid)]).toEqual([0, false]);
  });

  it('that ends it without a word ends the process as well', async () => {
    const pid = await start();

    await supervisor.kill('SIGKILL');

    await expect.poll(() => isRunning(pid), { timeout: 20_000 }).toBe(false);
  });
});
