import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byteSize, clockTime, duration, spokenTime } from '../src/format';
import { matches } from '../src/pages/filter';
import { commandOf } from '../src/player/keys';
import { activity, activityPath, marks, momentText, parseMoment, timeAt } from '../src/player/timeline';
import { Tape } from '../src/player/tape';
import { routeOf } from '../src/router';
import { output, scene, TERMINAL } from './scene';

test('activity is highest where most was written and zero where nothing was', () => {
  const tape = new Tape();
  tape.append(scene([[1, output('x'.repeat(5000))], [9.99, output('x')]]));
  const levels = activity(tape.events, 10, 10);
  assert.equal(levels[1], 1);
  assert.ok((levels[9] ?? 0) > 0 && (levels[9] ?? 0) < 0.2);
  assert.equal(levels[5], 0);
});

test('a recording without length has no activity', () => {
  assert.deepEqual(activity([], 0, 3), [0, 0, 0]);
  assert.equal(activityPath([]), 'M0 1L0 1Z');
});

test('commands, sizes, refusals and ends are marked', () => {
  const tape = new Tape();
  tape.append(
    scene([
      [0, TERMINAL],
      [1, { type: 'shell-started', stream: 0 }],
      [2, { type: 'terminal-resized', stream: 0, columns: 1, rows: 1 }],
      [3, { type: 'refused', stream: 0, what: 'x', reason: 'y' }],
      [4, { type: 'exited', stream: 0, status: 0 }],
    ]),
  );
  assert.deepEqual(marks(tape.track(0)).map((mark) => mark.kind), ['command', 'resize', 'refused', 'end']);
});

test('a pointer outside the timeline means its end', () => {
  assert.equal(timeAt(-50, 0, 200, 60), 0);
  assert.equal(timeAt(100, 0, 200, 60), 30);
  assert.equal(timeAt(999, 0, 200, 60), 60);
  assert.equal(timeAt(5, 0, 0, 60), 0);
});

test('moments in links', () => {
  assert.equal(parseMoment('12.3'), 12.3);
  assert.equal(parseMoment('0'), 0);
  for (const wrong of [null, '', '-1', '1e9', 'NaN', '12.3s', '1'.repeat(12)]) {
    assert.equal(parseMoment(wrong), undefined, String(wrong));
  }
  assert.equal(momentText(12.399), '12.3');
  assert.equal(momentText(parseMoment('0.3') ?? 0), '0.3');
});

test('times and sizes in words', () => {
  assert.equal(clockTime(7), '0:07');
  assert.equal(clockTime(3723.96, true), '1:02:03.9');
  assert.equal(clockTime(59.99, true), '0:59.9');
  assert.equal(spokenTime(3661), '1 hour 1 minute 1 second');
  assert.equal(duration(4_321), '4.3 s');
  assert.equal(duration(200_000), '3 min 20 s');
  assert.equal(duration(null), 'unknown');
  assert.equal(byteSize(1), '1 byte');
  assert.equal(byteSize(1536), '1.5 KiB');
});

test('keys of the browser are left to it', () => {
  const plain = { shiftKey: false, ctrlKey: false, altKey: false, metaKey: false };
  assert.equal(commandOf({ key: 'f', ...plain }), 'full-screen');
  assert.equal(commandOf({ key: 'f', ...plain, ctrlKey: true }), undefined);
  assert.equal(commandOf({ key: 'ArrowLeft', ...plain, shiftKey: true }), 'back-far');
  assert.equal(commandOf({ key: 'x', ...plain }), undefined);
});

test('every word of the filter must be found', () => {
  const recording = {
    id: '01', protocol: 'ssh', principal: 'ada', target: 'web-1', login: 'deploy', clientAddress: '::1', authentication: '',
    rule: 'all', labels: {}, startedAt: '', durationMillis: 1, state: 'truncated' as const, endReason: 'gateway-lost', endDetail: null, bytes: 1, events: 1, problem: null, holds: [],
  };
  assert.ok(matches(recording, ''));
  assert.ok(matches(recording, 'ADA deploy@web'));
  assert.ok(matches(recording, 'process died'));
  assert.ok(!matches(recording, 'ada root'));
});

test('addresses', () => {
  assert.deepEqual(routeOf('/'), { page: 'sessions' });
  assert.deepEqual(routeOf('/sessions/01kabcdefghjkmnpqrstvwxyz0'), { page: 'session', id: '01kabcdefghjkmnpqrstvwxyz0' });
  assert.deepEqual(routeOf('/sessions/../api'), { page: 'unknown' });
});
