// The filter box of the list: every word must be found somewhere.
import type { RecordingSummary } from '../api';
import { endReasonText, protocolName } from '../format';

export function matches(recording: RecordingSummary, filter: string): boolean {
  const words = filter.toLocaleLowerCase().split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) {
    return true;
  }
  const text = [
    recording.principal,
    recording.target,
    `${recording.login}@${recording.target}`,
    protocolName(recording.protocol),
    recording.state,
    recording.endReason ?? '',
    recording.endReason === null ? '' : endReasonText(recording.endReason),
    recording.clientAddress,
    recording.rule,
    ...Object.entries(recording.labels).map(([key, value]) => `${key}=${value}`),
    recording.id,
  ]
    .join('\n')
    .toLocaleLowerCase();
  return words.every((word) => text.includes(word));
}
