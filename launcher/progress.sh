# Talking to people, and running something long so that they see where it is. Part of ../gatescribe.
# shellcheck shell=bash

# Everything goes to stderr, so that a command's own output stays clean.

live=no # whether a line can be updated in place
if [[ -t 2 && -z ${CI:-} && ${TERM:-dumb} != dumb ]]; then live=yes; fi

shown='' # the status line as it stands

status() { # one line, updated in place; wrapping is off while it is drawn
  if [[ $live == yes && $1 != "$shown" ]]; then
    printf '\r\033[K\033[?7l%s\033[?7h' "$1" >&2
    shown=$1
  fi
}

say() {
  status ""
  printf '%s\n' "$*" >&2
}

give_up() { # give_up STATUS LINE…
  local code=$1 line
  shift
  say "gatescribe: $1"
  shift
  for line in "$@"; do
    if [[ -n $line ]]; then say "  $line"; fi
  done
  exit "$code"
}

clock() { printf '%d:%02d' $(($1 / 60)) $(($1 % 60)); }

# ---------------------------------------------------------------------------------------------
# Running something long: its output goes to a log, a line says where it is.

child='' # what runs now, so that it ends when we are told to end
removed_at_exit=()

clean_up() {
  local path
  for path in "${removed_at_exit[@]}"; do rm -rf -- "$path"; done
  removed_at_exit=()
}
trap clean_up EXIT

stop() {
  if [[ -n $child ]]; then kill "$child" 2>/dev/null || true; fi
  status ""
  exit "$1"
}
trap 'stop 130' INT
trap 'stop 143' TERM
trap 'stop 129' HUP

doing=''   # the step that the command is at, as its observer understood it
fetched=0  # how many files it has downloaded
readonly HEARTBEAT_SECONDS=30 # without a terminal: how long a step may be silent

follow() { # follow LABEL LOG OBSERVER COMMAND…: gives the command's exit status
  local label=$1 log=$2 observer=$3 line partial='' output logfile
  local started=$SECONDS spoken=$SECONDS announced='' code=0 where
  shift 3
  mkdir -p "$(dirname "$log")"
  doing='' fetched=0
  exec {logfile}>"$log"
  exec {output}< <("$@" </dev/null 2>&1)
  child=$!
  while :; do
    if IFS= read -r -t 1 -u "$output" line; then
      line=$partial$line partial=''
      printf '%s\n' "$line" >&"$logfile"
      "$observer" "$line"
    elif (($? > 128)); then # a second without a whole line
      partial+=$line
    else
      break
    fi
    where="$label${doing:+ · $doing}"
    if ((fetched > 0)); then where+=" · $fetched files fetched"; fi
    if [[ $live == yes ]]; then
      status "$where · $(clock $((SECONDS - started)))"
    elif [[ $doing != "$announced" ]] || ((SECONDS - spoken >= HEARTBEAT_SECONDS)); then
      announced=$doing spoken=$SECONDS
      say "$where · $(clock $((SECONDS - started)))"
    fi
  done
  wait "$child" || code=$?
  child=''
  exec {output}<&- {logfile}>&-
  status ""
  return "$code"
}

show_end_of() { # the last lines of a log, without the downloads and Maven's advice
  grep -v -E '^\[INFO\] Download(ing|ed) |^\[ERROR\] *(\[Help|To see the full|Re-run Maven|For more inf|$)' "$1" |
    tail -n 40 >&2 || true
  say "The whole log: $1"
}

# Observers: each is given the output line by line, and sets `doing` and `fetched`.

observe_apt() {
  local shape='^(Unpacking|Setting up) ([a-z0-9.+-]+)'
  if [[ $1 == Get:* ]]; then
    fetched=$((fetched + 1))
  elif [[ $1 =~ $shape && $live == yes ]]; then
    doing="${BASH_REMATCH[1],,} ${BASH_REMATCH[2]}"
  fi
}

module_doing=''

observe_maven() {
  local module='^\[INFO\] Building (.+) [^ ]+ +\[([0-9]+)/([0-9]+)\]$'
  local goal='^\[INFO\] --- (maven-)?([a-z-]+)(-maven-plugin|-plugin)?:[^:]+:([a-z-]+) '
  if [[ $1 == *'Downloaded from '* ]]; then
    fetched=$((fetched + 1))
  elif [[ $1 =~ $module ]]; then
    module_doing="${BASH_REMATCH[1]} (${BASH_REMATCH[2]} of ${BASH_REMATCH[3]})"
    doing=$module_doing
  elif [[ $live == yes && $1 =~ $goal ]]; then
    doing="$module_doing · ${BASH_REMATCH[2]%-maven-plugin} ${BASH_REMATCH[4]}"
    doing=${doing/-plugin /' '}
  fi
}

tests=0 failures=0 errors=0 skipped=0

observe_tests() { # as observe_maven, but what Maven says is shown, and the closing lines are added up
  local totals='^\[[A-Z]+\] Tests run: ([0-9]+), Failures: ([0-9]+), Errors: ([0-9]+), Skipped: ([0-9]+)$'
  observe_maven "$1"
  if [[ $1 =~ $totals ]]; then
    tests=$((tests + BASH_REMATCH[1])) failures=$((failures + BASH_REMATCH[2]))
    errors=$((errors + BASH_REMATCH[3])) skipped=$((skipped + BASH_REMATCH[4]))
  fi
  if [[ $1 != *'Downloading from '* && $1 != *'Downloaded from '* ]]; then
    status ""
    printf '%s\n' "$1"
  fi
}
