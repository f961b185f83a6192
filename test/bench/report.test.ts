import { describe, expect, it } from 'vitest';
import { markdownTable, withSection } from './report.ts';

describe('a section of the benchmarks', () => {
  const document = withSection(withSection('# Benchmarks\n', 'start', 'one'), 'events', 'two');

  it('is put at the end the first time', () => {
    expect(document).toBe(
      '# Benchmarks\n\n<!-- begin start -->\n\none\n\n<!-- end start -->\n\n<!-- begin events -->\n\ntwo\n\n<!-- end events -->\n',
    );
  });

  it('is replaced later, and nothing around it', () => {
    expect(withSection(document, 'start', '\nthree $&\n')).toBe(
      document.replace('one', () => 'three $&'),
    );
    expect(withSection(document, 'events', 'two')).toBe(document);
  });

  it('is refused where its end is missing', () => {
    const broken = document.replace('<!-- end start -->', '');
    expect(() => withSection(broken, 'start', 'three')).toThrow('The section start has no end.');
  });
});

describe('a table of the benchmarks', () => {
  it('has words on the left and numbers on the right', () => {
    const table = markdownTable(['case', 'ms'], [['first', 1.5]]);
    expect(table).toBe('| case | ms |\n| --- | ---: |\n| first | 1.5 |');
  });
});
