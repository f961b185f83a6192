import { type GraphiQLPlugin, useGraphiQL } from '@graphiql/react';
import { useState } from 'react';
import type { Explain } from './connection.ts';

/** A plugin that shows how the gateway would fetch the operation in the editor. */
export function planPlugin(explain: Explain): GraphiQLPlugin {
  return {
    title: 'Query plan',
    icon: PlanIcon,
    content: () => <PlanPanel explain={explain} />,
  };
}

function PlanPanel({ explain }: { readonly explain: Explain }) {
  const queryEditor = useGraphiQL((state) => state.queryEditor);
  const operationName = useGraphiQL((state) => state.operationName);
  const [plan, setPlan] = useState('');
  const show = async () => setPlan(await explain(queryEditor?.getValue() ?? '', operationName));
  return (
    <section className="plan">
      <h2>Query plan</h2>
      <p>Which subgraphs the gateway asks, for what, and in which order. Nothing is run.</p>
      <button type="button" data-testid="show-plan" onClick={() => void show()}>
        Show the plan
      </button>
      <pre data-testid="plan">{plan}</pre>
    </section>
  );
}

/** Two branches out of one. */
function PlanIcon() {
  return (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      <path d="M4 12h6m0 0c3 0 3-6 6-6h4m-10 6c3 0 3 6 6 6h4" />
    </svg>
  );
}
