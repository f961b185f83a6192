import { DropdownMenu, useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { parse } from 'graphql';
import { useEffect, useRef } from 'react';
import { createPortal } from 'react-dom';
import type { Example } from '../page-config.ts';
import { fillIn } from './variables.ts';

interface ExamplesMenuProps {
  readonly examples: readonly Example[];
  /** A place in the page's header. The menu itself must stay inside GraphiQL, whose store it uses. */
  readonly slot: HTMLElement | null;
  readonly ask: (query: string) => Promise<unknown>;
}

const groups = [
  ['query', 'Ask'],
  ['mutation', 'Change'],
  ['subscription', 'Watch live'],
] as const;

export function ExamplesMenu({ examples, slot, ask }: ExamplesMenuProps) {
  const open = useOpenExample();
  // The lookups take a moment, in which tabs may come and go: the latest way to open is the right one.
  const latest = useRef(open);
  useEffect(() => {
    latest.current = open;
  });
  if (!slot) return null;
  const choose = async (example: Example) => {
    const variables = await fillIn(example, ask);
    latest.current?.(example, variables);
  };
  return createPortal(
    <DropdownMenu>
      <DropdownMenu.Button className="examples-button" data-testid="examples" disabled={!open}>
        Examples
      </DropdownMenu.Button>
      <DropdownMenu.Content className="examples">
        {groups.map(([kind, label]) => (
          <div key={kind} className="examples-group">
            <span className="examples-label">{label}</span>
            {examples
              .filter((example) => example.kind === kind)
              .map((example) => (
                <DropdownMenu.Item
                  key={example.name}
                  data-testid={`example-${example.name}`}
                  onSelect={() => void choose(example)}
                >
                  {example.title}
                </DropdownMenu.Item>
              ))}
          </div>
        ))}
      </DropdownMenu.Content>
    </DropdownMenu>,
    slot,
  );
}

/** Puts an example into its own tab, made anew or found again; undefined until the editors are there. */
function useOpenExample() {
  const actions = useGraphiQLActions();
  const { tabs, activeTabIndex, queryEditor, variableEditor, responseEditor } = useGraphiQL(
    ({ tabs, activeTabIndex, queryEditor, variableEditor, responseEditor }) => ({
      tabs,
      activeTabIndex,
      queryEditor,
      variableEditor,
      responseEditor,
    }),
  );
  if (!queryEditor || !variableEditor || !responseEditor) return undefined;
  return ({ name, operation }: Example, variables: string) => {
    const known = tabs.findIndex((tab) => tab.title === name);
    actions.stop();
    if (known === -1) actions.addTab();
    else if (known !== activeTabIndex) actions.changeTab(known);
    queryEditor.setValue(operation);
    variableEditor.setValue(variables);
    responseEditor.setValue('');
    // GraphiQL reads the operation a moment after an edit: pressing play at once must not run the last.
    const documentAST = parse(operation);
    const operations = documentAST.definitions.filter(
      (node) => node.kind === 'OperationDefinition',
    );
    actions.setOperationFacts({ documentAST, operationName: name, operations });
    actions.updateActiveTabValues({
      query: operation,
      variables,
      operationName: name,
      response: '',
    });
  };
}
