import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiProblem, type EventPage, type ScreenMoment } from '../src/api';
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

/** A recording of ten hours, of which one page comes at a time, with a key frame at any whole hour. */
function longRecording(screen: (atMicros: number) => ScreenMoment | null) {
  const asked = { events: [] as number[], screens: [] as number[] };
  const drawn: string[] = [];
  const surface: Surface = { ...BLANK, write: (data) => drawn.push(typeof data === 'string' ? data : new TextDecoder().decode(data)), reset: () => drawn.push('RESET') };
  const ports = {
    events: (from: number): Promise<EventPage> => {
      asked.events.push(from);
      const hour = from / 10;
      if (asked.events.length > 1 && from === 10) {
        return new Promise(() => undefined); // Nobody waits for what lies between.
      }
      return Promise.resolve({
        events: scene([[hour * 3600, from === 0 ? TERMINAL : output(`hour ${hour}`)], [hour * 3600 + 5, output(`later ${hour}`)]], from),
        next: hour >= 9 ? null : from + 10,
        live: false,
      });
    },
    screen: (_: number, atMicros: number) => {
      asked.screens.push(atMicros);
      return Promise.resolve(screen(atMicros));
    },
    wait: () => Promise.resolve(),
  };
  return { ports, asked, drawn, surface };
}

function frameOf(atMicros: number): ScreenMoment {
  const hour = Math.floor(atMicros / 3.6e9);
  return { columns: 90, rows: 20, hasTerminal: true, offsetMicros: atMicros, next: hour * 10, data: Buffer.from(`frame ${hour}`).toString('base64') };
}

const TEN_HOURS: PlayerStart = { ...FINISHED, knownDurationMillis: 36_000_000 };

test('a moment far away is painted by what the gateway tells, and playing goes on from there', async () => {
  const { ports, asked, drawn, surface } = longRecording(frameOf);
  const player = new Player(surface, { ...ports, events: (from) => (from === 10 ? new Promise(() => undefined) : ports.events(from)) }, TEN_HOURS, () => undefined);
  await settle();
  player.seek(7 * 3600 + 2);
  await settle();
  assert.deepEqual(asked.screens, [(7 * 3600 + 2) * 1e6]);
  assert.deepEqual(asked.events.slice(0, 2), [0, 70]);
  assert.equal(player.clock.position, 7 * 3600 + 2);
  assert.equal(player.isWaiting, false);
  assert.ok(drawn.includes('frame 7'), drawn.join());
  assert.ok(!drawn.includes('later 7'), drawn.join());
  player.seek(7 * 3600 + 6);
  await settle();
  assert.equal(drawn.at(-1), 'later 7');
  assert.equal(asked.screens.length, 1, 'what is near is drawn');
  player.seek(3 * 3600 + 1);
  await settle();
  assert.equal(asked.screens.length, 2);
  assert.ok(drawn.includes('frame 3'), drawn.join());
  player.close();
});

test('where there is no key frame it is played from the start', async () => {
  const { ports, asked, drawn, surface } = longRecording((at) => (at < 3.6e9 ? null : frameOf(at)));
  const player = new Player(surface, { ...ports, events: (from) => (from === 10 && asked.events.length === 1 ? new Promise(() => undefined) : ports.events(from)) }, TEN_HOURS, () => undefined);
  await settle();
  player.seek(5 * 3600);
  await settle();
  assert.equal(player.tape.loadedFrom, 5 * 3600);
  player.seek(4);
  await settle();
  assert.equal(player.tape.loadedFrom, 0);
  assert.equal(player.clock.position, 4);
  assert.ok(!drawn.slice(drawn.lastIndexOf('RESET')).includes('frame 5'), drawn.join());
  player.close();
});

test('a gateway that cannot tell what was shown is no hindrance', async () => {
  const pagesOfTwo = pages(
    { events: scene([[0, TERMINAL]]), next: 1, live: false },
    { events: scene([[8, output('b')]], 1), next: null, live: false },
  );
  const player = new Player(BLANK, { ...pagesOfTwo, screen: () => Promise.reject(new ApiProblem(500, 'recording-damaged', '')) }, { ...FINISHED, at: 8 }, () => undefined);
  await settle();
  await settle();
  assert.equal(player.clock.position, 8);
  assert.equal(player.isWaiting, false);
  player.close();
});
