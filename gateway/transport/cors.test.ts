import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { allowCors } from './cors.ts';

const studio = 'https://studio.example.com';
const cors = allowCors([studio]);

function exchange(method: string, origin?: string) {
  const request = new IncomingMessage(new Socket());
  request.method = method;
  request.headers = { host: 'graph.example.com:4000', ...(origin === undefined ? {} : { origin }) };
  const response = new ServerResponse(request);
  const isAnswered = cors.answerPreflight(request, response);
  const isAllowed = cors.isAllowed(origin, request);
  return { request, response, isAnswered, isAllowed };
}

describe('an origin', () => {
  it.each([
    ['none, as programs send', undefined],
    ['of the list', studio],
    ['of the gateway itself', 'http://graph.example.com:4000'],
  ])('is allowed when it is %s', (_, origin) => {
    expect(exchange('POST', origin).isAllowed).toBe(true);
  });

  it.each([
    'https://evil.example.com',
    'null',
    '',
    '*',
    'http://studio.example.com',
    'https://studio.example.com:8443',
    'https://studio.example.com.evil.example',
    'https://evil.example/?https://studio.example.com',
    'https://STUDIO.example.com',
    'http://graph.example.com',
    'http://graph.example.com:4001',
    'graph.example.com:4000',
    'no origin',
  ])('is refused otherwise: %j', (origin) => {
    const { response, isAllowed } = exchange('POST', origin);

    expect(isAllowed).toBe(false);
    expect(response.hasHeader('access-control-allow-origin')).toBe(false);
  });
});

describe('an answer', () => {
  it('names the allowed origin itself and never a wildcard', () => {
    const { response, isAnswered } = exchange('POST', studio);

    expect(isAnswered).toBe(false);
    expect(response.getHeader('access-control-allow-origin')).toBe(studio);
    expect(response.getHeader('access-control-expose-headers')).toBe('x-trace-id');
  });

  it.each([studio, 'https://evil.example.com', undefined])(
    'tells caches that it depends on the origin: %s',
    (origin) => {
      expect(exchange('POST', origin).response.getHeader('vary')).toBe('Origin');
    },
  );

  it('never lets a browser send its credentials', () => {
    const { response } = exchange('OPTIONS', studio);

    expect(response.hasHeader('access-control-allow-credentials')).toBe(false);
  });
});

describe('a preflight', () => {
  it('is answered here, for POST with a token, a trace and an operator’s tenant', () => {
    const { response, isAnswered } = exchange('OPTIONS', studio);

    expect(isAnswered).toBe(true);
    expect(response.statusCode).toBe(204);
    expect(response.getHeader('access-control-allow-methods')).toBe('POST');
    expect(response.getHeader('access-control-allow-headers')).toBe(
      'authorization, content-type, last-event-id, traceparent, x-factory-tenant',
    );
    expect(response.getHeader('access-control-allow-origin')).toBe(studio);
  });

  it('of a foreign origin is answered without leave', () => {
    const { response, isAnswered } = exchange('OPTIONS', 'https://evil.example.com');

    expect(isAnswered).toBe(true);
    expect(response.hasHeader('access-control-allow-origin')).toBe(false);
  });
});
