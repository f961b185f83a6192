import type { InternalRoute } from '../../kernel/subgraph.ts';
import { ingestSpans } from './commands.ts';
import { ingestOtlp } from './intake.ts';

/** What the gateway hands on from its port `/v1/traces`, on behalf of who sent it. */
export const takeTraces: InternalRoute = (request, context) =>
  ingestOtlp(request, (spans) => ingestSpans(context, spans));
