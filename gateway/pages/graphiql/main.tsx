import './workers.ts';
import 'graphiql/style.css';
import './page.css';
import { createRoot } from 'react-dom/client';
import type { PageConfig } from '../page-config.ts';
import { App } from './app.tsx';
import { rememberedMember, type Session, signInAs } from './session.ts';

// Monaco rejects what it no longer needs when an editor is closed, and leaves the rejections alone.
addEventListener('unhandledrejection', (event) => {
  if (event.reason?.name === 'Canceled') event.preventDefault();
});

const root = document.getElementById('page');
if (!root) throw new Error('index.html has no element "page".');
const config: PageConfig = await (await fetch('/graphiql/config.json')).json();
createRoot(root).render(<App config={config} resumed={await resumeSession()} />);

/** A reload keeps the person; when the issuer has gone meanwhile, the page asks again. */
async function resumeSession(): Promise<Session | null> {
  const member = rememberedMember(config.cast);
  return member ? signInAs(member).catch(() => null) : null;
}
