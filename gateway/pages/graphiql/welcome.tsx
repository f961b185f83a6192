import type { PageConfig } from '../page-config.ts';
import { byTenant, roleName } from './cast.ts';
import { keyOf, type SignIn } from './session.ts';

interface WelcomeProps {
  readonly config: PageConfig;
  readonly isPending: boolean;
  readonly signIn: SignIn;
}

/** What is seen before anybody has signed in: the graph tells strangers nothing, not even its schema. */
export function Welcome({ config, isPending, signIn }: WelcomeProps) {
  return (
    <main className="welcome" data-testid="welcome">
      <h1>Sign in to explore the graph</h1>
      {config.signIn ? <Cast {...{ config, isPending, signIn }} /> : <TokenForm signIn={signIn} />}
    </main>
  );
}

function Cast({ config, isPending, signIn }: WelcomeProps) {
  return (
    <>
      <p>
        Everybody works for one tenant and sees nothing of the others. Open a second window to be
        somebody else at the same time.
      </p>
      {byTenant(config.cast).map(([tenant, members]) => (
        <section key={tenant} aria-label={tenant}>
          <h2 className="chip">{tenant}</h2>
          <ul className="people">
            {members.map((member) => (
              <li key={member.user}>
                <button
                  type="button"
                  disabled={isPending}
                  data-testid={`sign-in-${keyOf(member).replace('/', '-')}`}
                  onClick={() => signIn(member)}
                >
                  <strong>{member.displayName}</strong>
                  <small>{member.roles.map(roleName).join(' · ')}</small>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

function TokenForm({ signIn }: Pick<WelcomeProps, 'signIn'>) {
  const enter = (form: FormData) => {
    const token = `${form.get('token')}`.trim().replace(/^Bearer /i, '');
    if (token) signIn(token);
  };
  return (
    <form className="token" action={enter}>
      <p>
        <label htmlFor="token">Access token of your identity provider</label>
      </p>
      <input
        id="token"
        name="token"
        type="password"
        autoComplete="off"
        required
        data-testid="access-token"
      />
      <button type="submit">Use token</button>
      <p>
        <small>It stays in the memory of this page: a reload forgets it.</small>
      </p>
    </form>
  );
}
