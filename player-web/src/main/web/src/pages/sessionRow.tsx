// One line of the list.
import type { RecordingSummary } from '../api';
import { dateAndTime, duration, endReasonText, isOrdinaryEnd, protocolName, timeOfDay } from '../format';
import { StateMark } from '../parts/stateMark';
import { sessionAddress } from '../router';

export function SessionRow(props: { recording: RecordingSummary }) {
  const recording = props.recording;
  const startedAt = new Date(recording.startedAt);
  return (
    <li>
      <a class="session" href={sessionAddress(recording.id)}>
        <time dateTime={recording.startedAt} title={dateAndTime(startedAt)}>
          {timeOfDay(startedAt)}
        </time>
        <span class="session-who">{recording.principal}</span>
        <span class="session-where">
          <span class="session-login">{recording.login}@</span>
          {recording.target}
        </span>
        <span class="session-protocol">{protocolName(recording.protocol)}</span>
        <span class="session-length">{duration(recording.durationMillis)}</span>
        <span class="session-state">
          <StateMark state={recording.state} />
        </span>
        <EndText recording={recording} />
      </a>
    </li>
  );
}

function EndText(props: { recording: RecordingSummary }) {
  const { endReason } = props.recording;
  if (endReason === null) {
    return <span class="session-end" />;
  }
  return (
    <span class={isOrdinaryEnd(endReason) ? 'session-end' : 'session-end unusual'}>{endReasonText(endReason)}</span>
  );
}
