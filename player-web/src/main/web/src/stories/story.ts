// Statements and requests as the REST API tells them, and what can be said of them without a page.
import { decodeBase64, decodeText } from '../events';
import { byteSize } from '../format';

/** The beginning of a content: text where it is UTF-8, otherwise bytes in base64. */
export interface KeptContent {
  text?: string;
  data?: string;
  length: number;
  cut?: boolean;
  withheld?: { reason: string; length: number };
}

export interface BoundValue {
  type: number;
  null?: boolean;
  text?: string;
  hex?: string;
  length?: number;
  cut?: boolean;
}

export interface StatementPart {
  part: number;
  endedMicros: number;
  outcome: string;
  tag: string;
  rows: number;
  sqlState?: string;
  message?: string;
}

export interface StatementStory {
  statement: number;
  sequence: number;
  offsetMicros: number;
  durationMicros?: number;
  form: string;
  portal?: string;
  prepared?: string;
  sql?: KeptContent;
  function?: number;
  values?: BoundValue[];
  valuesComplete?: boolean;
  rows: number;
  resultBytes?: number;
  copiedBytes?: number;
  copyFailure?: string;
  transactionBefore: string;
  transactionAfter: string;
  cancelled: boolean;
  parts: StatementPart[];
  moreParts?: number;
  limited?: LimitedContent[];
}

export interface RequestedResource {
  group: string;
  version: string;
  namespace: string;
  resource: string;
  name: string;
  subresource: string;
}

export interface AttachedStream {
  stream: number;
  purpose: string;
  detail: string;
}

export interface RequestStory {
  request: number;
  sequence: number;
  offsetMicros: number;
  durationMicros?: number;
  method: string;
  verb: string;
  resource: RequestedResource;
  userAgent: string;
  path: KeptContent;
  body?: KeptContent;
  status?: number;
  contentType?: string;
  response?: KeptContent;
  protocol?: string;
  streams: AttachedStream[];
  moreStreams?: number;
  refusal?: { what: string; reason: string };
  outcome?: string;
  limited?: LimitedContent[];
}

/** What is kept, as text; bytes that are not UTF-8 become replacement characters. */
export function keptText(content: KeptContent): string {
  return content.text ?? decodeText(decodeBase64(content.data ?? ''));
}

/** Runs of less are more often chance than words. */
const SHORTEST_WORD = 2;
const NO_TEXT = /[^\t\n\r\P{Cc}]|\uFFFD/u;
const NO_TEXT_RUNS = /[\p{Cc}\uFFFD]+/u;

/**
 * A document as people read it: text as it is; of a binary one, such as protobuf, the words that
 * stand in it, a line each.
 */
export function readableText(content: KeptContent): { text: string; binary: boolean } {
  const text = keptText(content);
  if (!NO_TEXT.test(text)) {
    return { text, binary: false };
  }
  const words = text.split(NO_TEXT_RUNS).filter((word) => word.length >= SHORTEST_WORD);
  return { text: words.join('\n'), binary: true };
}

/** A direction of which the recording keeps only the beginning. */
export interface LimitedContent {
  flow: string;
  keptBytes: number;
  ended?: boolean;
  bytes?: number;
  sha256?: string;
}

/** What a person has to know of directions that are not kept to their end, a sentence each. */
export function limitNotes(limited: readonly LimitedContent[] | undefined): string[] {
  return (limited ?? []).map((content) => {
    const kept = `only the first ${byteSize(content.keptBytes)} of the ${content.flow} are kept`;
    if (content.bytes === undefined || content.sha256 === undefined) {
      return kept;
    }
    return content.ended === true
      ? `${kept}; all ${content.bytes} bytes of it have the SHA-256 ${content.sha256}`
      : `${kept}; it went on, and its first ${content.bytes} bytes have the SHA-256 ${content.sha256}`;
  });
}

/** What a person has to know of a content that is not all there; empty if it is. */
export function keptNote(content: KeptContent): string {
  const notes: string[] = [];
  if (content.cut === true) {
    notes.push(`cut here; the export has all ${byteSize(content.length)}`);
  }
  if (content.withheld !== undefined) {
    notes.push(`${byteSize(content.withheld.length)} withheld: ${content.withheld.reason}`);
  }
  return notes.join('; ');
}

export function failureOf(story: StatementStory): StatementPart | undefined {
  return story.parts.find((part) => part.outcome === 'failed');
}

/** In a word or two how a statement came out. */
export function outcomeText(story: StatementStory, live: boolean): string {
  const last = story.parts.at(-1);
  if (last === undefined) {
    return live ? 'running' : 'no end';
  }
  const failure = failureOf(story);
  if (failure !== undefined) {
    return 'failed';
  }
  return last.outcome === 'completed' ? last.tag : last.outcome;
}

export type Bracket = 'none' | 'first' | 'inside' | 'last' | 'only';

const OPENING_TAGS = new Set(['BEGIN', 'START TRANSACTION']);

/**
 * Where each statement stands in its transaction. Where the session stands is known when the target
 * says it is ready, which may be some statements later, so an opening command counts by its tag.
 */
export function brackets(stories: readonly StatementStory[]): Bracket[] {
  const inside = stories.map(
    (story) =>
      story.transactionBefore !== 'idle' ||
      story.transactionAfter !== 'idle' ||
      (story.parts.length === 1 && OPENING_TAGS.has(story.parts[0]?.tag ?? '')),
  );
  const opens = stories.map((_, i) => {
    const before = stories[i - 1];
    return before === undefined || inside[i - 1] !== true || (before.transactionBefore !== 'idle' && before.transactionAfter === 'idle');
  });
  return stories.map((_, i) => {
    if (inside[i] !== true) {
      return 'none';
    }
    const first = opens[i] === true;
    const last = i + 1 === stories.length || inside[i + 1] !== true || opens[i + 1] === true;
    return first && last ? 'only' : first ? 'first' : last ? 'last' : 'inside';
  });
}

const READING_VERBS = new Set(['get', 'list', 'watch']);

/** Whether a request may change something, or run something. */
export function isChange(story: RequestStory): boolean {
  return !READING_VERBS.has(story.verb) || story.streams.length > 0;
}

const NOT_FOUND = 404;

/**
 * Whether a request was refused, by the gateway or the API server, or went wrong. That there is
 * nothing of a name is an answer: clients ask it before they create and after they delete.
 */
export function isBad(story: RequestStory): boolean {
  const status = story.status ?? 0;
  const isAnswer = status < 400 || (status === NOT_FOUND && !isChange(story));
  return story.outcome === 'refused' || story.outcome === 'failed' || !isAnswer;
}

/** `deployments.apps/scale`; the path for what is no resource. */
export function resourceText(story: RequestStory): string {
  const { resource, group, subresource } = story.resource;
  if (resource === '') {
    return keptText(story.path).split('?')[0] ?? '';
  }
  return resource + (group === '' ? '' : `.${group}`) + (subresource === '' ? '' : `/${subresource}`);
}

/** The namespace in which the object is; empty for a namespace itself, which Kubernetes says is in itself. */
export function namespaceText(story: RequestStory): string {
  const { namespace, name, resource, group } = story.resource;
  return resource === 'namespaces' && group === '' && name === namespace ? '' : namespace;
}

/** The name of the object; what is created has it in the document that was sent, and not in the path. */
export function nameText(story: RequestStory): string {
  const { name, subresource } = story.resource;
  if (name !== '' || story.verb !== 'create' || subresource !== '') {
    return name;
  }
  return textIn(parsed(story.body)?.['metadata'], 'name');
}

/**
 * Why a request came out badly: what the gateway refused, or the API server's `Status` (meta/v1);
 * undefined if neither is known.
 */
export function failureStatus(story: RequestStory): { reason: string; message: string } | undefined {
  if (story.refusal !== undefined) {
    return { reason: story.refusal.reason, message: story.refusal.what };
  }
  const status = isBad(story) ? parsed(story.response) : undefined;
  const message = textIn(status, 'message');
  return status?.['kind'] !== 'Status' || message === '' ? undefined : { reason: textIn(status, 'reason'), message };
}

/** The JSON document; undefined if it is none, or not all of it is there. */
function parsed(content: KeptContent | undefined): Record<string, unknown> | undefined {
  try {
    const document: unknown = JSON.parse(content?.text ?? '');
    return typeof document === 'object' && document !== null ? (document as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function textIn(document: unknown, field: string): string {
  const text = typeof document === 'object' && document !== null ? (document as Record<string, unknown>)[field] : undefined;
  return typeof text === 'string' ? text : '';
}

/** What a shell takes as it is. */
const PLAIN_WORD = /^[\w@%+=:,./-]+$/;

/** The command of an exec, which stands in the query, as a shell would take it; undefined if there is none. */
export function execCommand(story: RequestStory): string | undefined {
  const query = keptText(story.path).split('?')[1];
  const words = query === undefined ? [] : new URLSearchParams(query).getAll('command');
  return words.length === 0 ? undefined : words.map((word) => (PLAIN_WORD.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');
}

/**
 * The document with line breaks and indents between its parts. Only white space outside of texts is
 * added or taken away, so that numbers and order stay as they were sent; what is no JSON stays as it is.
 */
export function indented(text: string): string {
  try {
    JSON.parse(text);
  } catch {
    return text;
  }
  let out = '';
  let depth = 0;
  let opened = false;
  // Texts, white space, single marks, and everything else: numbers and words.
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|\s+|[{}[\],:]|[^\s{}[\],:"]+/g)) {
    if (token.trim() === '') {
      continue;
    }
    const closes = token === '}' || token === ']';
    if (opened) {
      depth += closes ? 0 : 1;
      out += closes ? '' : lineAt(depth);
    } else if (closes) {
      depth--;
      out += lineAt(depth);
    }
    opened = token === '{' || token === '[';
    out += token === ':' ? ': ' : token === ',' ? token + lineAt(depth) : token;
  }
  return out;
}

/** Deeper than this indents help nobody, and a document may be nothing but brackets. */
const DEEPEST_INDENT = 40;

function lineAt(depth: number): string {
  return `\n${'  '.repeat(Math.min(depth, DEEPEST_INDENT))}`;
}
