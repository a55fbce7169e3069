// The state of a recording: a word, a colour, and a shape, so that no one depends on colour alone.
import type { RecordingState } from '../api';

const MEANING: Record<RecordingState, string> = {
  live: 'The session is running and is being recorded.',
  sealed: 'The recording is complete; its manifest is signed.',
  truncated: 'The gateway died while recording. What had been accepted is here and is signed; the end is missing.',
  incomplete: 'There is no manifest. It is not sealed yet, or something was removed; verify it.',
  deleting: 'The recording is being deleted, by retention or by an operator; what is left goes soon.',
  damaged: 'Something that is stored is not what was written. Verify it.',
};

export function StateMark(props: { state: RecordingState }) {
  return (
    <span class={`state state-${props.state}`} title={MEANING[props.state]}>
      {props.state}
    </span>
  );
}
