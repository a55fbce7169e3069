# Builds, when the sources are not those that were built. Part of ../gatescribe.
# shellcheck shell=bash disable=SC2154 # some names are set by ../gatescribe
#
# Two scopes: `server` (what people run) and `testbed` (that, and the tests' classes). What a scope
# was built from is remembered as two hashes: over names, sizes and times (cheap, asked at each
# start), and over contents (asked only when the cheap one differs). What is run is a copy of the
# built server, so that a build or a test run never pulls the files from under a running one.

app='' # the directory of the server that is run

inputs() { # in the root: inputs SCOPE FIND-ACTION…: over the files from which the scope is built
  local scope=$1 module modules=() unused=()
  shift
  while IFS= read -r module; do
    if [[ $scope == testbed || $module != testbed ]]; then modules+=("$module"); fi
  done < <(sed -n 's:.*<module>\(.*\)</module>.*:\1:p' pom.xml)
  if [[ $scope == server ]]; then unused=(-o -path '*/src/test'); fi
  find pom.xml .mvn "${modules[@]}" \
    -type d \( -name target -o -name node_modules "${unused[@]}" \) -prune \
    -o -type f ! -name '*~' ! -name '.*.sw?' "$@"
}

digest() { sha256sum | cut -c 1-32; }
cheap_hash() { (cd -- "$root" && inputs "$1" -printf '%p %s %T@\n' | LC_ALL=C sort | digest); }
content_hash() { (cd -- "$root" && inputs "$1" -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | digest); }

is_current() { # is_current SCOPE: there is nothing to build
  local scope=$1 cheap built_cheap='' built_content=''
  if [[ -r $cache/$scope.built ]]; then read -r built_cheap built_content <"$cache/$scope.built"; fi
  case $scope in
    server)
      app=$cache/app-$built_content
      [[ -e $app/quarkus-run.jar ]] || return 1
      ;;
    testbed) [[ -e $testbed/classpath.txt && -d $testbed/test-classes ]] || return 1 ;;
  esac
  cheap=$(cheap_hash "$scope")
  if [[ $cheap == "$built_cheap" ]]; then return 0; fi
  [[ $(content_hash "$scope") == "$built_content" ]] || return 1
  remember "$scope" "$cheap $built_content" || true # the tree may be read-only
}

remember() { printf '%s\n' "$2" >"$cache/$1.built"; } 2>/dev/null

publish() { # publish "CHEAP CONTENT": keeps a copy of the built server, and drops those that nobody runs
  local other in_use
  app=$cache/app-${1#* }
  if [[ ! -e $app/quarkus-run.jar ]]; then
    rm -rf -- "$cache"/new-app "$app"
    cp -R -- "$root/server/target/quarkus-app" "$cache/new-app"
    mv -- "$cache/new-app" "$app"
  fi
  remember server "$1"
  for other in "$cache"/app-*; do
    if [[ $other != "$app" ]] && command -v flock >/dev/null; then
      exec {in_use}<"$other/quarkus-run.jar"
      if flock -n -x "$in_use"; then rm -rf -- "$other"; fi
      exec {in_use}<&-
    fi
  done
}

build_lock=''

lock() { # one build at a time; the lock ends with the processes that hold it
  local lock_file=$cache/build.lock
  mkdir -p "$cache"
  if command -v flock >/dev/null; then
    exec {build_lock}>"$lock_file"
    if ! flock -n "$build_lock"; then
      say "another build of this tree is running; waiting for it"
      flock "$build_lock"
    fi
  else
    until mkdir "$lock_file.d" 2>/dev/null; do
      kill -0 "$(cat "$lock_file.d/pid" 2>/dev/null)" 2>/dev/null || rm -rf "$lock_file.d"
      sleep 1
    done
    echo $$ >"$lock_file.d/pid"
    removed_at_exit+=("$lock_file.d")
  fi
}

unlock() { # before the launcher becomes the server, which would hold the lock as long as it lives
  if [[ -n $build_lock ]]; then exec {build_lock}>&-; fi
  clean_up
}

maven() { # for `follow`, which runs it in a process of its own
  cd -- "$root" || exit
  JAVA_HOME=$jdk exec mvn -B -Dstyle.color=never "$@"
}

build() { # build SCOPE [WHY TOOLS]: unless it is current; the tools of what follows come along
  local scope=$1 why=${2:-building} tools=${3:-} log=$logs/build.log started hashes server_hashes arguments
  find_jdk
  if [[ -n ${GATESCRIBE_APP:-} ]]; then
    app=$GATESCRIBE_APP
    return
  fi
  if is_current "$scope"; then
    ensure_tools "$why" "$tools"
    return
  fi
  ensure_tools "$why" "$BUILD_TOOLS $tools"
  check_build_tools
  started=$SECONDS
  lock
  if ! is_current "$scope"; then # somebody else may have built while we waited
    hashes="$(cheap_hash "$scope") $(content_hash "$scope")"
    server_hashes="$(cheap_hash server) $(content_hash server)"
    arguments=(-Dspotless.check.skip=true package)
    case $scope in
      server) arguments+=(-pl server -am -Dmaven.test.skip=true) ;;
      testbed) arguments+=(-DskipTests) ;;
    esac
    follow building "$log" observe_maven maven "${arguments[@]}" || {
      show_end_of "$log"
      give_up 1 "the build failed"
    }
    publish "$server_hashes"
    remember "$scope" "$hashes"
    say "built in $(clock $((SECONDS - started)))"
  fi
  unlock
}
