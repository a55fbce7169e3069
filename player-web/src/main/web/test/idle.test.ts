import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IDLE_KEPT_SECONDS, IdleMap, lastIndexWhere } from '../src/player/idle';

test('pauses of up to two seconds are left alone', () => {
  const map = IdleMap.of([0, 1, 3, 5], 6);
  assert.equal(map.gaps.length, 0);
  assert.equal(map.toPlayed(4.5), 4.5);
});

test('a long pause takes the kept time and what follows moves up', () => {
  const map = IdleMap.of([1, 61, 62], 62);
  assert.equal(map.toPlayed(1), 1);
  assert.equal(map.toPlayed(61), 1 + IDLE_KEPT_SECONDS);
  assert.equal(map.toPlayed(62), 2 + IDLE_KEPT_SECONDS);
  assert.equal(map.toPlayed(31), 1 + IDLE_KEPT_SECONDS / 2);
});

test('a wait before the first event and after the last one is skipped too', () => {
  const map = IdleMap.of([10], 30);
  assert.deepEqual(map.gaps.map((gap) => [gap.from, gap.to]), [[0, 10], [10, 30]]);
});

test('there and back is where one was, everywhere', () => {
  const times: number[] = [];
  let seed = 7;
  let time = 0;
  for (let i = 0; i < 200; i++) {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    time += (seed % 1000) / 100;
    times.push(time);
  }
  const map = IdleMap.of(times, time + 5);
  let before = -1;
  for (let at = 0; at < time + 5; at += 0.37) {
    const played = map.toPlayed(at);
    assert.ok(played > before, `playing goes forward at ${at}`);
    before = played;
    assert.ok(Math.abs(map.toRecorded(played) - at) < 1e-6, `back from ${at}`);
  }
});

test('the last index where something holds', () => {
  assert.equal(lastIndexWhere([1, 2, 3, 4], (n) => n <= 2), 1);
  assert.equal(lastIndexWhere([1, 2], () => false), -1);
  assert.equal(lastIndexWhere([1, 2], () => true), 1);
  assert.equal(lastIndexWhere([], () => true), -1);
});
