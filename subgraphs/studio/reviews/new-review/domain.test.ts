import { describe, expect, it } from 'vitest';
import { id, newReview } from '../../../../test/support/reviews.ts';
import { checked, revised } from './domain.ts';

describe('what is told of a review', () => {
  it('is kept as it is when it breaks no rule', () => {
    expect(checked(newReview)).toEqual(newReview);
  });

  it('may name the subject by any text of up to 200 characters, kept normalised', () => {
    expect(checked({ ...newReview, subjectId: ' Cafe\u0301 ' }).subjectId).toBe('Caf\u00e9');
    expect(checked({ ...newReview, subjectId: 'x'.repeat(200) }).subjectId).toHaveLength(200);
  });

  it.each([
    ['subjectId', { subjectId: ' ' }],
    ['subjectId', { subjectId: 'x'.repeat(201) }],
    ['subjectId', { subjectId: 'a\u0000b' }],
    ['projectId', { projectId: 'acme' }],
    ['projectId', { projectId: '' }],
    ['previewSessionId', { previewSessionId: 'latest' }],
    ['traceId', { traceId: '4BF92F3577B34DA6A3CE929D0E0E4736' }],
    ['traceId', { traceId: '0'.repeat(32) }],
    ['traceId', { traceId: 'trace-9f1c2b7d' }],
    ['correlationId', { correlationId: '' }],
    ['subjectVersion', { subjectVersion: 0 }],
    ['subjectVersion', { subjectVersion: 1.5 }],
    ['subjectVersion', { subjectVersion: Number.NaN }],
  ])('is refused by its %s: %o', (field, wrong) => {
    expect(() => checked({ ...newReview, ...wrong })).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT', field }),
    );
  });
});

describe('a revised subject', () => {
  it('has a higher version and a preview of its own', () => {
    const revision = { subjectVersion: 3, previewSessionId: id(70) };

    expect(revised(revision, { subjectVersion: 2 })).toEqual(revision);
  });

  it.each([1, 2, 2.5])('is refused with version %d after version 2', (subjectVersion) => {
    expect(() =>
      revised({ subjectVersion, previewSessionId: null }, { subjectVersion: 2 }),
    ).toThrow(expect.objectContaining({ code: 'INVALID_INPUT', field: 'subjectVersion' }));
  });
});
