import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { environmentOf, type Part, type Setting } from './setting.ts';

/** The processes of a fault run: whoever is killed is started again. */
export interface Crew {
  /** SIGKILL to one process; it is back soon. Returns once it is gone. */
  kill(part: Part): Promise<void>;
  /** SIGKILL to all processes of a part, for good. */
  dismiss(part: Part): Promise<void>;
  /** Parts that ended without being killed: nothing that happens around a process may end it. */
  readonly collapsed: readonly Part[];
  stop(): Promise<void>;
}

export async function hire(setting: Setting, wanted: Record<string, Part>): Promise<Crew> {
  const program = await compile();
  const members = Object.entries(wanted).map(([name, part], index) => ({
    name,
    part,
    process: start(part, index % 2),
    isDismissed: false,
    isKilled: false,
  }));
  type Member = (typeof members)[number];
  const collapsed: Part[] = [];
  let turn = 0;

  function start(part: Part, index: number): ChildProcess {
    return spawn(process.execPath, [program, part, String(index)], {
      stdio: ['pipe', 'inherit', 'inherit'],
      env: { ...process.env, ...environmentOf(setting) },
    });
  }

  function keep(member: Member, index: number): void {
    member.process.once('exit', () => {
      if (!member.isKilled && !member.isDismissed) collapsed.push(member.part);
      member.isKilled = false;
      if (member.isDismissed) return;
      member.process = start(member.part, index);
      keep(member, index);
    });
  }

  async function end(member: Member): Promise<void> {
    if (member.process.exitCode !== null || member.process.signalCode !== null) return;
    const gone = once(member.process, 'exit');
    member.process.kill('SIGKILL');
    await gone;
  }

  members.forEach((member, index) => {
    keep(member, index % 2);
  });

  async function dismiss(isMeant: (member: Member) => boolean): Promise<void> {
    const meant = members.filter(isMeant);
    for (const member of meant) member.isDismissed = true;
    await Promise.all(meant.map(end));
  }

  return {
    collapsed,
    async kill(part) {
      const candidates = members.filter((member) => member.part === part);
      turn += 1;
      const member = candidates[turn % candidates.length];
      if (!member) return;
      member.isKilled = true;
      await end(member);
    },
    dismiss: (part) => dismiss((member) => member.part === part),
    async stop() {
      await dismiss(() => true);
      await rm(program);
    },
  };
}

/** Compiled once, so that a start costs no more than Node's own. */
async function compile(): Promise<string> {
  const directory = '.cache/faults';
  await mkdir(directory, { recursive: true });
  const outfile = join(directory, `process-${process.pid}.mjs`);
  await build({
    entryPoints: [new URL('./process.ts', import.meta.url).pathname],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
  });
  return outfile;
}
