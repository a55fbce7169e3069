// Times, sizes and reasons in words for people.

/** `0:07`, `3:20`, `1:02:03`; with tenths when asked. */
export function clockTime(seconds: number, tenths = false): string {
  const whole = Math.max(0, tenths ? Math.floor(seconds * 10) / 10 : Math.floor(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const rest = whole - hours * 3600 - minutes * 60;
  const restText = tenths ? rest.toFixed(1).padStart(4, '0') : String(Math.floor(rest)).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${restText}` : `${minutes}:${restText}`;
}

/** `27 ms`, `4.0 s`, `3 min 20 s`, `1 h 2 min`. */
export function duration(millis: number | null): string {
  if (millis === null) {
    return 'unknown';
  }
  if (millis < 100) {
    return `${Math.round(millis)} ms`; // In tenths of a second it would be nothing.
  }
  if (millis < 10_000) {
    return `${(millis / 1000).toFixed(1)} s`;
  }
  const seconds = Math.round(millis / 1000);
  if (seconds < 60) {
    return `${seconds} s`;
  }
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) {
    return `${minutes} min ${seconds % 60} s`;
  }
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** How long a statement or a request took: `0.4 ms`, `12 ms`, `3.2 s`, `3 min 20 s`. */
export function shortTime(micros: number): string {
  if (micros < 10_000) {
    return `${(micros / 1000).toFixed(1)} ms`;
  }
  return micros < 1_000_000 ? `${Math.round(micros / 1000)} ms` : duration(micros / 1000);
}

/** `1 row`, `2 rows`. */
export function counted(count: number, one: string, more = `${one}s`): string {
  return `${count} ${count === 1 ? one : more}`;
}

/** Says a length of time as a screen reader should speak it. */
export function spokenTime(seconds: number): string {
  const whole = Math.floor(seconds);
  const parts: string[] = [];
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  if (hours > 0) {
    parts.push(`${hours} ${hours === 1 ? 'hour' : 'hours'}`);
  }
  if (minutes > 0) {
    parts.push(`${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`);
  }
  parts.push(`${whole % 60} ${whole % 60 === 1 ? 'second' : 'seconds'}`);
  return parts.join(' ');
}

const BINARY_UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];

export function byteSize(bytes: number | null): string {
  if (bytes === null) {
    return 'unknown';
  }
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < BINARY_UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  const unitName = unit === 0 && bytes === 1 ? 'byte' : BINARY_UNITS[unit];
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${unitName}`;
}

/** The day as a heading: `Today`, `Yesterday`, or the date. */
export function dayHeading(at: Date, now: Date): string {
  const daysAgo = Math.round((startOfDay(now) - startOfDay(at)) / 86_400_000);
  if (daysAgo === 0) {
    return 'Today';
  }
  if (daysAgo === 1) {
    return 'Yesterday';
  }
  return at.toLocaleDateString(undefined, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
}

function startOfDay(at: Date): number {
  return new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();
}

export function timeOfDay(at: Date): string {
  return at.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
}

export function dateAndTime(at: Date): string {
  return `${at.toLocaleDateString(undefined, { day: 'numeric', month: 'short', year: 'numeric' })}, ${timeOfDay(at)}`;
}

const END_REASONS: Record<string, string> = {
  'client-closed': 'closed by the client',
  'target-closed': 'closed by the target',
  'target-unreachable': 'target could not be reached',
  'target-host-key-mismatch': 'target showed an unknown host key',
  'target-certificate-rejected': 'target showed an untrusted certificate',
  'target-authentication-failed': 'target refused the credential',
  'client-protocol-error': 'client broke the protocol',
  'target-protocol-error': 'target broke the protocol',
  idle: 'nothing happened for long',
  'recorder-failed': 'recorder could not keep up its promise',
  'byte-budget': 'the budget of recorded content was used up',
  'admission-expired': 'admission ended',
  'proof-rejected': 'proof of admission was refused',
  'gateway-stopped': 'gateway was stopped',
  'gateway-lost': 'gateway process died',
  'gateway-error': 'internal error of the gateway',
};

/** A reason that is newer than this page is shown by its code. */
export function endReasonText(code: string): string {
  return END_REASONS[code] ?? code;
}

/** How every session of requests ends, because only silence tells that no more will come, and two more. */
const ORDINARY_ENDS = new Set(['client-closed', 'target-closed', 'idle']);

/** Ends that are part of an ordinary day; all others stand out. */
export function isOrdinaryEnd(code: string): boolean {
  return ORDINARY_ENDS.has(code);
}

const PROTOCOLS: Record<string, string> = { ssh: 'SSH', postgresql: 'PostgreSQL', kubernetes: 'Kubernetes' };

export function protocolName(code: string): string {
  return PROTOCOLS[code] ?? code;
}
