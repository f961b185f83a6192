import { useGraphiQL } from '@graphiql/react';
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql';
import { useEffect, useMemo, useState } from 'react';
import type { Example } from '../page-config.ts';
import { connect, type Live } from './connection.ts';
import { ExamplesMenu } from './examples-menu.tsx';
import { planPlugin } from './plan-panel.tsx';
import type { Session } from './session.ts';

interface WorkbenchProps {
  readonly session: Session;
  readonly examples: readonly Example[];
  readonly examplesSlot: HTMLElement | null;
}

/** GraphiQL for one signed-in person. Leaving it closes the person's socket. */
export function Workbench({ session, examples, examplesSlot }: WorkbenchProps) {
  const [live, setLive] = useState<Live>(null);
  const connection = useMemo(() => connect(session, setLive), [session]);
  useEffect(() => connection.close, [connection]);
  const plugins = useMemo(() => [HISTORY_PLUGIN, planPlugin(connection.explain)], [connection]);
  const defaultTabs = useMemo(
    () => examples.slice(0, 1).map(({ operation, variables }) => ({ query: operation, variables })),
    [examples],
  );
  return (
    <GraphiQL
      fetcher={connection.fetcher}
      plugins={plugins}
      defaultTabs={defaultTabs}
      defaultEditorToolsVisibility="variables"
      inputValueDeprecation
      schemaDescription
      showPersistHeadersSettings={false}
    >
      <GraphiQL.Logo>{null}</GraphiQL.Logo>
      <GraphiQL.Footer>
        <Status live={live} />
      </GraphiQL.Footer>
      <ExamplesMenu {...{ examples, slot: examplesSlot, ask: connection.ask }} />
    </GraphiQL>
  );
}

/** Tells what the response pane cannot: that a silent subscription is open, or why there is no schema. */
function Status({ live }: { live: Live }) {
  const fetchError = useGraphiQL((state) => state.fetchError);
  if (live) {
    return (
      <p className="status live" data-testid="live" role="status">
        {live.events === 0 ? 'Live, no event yet' : `Live, ${live.events} received`}
      </p>
    );
  }
  if (!fetchError) return null;
  return (
    <p className="status" data-testid="schema-notice" role="status">
      {fetchError.includes('UNAUTHENTICATED')
        ? 'The gateway does not accept this token. Sign in again.'
        : 'The gateway does not tell its schema here: operations run, without completion and docs.'}
    </p>
  );
}
