// Whether every admitted session has its recording: a quiet line, or an alarm that nobody overlooks.
import type { Coverage, MissingSession } from '../api';
import { visibleText } from '../events';

/** More of them are counted. */
const NAMED_MOST = 5;

export function CoverageLine(props: { coverage: Coverage | undefined }) {
  const { coverage } = props;
  if (coverage === undefined) {
    return null;
  }
  const missing = coverage.states.missing ?? 0;
  if (missing > 0 || !coverage.balanced) {
    return <CoverageAlarm coverage={coverage} missing={missing} />;
  }
  return (
    <p class="coverage" role="status">
      {coverageText(coverage)}
    </p>
  );
}

function CoverageAlarm(props: { coverage: Coverage; missing: number }) {
  const { coverage, missing } = props;
  const named = coverage.missing.slice(0, NAMED_MOST);
  return (
    <section class="coverage-alarm" role="alert">
      <h2>{alarmTitle(missing)}</h2>
      {missing > 0 && <p>The audit log says that they were admitted and began. There is no whole recording of them.</p>}
      {!coverage.balanced && <p>The count of sessions does not add up. Please report this as a defect.</p>}
      <ul>
        {named.map((session) => (
          <MissingRow key={session.id} session={session} />
        ))}
      </ul>
      {missing > named.length && <p>and {missing - named.length} more; gatescribe coverage names them all</p>}
      {coverage.problem !== '' && <p>{visibleText(coverage.problem)}</p>}
    </section>
  );
}

function MissingRow(props: { session: MissingSession }) {
  const { session } = props;
  const who =
    session.principal === ''
      ? ''
      : `${visibleText(session.principal)} as ${visibleText(session.login)}@${visibleText(session.target)}, `;
  return (
    <li>
      <code>{session.id}</code> {who}
      <time dateTime={session.admittedAt}>{new Date(session.admittedAt).toLocaleString()}</time>: {visibleText(session.why)}
    </li>
  );
}

export function alarmTitle(missing: number): string {
  if (missing === 0) {
    return 'Coverage does not add up';
  }
  return missing === 1 ? 'The recording of 1 session is missing' : `The recordings of ${missing} sessions are missing`;
}

/** For example: 12 admitted: 1 recording, 11 sealed. */
export function coverageText(coverage: Coverage): string {
  const order = ['recording', 'uploading', 'sealed', 'truncated', 'deleted', 'not-begun', 'unknown'];
  const parts = order
    .filter((state) => (coverage.states[state] ?? 0) > 0)
    .map((state) => `${coverage.states[state]} ${state === 'not-begun' ? 'not begun' : state}`);
  const admitted = `${coverage.admissions} admitted`;
  const told = parts.length === 0 ? admitted : `${admitted}: ${parts.join(', ')}`;
  return coverage.problem === ''
    ? `Every session has its recording (${told})`
    : `Coverage is not known at the moment (${told}): ${visibleText(coverage.problem)}`;
}
