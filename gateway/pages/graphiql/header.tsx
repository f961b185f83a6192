import type { PageConfig } from '../page-config.ts';
import { byTenant, roleName, tenantName } from './cast.ts';
import { keyOf, type Person, type Session, type SignIn } from './session.ts';

interface HeaderProps {
  readonly config: PageConfig;
  readonly session: Session | null;
  readonly problem: string | null;
  readonly signIn: SignIn;
  /** Receives the place of the examples menu, which lives inside the workbench. */
  readonly setExamplesSlot: (slot: HTMLElement | null) => void;
}

export function Header({ config, session, problem, signIn, setExamplesSlot }: HeaderProps) {
  return (
    <header className="bar">
      <a className="brand" href="/graphiql">
        <img src="/graphiql/icon.svg" alt="" width="24" height="24" />
        Factory Supergraph
      </a>
      <div className="bar-slot" ref={setExamplesSlot} />
      {problem && <p role="alert">{problem}</p>}
      {session && <SignedIn person={session.person} />}
      {config.signIn && <Picker {...{ config, session, signIn }} />}
      {session && (
        <button type="button" className="quiet" onClick={() => signIn(null)}>
          Sign out
        </button>
      )}
    </header>
  );
}

function SignedIn({ person }: { person: Person }) {
  return (
    <p className="signed-in" data-testid="signed-in-as" aria-live="polite">
      {person.tenant !== undefined && <span className="chip">{tenantName(person.tenant)}</span>}
      <strong>{person.displayName}</strong>
      <small>{person.roles.map(roleName).join(' · ')}</small>
    </p>
  );
}

/** Always shows its invitation: who is signed in stands beside it. */
function Picker({ config, session, signIn }: Pick<HeaderProps, 'config' | 'session' | 'signIn'>) {
  const choose = (key: string) => {
    const member = config.cast.find((candidate) => keyOf(candidate) === key);
    if (member) signIn(member);
  };
  return (
    <select
      data-testid="sign-in"
      aria-label="Sign in as"
      value=""
      onChange={(event) => choose(event.target.value)}
    >
      <option value="" disabled hidden>
        {session ? 'Switch person' : 'Sign in as'}
      </option>
      {byTenant(config.cast).map(([tenant, members]) => (
        <optgroup key={tenant} label={tenant}>
          {members.map((member) => (
            <option key={member.user} value={keyOf(member)}>
              {member.displayName} ({member.roles.map(roleName).join(', ')})
            </option>
          ))}
        </optgroup>
      ))}
    </select>
  );
}
