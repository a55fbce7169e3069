// What somebody sees who is not signed in.
import { Notice } from '../parts/notice';

export function SignInPage(props: { onRetry: () => void }) {
  return (
    <Notice title="Please sign in" action={{ label: 'I have signed in', run: props.onRetry }}>
      <p>
        Recordings are shown only to those who hold a sign-in link. The gateway prints one to its terminal when it starts;
        it looks like this and works once:
      </p>
      <pre class="sample">{`${window.location.origin}/sign-in?code=…`}</pre>
      <p class="quiet-text">
        Used already, or lost? Press Enter in the gateway's terminal and it prints a new one. Programs use the bearer
        token instead.
      </p>
    </Notice>
  );
}
