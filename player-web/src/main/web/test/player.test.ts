import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiProblem, type EventPage } from '../src/api';
import { loadTape, type Loading } from '../src/player/loader';
import { Player, type PlayerStart } from '../src/player/player';
import type { Surface } from '../src/player/projector';
import { Tape } from '../src/player/tape';
import { output, scene, TERMINAL } from './scene';

const BLANK: Surface = {
  write: () => undefined,
  flushed: () => Promise.resolve(),
  resize: () => undefined,
  reset: () => undefined,
  returnOnLineFeed: () => undefined,
};

const FINISHED: PlayerStart = { at: undefined, stream: undefined, live: false, knownDurationMillis: 10_000, autoplay: false };

/** Serves the pages one by one; waits do not wait. */
function pages(...list: (EventPage | ApiProblem)[]) {
  const asked: number[] = [];
  return {
    asked,
    events(from: number): Promise<EventPage> {
      asked.push(from);
      const page = list.shift();
      return page === undefined ? new Promise(() => undefined) : page instanceof ApiProblem ? Promise.reject(page) : Promise.resolve(page);
    },
    wait: () => Promise.resolve(),
  };
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

test('pages are asked for until there is no next one', async () => {
  const tape = new Tape();
  const ports = pages(
    { events: scene([[0, TERMINAL]]), next: 1, live: false },
    { events: scene([[1, output('a')]], 1), next: null, live: false },
  );
  await loadTape(tape, ports, () => undefined, new AbortController().signal);
  assert.deepEqual(ports.asked, [0, 1]);
  assert.equal(tape.complete, true);
});

test('a gateway that is away for a moment is asked again', async () => {
  const tape = new Tape();
  const seen: Loading['kind'][] = [];
  const ports = pages(new ApiProblem(0, 'unreachable', ''), { events: scene([[0, TERMINAL]]), next: null, live: false });
  await loadTape(tape, ports, (loading) => seen.push(loading.kind), new AbortController().signal);
  assert.deepEqual(seen, ['retrying', 'done']);
});

test('a refusal is not asked again', async () => {
  const seen: Loading['kind'][] = [];
  const ports = pages(new ApiProblem(403, 'forbidden', ''));
  await loadTape(new Tape(), ports, (loading) => seen.push(loading.kind), new AbortController().signal);
  assert.deepEqual(seen, ['failed']);
  assert.equal(ports.asked.length, 1);
});

test('loading stops when the page holds enough, and says so', async () => {
  const seen: Loading['kind'][] = [];
  const ports = pages({ events: scene([[0, output('x'.repeat(100))]]), next: 1, live: false });
  await loadTape(new Tape(), ports, (loading) => seen.push(loading.kind), new AbortController().signal, 50);
  assert.deepEqual(seen, ['full']);
});

test('a link to a moment that is not loaded yet waits for it and does not play', async () => {
  let deliver: (page: EventPage) => void = () => undefined;
  const later = new Promise<EventPage>((resolve) => (deliver = resolve));
  let calls = 0;
  const ports = {
    events: () => (calls++ === 0 ? Promise.resolve({ events: scene([[0, TERMINAL], [2, output('a')]]), next: 2, live: false }) : later),
    wait: () => Promise.resolve(),
  };
  const player = new Player(BLANK, ports, { ...FINISHED, at: 8.5, autoplay: true }, () => undefined);
  await settle();
  assert.equal(player.isWaiting, true);
  deliver({ events: scene([[8, output('b')], [10, output('c')]], 2), next: null, live: false });
  await settle();
  assert.equal(player.clock.position, 8.5);
  assert.equal(player.clock.playing, false);
  assert.equal(player.isWaiting, false);
  player.close();
});

test('playing ends at the end, and play begins again', async () => {
  const ports = pages({ events: scene([[0, TERMINAL], [1, output('a')]]), next: null, live: false });
  const player = new Player(BLANK, ports, { ...FINISHED, knownDurationMillis: 1000 }, () => undefined);
  await settle();
  player.seek(1);
  await settle();
  player.clock.playing = true;
  player.tick(0.1);
  assert.equal(player.clock.playing, false);
  player.toggle();
  assert.equal(player.clock.playing, true);
  assert.equal(player.clock.position, 0);
  player.close();
});

test('a live session is followed from its newest event', async () => {
  const ports = pages({ events: scene([[0, TERMINAL], [300, output('a')]]), next: 2, live: true });
  const player = new Player(BLANK, ports, { ...FINISHED, live: true, autoplay: true }, () => undefined);
  await settle();
  assert.equal(player.isLive, true);
  assert.ok(player.clock.position >= 298, `stands at ${player.clock.position}`);
  player.close();
});

test('who looks back in a live session is not dragged to the newest event', async () => {
  let deliver: (page: EventPage) => void = () => undefined;
  const later = new Promise<EventPage>((resolve) => (deliver = resolve));
  let calls = 0;
  const ports = {
    events: () =>
      calls++ === 0
        ? Promise.resolve({ events: scene([[0, TERMINAL], [300, output('a')]]), next: 2, live: true })
        : calls === 2
          ? later
          : new Promise<EventPage>(() => undefined),
    wait: () => Promise.resolve(),
  };
  const player = new Player(BLANK, ports, { ...FINISHED, live: true, autoplay: true }, () => undefined);
  await settle();
  player.seek(100);
  deliver({ events: scene([[400, output('b')]], 2), next: 3, live: true });
  await settle();
  assert.equal(player.clock.position, 100);
  assert.equal(player.following, false);
  player.close();
});
