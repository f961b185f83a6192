import { startTransition, useActionState, useState } from 'react';
import type { CastMember, PageConfig } from '../page-config.ts';
import { Header } from './header.tsx';
import { forgetMember, type Session, type SignIn, signInAs, signInWith } from './session.ts';
import { Welcome } from './welcome.tsx';
import { Workbench } from './workbench.tsx';

interface State {
  readonly session: Session | null;
  /** Why the last try failed. */
  readonly problem: string | null;
  /** Counts the sessions of this page. */
  readonly turn: number;
}

export function App({ config, resumed }: { config: PageConfig; resumed: Session | null }) {
  // Tries wait for one another, so that the last click wins and not the last answer.
  const [state, enter, isPending] = useActionState(nextState, {
    session: resumed,
    problem: null,
    turn: 0,
  });
  const [examplesSlot, setExamplesSlot] = useState<HTMLElement | null>(null);
  const signIn: SignIn = (as) => startTransition(() => enter(as));
  const { session, problem, turn } = state;
  return (
    <>
      <Header {...{ config, session, problem, signIn, setExamplesSlot }} />
      {session ? (
        // A new person gets a new workbench: no answer of the last one stays on the screen.
        <Workbench key={turn} {...{ session, examplesSlot }} examples={config.examples} />
      ) : (
        <Welcome {...{ config, isPending, signIn }} />
      )}
    </>
  );
}

async function nextState(state: State, as: CastMember | string | null): Promise<State> {
  if (as === null) {
    forgetMember();
    return { ...state, session: null, problem: null };
  }
  try {
    const session = typeof as === 'string' ? signInWith(as) : await signInAs(as);
    return { session, problem: null, turn: state.turn + 1 };
  } catch (error) {
    return { ...state, problem: error instanceof Error ? error.message : 'Signing in failed.' };
  }
}
