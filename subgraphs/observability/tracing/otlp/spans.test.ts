import { describe, expect, it } from 'vitest';
import { spansIn } from './spans.ts';

const project = '01890000-0000-7000-8000-00000000000b';
const text = (key: string, stringValue: unknown) => ({ key, value: { stringValue } });
const request = (span: object, resource: readonly object[] = []) => ({
  resourceSpans: [{ resource: { attributes: resource }, scopeSpans: [{ spans: [span] }] }],
});
const only = (span: object, resource: readonly object[] = []) => {
  const [first] = spansIn(request(span, resource));
  if (!first) throw new Error('There should be a span.');
  return first;
};
const attribute = (value: unknown) => only({ attributes: [{ key: 'a', value }] }).attributes['a'];

describe('a span of an export', () => {
  it('is read field by field', () => {
    const span = {
      traceId: '0AF7651916CD43DD8448EB211C80319C',
      spanId: '00F067AA0BA902B7',
      parentSpanId: '53995c3f42cd8ad8',
      name: 'GET /reviews',
      kind: 2,
      startTimeUnixNano: '1767268800000000001',
      endTimeUnixNano: '1767268800250000002',
      attributes: [text('http.route', '/reviews')],
      events: [
        { timeUnixNano: '1767268800100000000', name: 'exception', attributes: [text('b', 'c')] },
      ],
      status: { code: 2, message: 'no disk' },
    };

    expect(only(span, [text('service.name', 'studio')])).toMatchObject({
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: '00f067aa0ba902b7',
      parentSpanId: '53995c3f42cd8ad8',
      name: 'GET /reviews',
      kind: 'SERVER',
      serviceName: 'studio',
      startUnixNano: '1767268800000000001',
      endUnixNano: '1767268800250000002',
      status: 'ERROR',
      statusMessage: 'no disk',
      attributes: { 'http.route': '/reviews' },
      resourceAttributes: { 'service.name': 'studio' },
      events: [{ timeUnixNano: '1767268800100000000', name: 'exception', attributes: { b: 'c' } }],
    });
  });

  it('takes the defaults of the protocol for what is absent or null', () => {
    expect(only({ kind: null, status: null, attributes: null })).toMatchObject({
      traceId: '',
      spanId: '',
      parentSpanId: null,
      name: '',
      kind: 'UNSPECIFIED',
      serviceName: null,
      startUnixNano: '0',
      status: 'UNSET',
      statusMessage: null,
      attributes: {},
      events: [],
    });
  });

  it.each(['', '0000000000000000'])('is a root with the parent "%s"', (parentSpanId) => {
    expect(only({ parentSpanId }).parentSpanId).toBeNull();
  });

  it('may have its times as numbers', () => {
    expect(only({ startTimeUnixNano: 1_767_268_800_000_000_000 }).startUnixNano).toBe(
      '1767268800000000000',
    );
  });

  it('loses NUL and half surrogates, which PostgreSQL cannot keep, and a name its excess', () => {
    expect(only({ name: 'a\u0000b\ud800c' }).name).toBe('ab\ufffdc');
    expect(only({ name: `${'x'.repeat(1_023)}😀` }).name).toHaveLength(1_024);
    expect(only({ attributes: [text('k\u0000', 'v\ud800')] }).attributes).toEqual({ k: 'v\ufffd' });
  });

  it('has 1970 for the time of an event that makes no sense', () => {
    const events = ['x', '', '99999999999999999999'].map((timeUnixNano) => ({ timeUnixNano }));

    expect(only({ events }).events.map(({ timeUnixNano }) => timeUnixNano)).toEqual([
      '0',
      '0',
      '0',
    ]);
  });

  it.each([
    ['a text', 'no'],
    ['a list', []],
    ['spans that are no list', { resourceSpans: [{ scopeSpans: [{ spans: {} }] }] }],
    ['a span that is no object', request('span' as never)],
    ['a name that is no text', request({ name: 7 })],
    ['an id that is no text', request({ spanId: 7 })],
    ['a negative time', request({ startTimeUnixNano: -1 })],
  ])('refuses %s', (_, malformed) => {
    expect(() => spansIn(malformed)).toThrow(/no OTLP trace export/);
  });
});

describe('an attribute', () => {
  it.each([
    [{ stringValue: 'x' }, 'x'],
    [{ boolValue: true }, true],
    [{ boolValue: false }, false],
    [{ intValue: '42' }, 42],
    [{ intValue: 42 }, 42],
    [{ intValue: '-9223372036854775808' }, '-9223372036854775808'],
    [{ doubleValue: 0.5 }, 0.5],
    [{ doubleValue: Number.NaN }, 'NaN'],
    [{ doubleValue: '-Infinity' }, '-Infinity'],
    [{ bytesValue: 'AAE=' }, 'AAE='],
    [{ arrayValue: { values: [{ intValue: '1' }, { stringValue: 'x' }] } }, [1, 'x']],
    [{ kvlistValue: { values: [text('k', 'v')] } }, { k: 'v' }],
    [{ arrayValue: {} }, []],
    [{}, null],
    [undefined, null],
  ])('%j is %j', (value, expected) => {
    expect(attribute(value)).toEqual(expected);
  });

  it('called __proto__ is an attribute like any other', () => {
    const { attributes } = only({ attributes: [text('__proto__', 'x')] });

    expect(Object.entries(attributes)).toEqual([['__proto__', 'x']]);
    expect(Object.getPrototypeOf(attributes)).toBe(Object.prototype);
  });

  it('nested beyond measure is refused', () => {
    const deep = Array.from({ length: 40 }).reduce<object>(
      (inner) => ({ arrayValue: { values: [inner] } }),
      {},
    );

    expect(() => attribute(deep)).toThrow(/not less deep/);
  });
});

describe('the eleven dimensions', () => {
  const about = (span: readonly object[], resource: readonly object[] = []) =>
    only({ attributes: span }, resource).dimensions;

  it('are read from attributes factory.* of the span and of its resource', () => {
    const names = ['execution', 'agent', 'skill', 'artifact', 'workflow'];
    const spans = names.map((name) => text(`factory.${name}.id`, `${name}-1`));
    const resource = [
      text('factory.tenant.id', 'acme'),
      text('factory.project.id', project.toUpperCase()),
      text('factory.module.id', project),
      text('factory.environment', 'prod'),
      text('factory.version', '1.4.0'),
    ];

    expect(about(spans, resource)).toEqual({
      traceId: null,
      executionId: 'execution-1',
      tenantId: 'acme',
      projectId: project,
      moduleId: project,
      agentId: 'agent-1',
      skillId: 'skill-1',
      artifactId: 'artifact-1',
      workflowId: 'workflow-1',
      environment: 'PROD',
      version: '1.4.0',
    });
  });

  it.each(['factory.projectId', 'factory.project_id', 'factory.project.id'])('take %s', (key) => {
    expect(about([text(key, project)]).projectId).toBe(project);
  });

  it('come beside that from what OpenTelemetry calls them', () => {
    const resource = [
      text('service.version', '2.0.0'),
      text('deployment.environment.name', 'Staging'),
    ];

    expect(about([text('gen_ai.agent.id', 'a1')], resource)).toMatchObject({
      agentId: 'a1',
      environment: 'STAGING',
      version: '2.0.0',
    });
    expect(about([], [text('deployment.environment', 'production')]).environment).toBe('PROD');
  });

  it('are what the span says where its resource says otherwise, and what factory.* says before others', () => {
    const resource = [text('factory.version', '1'), text('service.version', '0')];

    expect(about([text('factory.version', '2')], resource).version).toBe('2');
    expect(about([], resource).version).toBe('1');
  });

  it.each([
    ['factory.project.id', 'not a uuid', 'projectId'],
    ['factory.environment', 'moon', 'environment'],
    ['factory.environment', 'constructor', 'environment'],
    ['factory.version', 'x'.repeat(201), 'version'],
    ['factory.version', '  ', 'version'],
  ] as const)('leave %s = %s an attribute only', (key, value, dimension) => {
    expect(about([text(key, value)])[dimension]).toBeNull();
  });
});
