/** Variables as the client gave them. */
export type Variables = Readonly<Record<string, unknown>>;

/** A number that is known, or that depends on the variables. */
export type Term = number | ((variables: Variables) => number);

export function evaluate(term: Term, variables: Variables): number {
  return typeof term === 'number' ? term : term(variables);
}

/** What is known is added up now, so that the rest is all that is done at each request. */
export function sum(terms: readonly Term[]): Term {
  let known = 0;
  const varying: ((variables: Variables) => number)[] = [];
  for (const term of terms) {
    if (typeof term === 'number') known += term;
    else varying.push(term);
  }
  if (varying.length === 0) return known;
  return (variables) => {
    let total = known;
    for (const term of varying) total += term(variables);
    return total;
  };
}

export function product(one: Term, other: Term): Term {
  if (typeof one === 'number' && typeof other === 'number') return one * other;
  if (one === 0 || other === 0) return 0;
  return (variables) => evaluate(one, variables) * evaluate(other, variables);
}

/** Nothing where there are no terms. */
export function largest(terms: readonly Term[]): Term {
  const known = terms.filter((term) => typeof term === 'number');
  if (known.length === terms.length) return Math.max(0, ...known);
  return (variables) => Math.max(...terms.map((term) => evaluate(term, variables)));
}

/** The term where the condition holds, else nothing. */
export function when(condition: boolean | ((variables: Variables) => boolean), term: Term): Term {
  if (typeof condition === 'boolean') return condition ? term : 0;
  return (variables) => (condition(variables) ? evaluate(term, variables) : 0);
}
