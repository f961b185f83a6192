import { DomainError } from '../../../kernel/domain.ts';

/** How long reviewers have, by priority: it overrides the factory's own hours. */
export type TenantSettingKey = `review.slaHours.${'CRITICAL' | 'HIGH' | 'NORMAL' | 'LOW'}`;

/** What a tenant has set otherwise than the factory. */
export interface TenantSetting {
  readonly key: TenantSettingKey;
  /** In the canonical form of its key. */
  readonly value: string;
}

const mostHours = 24 * 365;

/**
 * Reads a setting as a caller gives it.
 *
 * @returns the value null where the factory's default is to count again.
 * @throws DomainError INVALID_INPUT for an unknown key or a value that its key does not take.
 */
export function settingOf({ key, value }: { readonly key: string; readonly value: string | null }) {
  if (!isSettingKey(key)) {
    throw new DomainError('INVALID_INPUT', 'There is no setting with this key.', 'key');
  }
  if (value !== null && !isWholeHours(value)) {
    const rule = `value must be whole hours from 1 to ${mostHours}.`;
    throw new DomainError('INVALID_INPUT', rule, 'value');
  }
  return { key, value };
}

export function putSetting(
  settings: readonly TenantSetting[],
  { key, value }: { readonly key: TenantSettingKey; readonly value: string | null },
): readonly TenantSetting[] {
  const others = settings.filter((setting) => setting.key !== key);
  return value === null ? others : [...others, { key, value }];
}

function isSettingKey(key: string): key is TenantSettingKey {
  return /^review\.slaHours\.(CRITICAL|HIGH|NORMAL|LOW)$/.test(key);
}

function isWholeHours(value: string): boolean {
  return /^[1-9][0-9]{0,3}$/.test(value) && Number(value) <= mostHours;
}
