// The player on the page: terminal, timeline, controls, log.
import { useCallback, useEffect, useReducer, useRef, useState } from 'preact/hooks';
import { getEvents, getScreen, type EventPage, type RecordingSummary } from '../api';
import { sessionAddress } from '../router';
import { KeyHelp } from '../parts/keyHelp';
import { Controls } from './controls';
import { EventLog } from './eventLog';
import { commandOf, LONG_JUMP_SECONDS, SHORT_JUMP_SECONDS, type Command } from './keys';
import { pageOfStream, waitWhileSeen } from './loader';
import { Player } from './player';
import { PlayerStatus } from './playerStatus';
import { Screen } from './screen';
import { StreamPicker } from './streamPicker';
import { momentText, parseMoment } from './timeline';
import { TimelineView } from './timelineView';

const MICROS_PER_SECOND = 1_000_000;

/** One stream of a recording, where the page itself tells the rest. */
export interface OneStream {
  stream: number;
  /** Sequence number of an event before all of its own. */
  sequence: number;
  /** Since when it is there; its replay begins then. */
  fromMicros: number;
  /** Whether it may go on. */
  running: boolean;
}

export function PlayerView(props: {
  recording: RecordingSummary;
  only?: OneStream;
  onEnded: () => void;
  onSignedOut: () => void;
}) {
  const { recording, only, onEnded, onSignedOut } = props;
  const box = useRef<HTMLDivElement>(null);
  const stage = useRef<HTMLDivElement>(null);
  const [player, setPlayer] = useState<Player | undefined>(undefined);
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const [helpOpen, setHelpOpen] = useState(false);
  const [copied, setCopied] = useState<string | undefined>(undefined);
  const wasLive = useRef(recording.state === 'live');

  useEffect(() => {
    if (stage.current === null) {
      return undefined;
    }
    const screen = new Screen(stage.current);
    const made = new Player(
      screen,
      { events: eventsOf(recording.id, only), wait: waitWhileSeen, ...screensOf(recording.id, only) },
      startOf(recording, only),
      () => redraw(undefined),
    );
    setPlayer(made);
    const frames = runFrames((seconds) => made.tick(seconds) && redraw(undefined));
    return () => {
      frames.stop();
      made.close();
      screen.close();
    };
    // A recording that ends while it is watched stays in the same player.
  }, [recording.id, only?.stream]);

  const loading = player?.loading;
  useEffect(() => {
    if (loading?.kind === 'failed' && loading.problem.isSignedOut) {
      onSignedOut();
    } else if (loading?.kind === 'done' && wasLive.current) {
      wasLive.current = false;
      onEnded();
    }
  }, [loading]);

  const copyLink = useCallback(async () => {
    if (player === undefined) {
      return;
    }
    const address = momentAddress(recording.id, player, only);
    try {
      await navigator.clipboard.writeText(address);
      setCopied('Link copied');
    } catch {
      setCopied(address); // Without a secure context there is no clipboard; the link is shown to be copied by hand.
    }
    setTimeout(() => setCopied(undefined), 6000);
  }, [player, recording.id, only]);

  const toggleFullScreen = useCallback(() => {
    if (document.fullscreenElement !== null) {
      void document.exitFullscreen();
    } else {
      box.current?.requestFullscreen().catch(() => setCopied('This browser does not allow full screen here'));
    }
  }, []);

  const obey = useCallback(
    (command: Command, key: string) => {
      if (player !== undefined) {
        obeyCommand(player, command, key, { copyLink, toggleFullScreen, openHelp: () => setHelpOpen(true) });
        redraw(undefined);
      }
    },
    [player, copyLink, toggleFullScreen],
  );
  useEffect(() => listenToKeys(obey), [obey]);

  return (
    <div class={only === undefined ? 'player-and-log' : 'player-alone'}>
      <div class="player" ref={box}>
        {only === undefined && player !== undefined && player.tape.tracks.size > 1 && (
          <StreamPicker player={player} version={player.tape.version} />
        )}
        <div class="frame" role="region" aria-label={`Terminal of ${recording.login}@${recording.target}`}>
          <div class="stage" ref={stage} />
          {player !== undefined && <PlayerStatus player={player} />}
          {copied !== undefined && (
            <p class="toast" role="status">
              {copied}
            </p>
          )}
        </div>
        {player !== undefined && (
          <>
            <TimelineView player={player} position={player.clock.position} version={player.tape.version} duration={player.duration} />
            <Controls
              player={player}
              obey={(command) => obey(command, '')}
              onSpeed={(speed) => {
                player.clock.speed = speed;
                redraw(undefined);
              }}
            />
          </>
        )}
        {helpOpen && <KeyHelp onClose={() => setHelpOpen(false)} />}
      </div>
      {only === undefined && player !== undefined && (
        <EventLog player={player} version={player.tape.version} position={player.clock.position} />
      )}
    </div>
  );
}

/** All events of a recording; or those of one stream, from where it begins to where it is closed. */
function eventsOf(id: string, only: OneStream | undefined) {
  return async (from: number, signal: AbortSignal): Promise<EventPage> =>
    only === undefined
      ? getEvents(id, from, signal)
      : pageOfStream(await getEvents(id, Math.max(from, only.sequence), signal), only.stream, only.fromMicros);
}

/** One stream of a larger session is short, and its times are its own: there is nothing to leap over. */
function screensOf(id: string, only: OneStream | undefined) {
  return only === undefined
    ? { screen: (stream: number, atMicros: number, signal: AbortSignal) => getScreen(id, stream, atMicros, signal) }
    : {};
}

/** The stream that a link to a moment names. */
export function linkedStream(): number | undefined {
  const stream = new URLSearchParams(window.location.search).get('stream');
  return stream !== null && /^\d{1,9}$/.test(stream) ? Number(stream) : undefined;
}

function startOf(recording: RecordingSummary, only: OneStream | undefined) {
  const linked = linkedStream();
  const isLinked = only === undefined || only.stream === linked;
  const at = isLinked ? parseMoment(new URLSearchParams(window.location.search).get('t')) : undefined;
  const live = recording.state === 'live' && only?.running !== false;
  return {
    at: at === undefined ? undefined : Math.max(0, at - beginningOf(only)),
    stream: only === undefined ? linked : only.stream,
    live,
    knownDurationMillis: only === undefined ? recording.durationMillis : null,
    autoplay: !window.matchMedia('(prefers-reduced-motion: reduce)').matches || live,
  };
}

/** In seconds since the recording began, as links count. */
function beginningOf(only: OneStream | undefined): number {
  return (only?.fromMicros ?? 0) / MICROS_PER_SECOND;
}

function momentAddress(id: string, player: Player, only: OneStream | undefined): string {
  const isNamed = only !== undefined || player.stream !== player.tape.mainStream();
  const moment = momentText(beginningOf(only) + player.clock.position);
  return `${window.location.origin}${sessionAddress(id)}?t=${moment}${isNamed ? `&stream=${player.stream}` : ''}`;
}

function runFrames(each: (seconds: number) => void): { stop: () => void } {
  let last = performance.now();
  let handle = requestAnimationFrame(function frame(now) {
    each(Math.max(0, now - last) / 1000);
    last = now;
    handle = requestAnimationFrame(frame);
  });
  return { stop: () => cancelAnimationFrame(handle) };
}

/** Keys belong to the player unless a field or an open dialog has them; a focused button keeps its space bar. */
function listenToKeys(obey: (command: Command, key: string) => void): () => void {
  const pressed = (event: KeyboardEvent) => {
    const target = event.target as HTMLElement;
    const inTerminal = target.classList.contains('xterm-helper-textarea');
    const takesText = !inTerminal && target.matches('input, textarea, select');
    if (event.defaultPrevented || takesText || document.querySelector('dialog[open]') !== null) {
      return;
    }
    const command = commandOf(event);
    if (command === undefined || (event.key === ' ' && target.matches('button, a, summary'))) {
      return;
    }
    event.preventDefault();
    obey(command, event.key);
  };
  document.addEventListener('keydown', pressed);
  return () => document.removeEventListener('keydown', pressed);
}

interface PageCommands {
  copyLink: () => void;
  toggleFullScreen: () => void;
  openHelp: () => void;
}

function obeyCommand(player: Player, command: Command, key: string, page: PageCommands): void {
  const position = player.clock.position;
  switch (command) {
    case 'toggle':
      return player.toggle();
    case 'back':
      return player.seek(position - SHORT_JUMP_SECONDS);
    case 'forward':
      return player.seek(position + SHORT_JUMP_SECONDS);
    case 'back-far':
      return player.seek(position - LONG_JUMP_SECONDS);
    case 'forward-far':
      return player.seek(position + LONG_JUMP_SECONDS);
    case 'start':
      return player.seek(0);
    case 'end':
      return player.isLive ? player.followLive() : player.seek(player.duration);
    case 'tenth':
      return player.seek((player.duration * Number(key)) / 10);
    case 'faster':
      return player.clock.faster();
    case 'slower':
      return player.clock.slower();
    case 'idle':
      player.clock.skipIdle = !player.clock.skipIdle;
      return undefined;
    case 'next':
      return player.step(1);
    case 'previous':
      return player.step(-1);
    case 'full-screen':
      return page.toggleFullScreen();
    case 'copy-link':
      return page.copyLink();
    case 'help':
      return page.openHelp();
  }
}
