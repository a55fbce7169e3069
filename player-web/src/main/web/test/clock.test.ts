import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Clock } from '../src/player/clock';
import { IdleMap } from '../src/player/idle';

test('a stopped clock stands still', () => {
  const clock = new Clock();
  assert.equal(clock.tick(0.1, IdleMap.NOTHING_SKIPPED, 10), false);
  assert.equal(clock.position, 0);
});

test('speed multiplies the time of the wall', () => {
  const clock = new Clock();
  clock.playing = true;
  clock.speed = 4;
  clock.tick(0.1, IdleMap.NOTHING_SKIPPED, 10);
  assert.ok(Math.abs(clock.position - 0.4) < 1e-9);
});

test('playing stops at the end and a seek stays inside', () => {
  const clock = new Clock();
  clock.playing = true;
  clock.seek(99, 10);
  assert.equal(clock.position, 10);
  clock.tick(0.1, IdleMap.NOTHING_SKIPPED, 10);
  assert.equal(clock.position, 10);
  clock.seek(-3, 10);
  assert.equal(clock.position, 0);
});

test('an hour of nothing passes in the kept time', () => {
  const idle = IdleMap.of([1, 3601], 3602);
  const clock = new Clock();
  clock.playing = true;
  for (let i = 0; i < 20; i++) {
    clock.tick(0.1, idle, 3602);
  }
  assert.ok(clock.position > 3601, `stands at ${clock.position}`);
});

test('with idle skipping off an hour is an hour', () => {
  const idle = IdleMap.of([1, 3601], 3602);
  const clock = new Clock();
  clock.playing = true;
  clock.skipIdle = false;
  for (let i = 0; i < 20; i++) {
    clock.tick(0.1, idle, 3602);
  }
  assert.ok(Math.abs(clock.position - 2) < 1e-6);
});

test('a tab that slept does not leap', () => {
  const clock = new Clock();
  clock.playing = true;
  clock.tick(3600, IdleMap.NOTHING_SKIPPED, 10_000);
  assert.ok(clock.position < 1);
});

test('speeds go up and down the ladder and stop at its ends', () => {
  const clock = new Clock();
  for (let i = 0; i < 9; i++) {
    clock.faster();
  }
  assert.equal(clock.speed, 16);
  for (let i = 0; i < 9; i++) {
    clock.slower();
  }
  assert.equal(clock.speed, 0.5);
});
