import { type AdmissionSettings, readGatewaySettings } from '../../gateway/settings.ts';
import { readSettings } from '../../subgraphs/kernel/config.ts';

/** What a gateway admits by where nothing else is set; unhurried, since tests ask for much at once. */
export function admissionWith(env: Readonly<Record<string, string>> = {}): AdmissionSettings {
  const settings = readSettings({ RATE_LIMITS: 'off', ...env });
  const { admission } = readGatewaySettings(settings, true);
  settings.check();
  return admission;
}
