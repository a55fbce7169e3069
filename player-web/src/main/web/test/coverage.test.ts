import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Coverage } from '../src/api';
import { alarmTitle, coverageText } from '../src/pages/coverage';

function coverage(states: Record<string, number>, problem = ''): Coverage {
  const admissions = Object.values(states).reduce((sum, count) => sum + count, 0);
  return { admissions, states, missing: [], problem, balanced: true };
}

test('all is well, then the line counts what there is and leaves out what there is not', () => {
  assert.equal(
    coverageText(coverage({ sealed: 11, recording: 1, truncated: 0, 'not-begun': 2 })),
    'Every session has its recording (14 admitted: 1 recording, 11 sealed, 2 not begun)',
  );
  assert.equal(coverageText(coverage({})), 'Every session has its recording (0 admitted)');
});

test('the store is away, then the line does not say that all is well', () => {
  const text = coverageText(coverage({ unknown: 3 }, 'the object store cannot be asked'));

  assert.match(text, /^Coverage is not known at the moment .*3 unknown.*the object store cannot be asked$/);
});

test('the alarm says how many', () => {
  assert.equal(alarmTitle(1), 'The recording of 1 session is missing');
  assert.equal(alarmTitle(7), 'The recordings of 7 sessions are missing');
  assert.equal(alarmTitle(0), 'Coverage does not add up');
});
