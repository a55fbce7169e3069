// One session: what is known of it, and what happened in it.
import type { ComponentChildren } from 'preact';
import { useCallback, useEffect, useState } from 'preact/hooks';
import { ApiProblem, exportAddress, exportName, getRecording, isAbort, type RecordingSummary } from '../api';
import { byteSize, dateAndTime, duration, endReasonText, isOrdinaryEnd, protocolName } from '../format';
import { DownloadIcon } from '../parts/icons';
import { Notice } from '../parts/notice';
import { StateMark } from '../parts/stateMark';
import { PlayerView } from '../player/playerView';
import { RequestsView } from '../stories/requestsView';
import { StatementsView } from '../stories/statementsView';

export function SessionPage(props: { id: string; onSignedOut: () => void }) {
  const { id, onSignedOut } = props;
  const [recording, setRecording] = useState<RecordingSummary | undefined>(undefined);
  const [problem, setProblem] = useState<ApiProblem | undefined>(undefined);

  const load = useCallback(
    (signal?: AbortSignal) => {
      getRecording(id, signal).then(
        (found) => {
          setProblem(undefined);
          setRecording(found);
        },
        (failure: unknown) => {
          if (failure instanceof ApiProblem && failure.isSignedOut) {
            onSignedOut();
          } else if (!isAbort(failure)) {
            setProblem(failure instanceof ApiProblem ? failure : new ApiProblem(-1, 'page-error', String(failure)));
          }
        },
      );
    },
    [id, onSignedOut],
  );
  useEffect(() => {
    const abort = new AbortController();
    load(abort.signal);
    return () => abort.abort();
  }, [load]);
  useEffect(() => {
    if (recording !== undefined) {
      document.title = `${recording.principal} on ${recording.target} · Gatescribe`;
    }
  }, [recording]);

  if (problem !== undefined && recording === undefined) {
    return problem.status === 404 ? <NotFound id={id} /> : <LoadFailed problem={problem} retry={() => load()} />;
  }
  if (recording === undefined) {
    return (
      <div class="page" aria-busy="true">
        <p class="count" role="status">
          Loading the session…
        </p>
      </div>
    );
  }
  return (
    <div class="page session-page">
      <nav class="crumb" aria-label="Where you are">
        <a href="/">Sessions</a>
      </nav>
      <div class="page-head">
        <h1>
          <span>{recording.principal}</span> <span class="as">as</span>{' '}
          <span class="mono">
            {recording.login}@{recording.target}
          </span>
        </h1>
        <StateMark state={recording.state} />
        <span class="top-space" />
        {recording.state !== 'live' && recording.state !== 'damaged' && (
          <a class="button" href={exportAddress(recording.id, recording.protocol)} download={exportName(recording.id, recording.protocol)}>
            <DownloadIcon /> Export
          </a>
        )}
      </div>
      <StateWarning recording={recording} />
      <WhatHappened recording={recording} onEnded={() => load()} onSignedOut={onSignedOut} />
      <Facts recording={recording} />
    </div>
  );
}

/** A terminal is replayed; statements and requests are read. */
function WhatHappened(props: { recording: RecordingSummary; onEnded: () => void; onSignedOut: () => void }) {
  switch (props.recording.protocol) {
    case 'postgresql':
      return <StatementsView {...props} />;
    case 'kubernetes':
      return <RequestsView {...props} />;
    default:
      return <PlayerView {...props} />;
  }
}

function StateWarning(props: { recording: RecordingSummary }) {
  const { recording } = props;
  if (recording.state === 'truncated') {
    return <p class="banner">The gateway died during this session. Everything it had accepted is here; what came after was not forwarded either.</p>;
  }
  if (recording.state === 'incomplete') {
    return (
      <p class="banner bad">
        This recording has no manifest: it is still being sealed, or parts were removed. What is there is shown.{' '}
        <code>gatescribe recordings verify {recording.id}</code> says what is missing.
      </p>
    );
  }
  if (recording.state === 'damaged') {
    return (
      <p class="banner bad">
        What is stored of this recording is not what was written{recording.problem === null ? '' : `: ${recording.problem}`}.
        What can be read is shown. <code>gatescribe recordings verify {recording.id}</code> says more.
      </p>
    );
  }
  return null;
}

function Facts(props: { recording: RecordingSummary }) {
  const { recording } = props;
  const ended =
    recording.endReason === null
      ? recording.state === 'live'
        ? 'still running'
        : 'unknown'
      : endReasonText(recording.endReason) + (recording.endDetail ? ` (${recording.endDetail})` : '');
  const unusual = recording.endReason !== null && !isOrdinaryEnd(recording.endReason);
  return (
    <section aria-labelledby="facts-title" class="facts">
      <h2 id="facts-title">About this session</h2>
      <dl>
        <Fact name="Who">{recording.principal}</Fact>
        <Fact name="Recognised by" mono>
          {recording.authentication}
        </Fact>
        <Fact name="From" mono>
          {recording.clientAddress}
        </Fact>
        <Fact name="Target" mono>
          {recording.login}@{recording.target}
        </Fact>
        <Fact name="Protocol">{protocolName(recording.protocol)}</Fact>
        <Fact name="Admitted by rule">{recording.rule}</Fact>
        {Object.keys(recording.labels).length > 0 && (
          <Fact name="Labels">
            {Object.entries(recording.labels)
              .map(([key, value]) => `${key}=${value}`)
              .join(' ')}
          </Fact>
        )}
        <Fact name="Started">{dateAndTime(new Date(recording.startedAt))}</Fact>
        <Fact name="Lasted">{recording.state === 'live' ? 'still running' : duration(recording.durationMillis)}</Fact>
        <Fact name="Ended">{unusual ? <strong class="unusual">{ended}</strong> : ended}</Fact>
        <Fact name="Recorded">
          {recording.events === null ? (recording.state === 'live' ? 'still being written' : 'unknown') : `${recording.events} events`}
          {recording.bytes === null ? '' : `, ${byteSize(recording.bytes)}`}
        </Fact>
        {recording.holds.map((hold) => (
          <Fact key={hold.name} name="Held">
            {hold.name}, by {hold.by} since {dateAndTime(new Date(hold.since))}: {hold.reason}
          </Fact>
        ))}
        <Fact name="Recording" mono>
          {recording.id}
        </Fact>
      </dl>
    </section>
  );
}

function Fact(props: { name: string; mono?: boolean; children: ComponentChildren }) {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd class={props.mono === true ? 'mono' : ''}>{props.children}</dd>
    </div>
  );
}

function NotFound(props: { id: string }) {
  return (
    <Notice title="There is no such session">
      <p>
        No recording is called <code>{props.id}</code>. The link may be of another gateway, or the recording has been
        removed. <a href="/">All sessions</a>
      </p>
    </Notice>
  );
}

function LoadFailed(props: { problem: ApiProblem; retry: () => void }) {
  return (
    <Notice title="The session could not be loaded" action={{ label: 'Try again', run: props.retry }}>
      <p>{props.problem.detail}</p>
    </Notice>
  );
}
