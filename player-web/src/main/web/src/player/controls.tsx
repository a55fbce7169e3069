// The row of buttons below the timeline.
import { clockTime } from '../format';
import { AgainIcon, FullScreenIcon, HelpIcon, LinkIcon, NextIcon, PauseIcon, PlayIcon, PreviousIcon } from '../parts/icons';
import { SPEEDS } from './clock';
import type { Command } from './keys';
import type { Player } from './player';

export function Controls(props: { player: Player; obey: (command: Command) => void; onSpeed: (speed: number) => void }) {
  const { player, obey, onSpeed } = props;
  const { clock } = player;
  const playLabel = clock.playing ? 'Pause' : player.isAtEnd ? 'Play again' : 'Play';
  // A click leaves the focus where it was, so that the space bar goes on meaning "play or pause".
  const keepFocus = (event: MouseEvent) => {
    if (!(event.target as Element).closest('select')) {
      event.preventDefault();
    }
  };
  return (
    <div class="controls" role="group" aria-label="Player" onMouseDown={keepFocus}>
      <button type="button" class="button icon play" aria-label={playLabel} title={`${playLabel} (space)`} onClick={() => obey('toggle')}>
        {clock.playing ? <PauseIcon /> : player.isAtEnd ? <AgainIcon /> : <PlayIcon />}
      </button>
      <button type="button" class="button icon quiet" aria-label="Previous event" title="Previous event (,)" onClick={() => obey('previous')}>
        <PreviousIcon />
      </button>
      <button type="button" class="button icon quiet" aria-label="Next event" title="Next event (.)" onClick={() => obey('next')}>
        <NextIcon />
      </button>
      <span class="times">
        <span class="time-now">{clockTime(clock.position, true)}</span>
        <span class="time-all"> / {clockTime(player.duration, true)}</span>
      </span>
      {player.isLive && (
        <button type="button" class={player.following ? 'button live on' : 'button live'} aria-pressed={player.following} title="Follow what happens now (End)" onClick={() => player.followLive()}>
          Live
        </button>
      )}
      <span class="top-space" />
      <label class="speed">
        <span class="hidden">Speed</span>
        <select value={clock.speed} title="Speed (< and >)" onChange={(event) => onSpeed(Number(event.currentTarget.value))}>
          {SPEEDS.map((speed) => (
            <option key={speed} value={speed}>
              {speed}×
            </option>
          ))}
        </select>
      </label>
      <button type="button" class="button toggle" aria-pressed={clock.skipIdle} title="Shorten pauses of more than two seconds (i)" onClick={() => obey('idle')}>
        Skip idle
      </button>
      <button type="button" class="button icon quiet" aria-label="Copy a link to this moment" title="Copy a link to this moment (c)" onClick={() => obey('copy-link')}>
        <LinkIcon />
      </button>
      <button type="button" class="button icon quiet" aria-label="Full screen" title="Full screen (f)" onClick={() => obey('full-screen')}>
        <FullScreenIcon />
      </button>
      <button type="button" class="button icon quiet" aria-label="Keyboard help" title="Keyboard help (?)" onClick={() => obey('help')}>
        <HelpIcon />
      </button>
    </div>
  );
}
