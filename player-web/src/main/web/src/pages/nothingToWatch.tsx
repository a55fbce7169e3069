// What somebody sees who is signed in and may not look at recordings.
import { Notice } from '../parts/notice';

export function NothingToWatch(props: { name: string; onRetry: () => void }) {
  return (
    <Notice title={`Signed in as ${props.name}`} action={{ label: 'Look again', run: props.onRetry }}>
      <p>
        There is nothing for you to look at here: recordings are shown to the groups that the gateway's configuration
        names (<code>identity.viewers</code>), and you are in none of them.
      </p>
      <p class="quiet-text">
        If you should be, ask whoever looks after your account. What changes there is known here within a minute or so.
      </p>
    </Notice>
  );
}
