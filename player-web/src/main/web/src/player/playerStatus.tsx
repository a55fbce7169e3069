// What lies over the terminal when there is something to say: waiting, broken off, too large.
import { AgainIcon, PlayIcon } from '../parts/icons';
import type { Player } from './player';

export function PlayerStatus(props: { player: Player }) {
  const { player } = props;
  switch (player.loading.kind) {
    case 'failed':
      return <p class="overlay bad">The recording could not be loaded any further: {player.loading.problem.detail} Reload the page to try again.</p>;
    case 'retrying':
      return <p class="overlay">The gateway does not answer; asking again…</p>;
    case 'full':
      if (player.clock.position >= player.end) {
        return <p class="overlay">This recording is larger than a browser page can hold. What comes after this moment is in the export.</p>;
      }
      break;
    case 'loading':
    case 'live':
    case 'done':
  }
  if (player.stream === undefined) {
    return <p class="overlay">{player.tape.complete ? 'Nothing happened in this session: no stream was opened.' : 'Waiting for the first event…'}</p>;
  }
  if (player.isWaiting) {
    return <p class="overlay">Loading…</p>;
  }
  const visibility = player.tape.track(player.stream)?.visibility ?? 'content';
  if (visibility !== 'content') {
    return <p class="overlay">{visibility === 'opaque' ? 'Gatescribe cannot read this stream.' : 'Of this stream only time and size were recorded, no content.'}</p>;
  }
  if (!player.clock.playing && (player.clock.position === 0 || player.isAtEnd) && !player.isLive) {
    return <BigButton player={player} />;
  }
  return null;
}

function BigButton(props: { player: Player }) {
  const again = props.player.isAtEnd;
  return (
    <button type="button" class={again ? 'big-button corner' : 'big-button'} onClick={() => props.player.toggle()} aria-label={again ? 'Play again' : 'Play'}>
      {again ? <AgainIcon /> : <PlayIcon />}
      {again ? 'Play again' : 'Play'}
    </button>
  );
}
