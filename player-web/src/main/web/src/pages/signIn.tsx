// What somebody sees who is not signed in.
import { Notice } from '../parts/notice';

/** Back to this page afterwards, if it is one. */
function signInAddress(): string {
  const page = window.location.pathname;
  return page === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(page)}`;
}

export function SignInPage(props: { onRetry: () => void }) {
  return (
    <Notice title="Please sign in" action={{ label: 'I have signed in', run: props.onRetry }}>
      <p>
        <a class="button primary" href={signInAddress()}>
          Sign in
        </a>
      </p>
      <p>
        Whoever runs the gateway can use the sign-in link, too, which it prints to its terminal when it starts. It looks
        like this and works once:
      </p>
      <pre class="sample">{`${window.location.origin}/sign-in?code=…`}</pre>
      <p class="quiet-text">
        Used already, or lost? Press Enter in the gateway's terminal and it prints a new one. Programs use the bearer
        token instead.
      </p>
    </Notice>
  );
}
