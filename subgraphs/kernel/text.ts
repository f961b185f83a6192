import { DomainError } from './domain.ts';

// Control characters, those above ASCII too, other than tab and line breaks: PostgreSQL refuses NUL in text
// altogether, and terminals obey the rest. And halves of surrogate pairs, which no encoding can write.
const refused = /(?![\t\n\r])\p{Cc}|\p{Surrogate}/u;

/**
 * Text as it is kept: NFC-normalised and trimmed.
 *
 * @param maxLength - in UTF-16 code units, after normalising.
 * @throws DomainError INVALID_INPUT when it is blank, too long, or holds control characters.
 */
export function text(value: string, field: string, maxLength: number): string {
  const kept = value.normalize('NFC').trim();
  if (kept === '') throw new DomainError('INVALID_INPUT', `${field} must not be blank.`, field);
  if (kept.length > maxLength) {
    throw new DomainError(
      'INVALID_INPUT',
      `${field} must not be longer than ${maxLength} characters.`,
      field,
    );
  }
  if (refused.test(kept)) {
    throw new DomainError('INVALID_INPUT', `${field} must not hold control characters.`, field);
  }
  return kept;
}

/** Like `text`, but what is absent or blank is null. */
export function optionalText(
  value: string | null | undefined,
  field: string,
  maxLength: number,
): string | null {
  return value === null || value === undefined || value.trim() === ''
    ? null
    : text(value, field, maxLength);
}
