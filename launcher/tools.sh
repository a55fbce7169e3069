# Finds the JDK and the other tools; installs what Debian has. Part of ../gatescribe.
# shellcheck shell=bash disable=SC2154 # some names are set by ../gatescribe

jdk=''   # the home of the JDK to use
major='' # set by is_jdk

is_jdk() { # is_jdk HOME: a compiler, and a `release` file that says which version
  local line
  major=''
  [[ -x $1/bin/java && -x $1/bin/javac && -r $1/release ]] || return 1
  while IFS= read -r line; do
    if [[ $line =~ ^JAVA_VERSION=\"?([0-9]+) ]]; then
      major=${BASH_REMATCH[1]}
      return 0
    fi
  done <"$1/release"
  return 1
}

find_jdk() { # the lowest version that is new enough, because it is the one that the tests ran on
  local candidate lowest='' on_path old='' homes=()
  if [[ -n $jdk ]]; then return; fi
  if [[ -n ${GATESCRIBE_JAVA_HOME:-} ]]; then
    if ! is_jdk "$GATESCRIBE_JAVA_HOME" || ((major < JAVA_FLOOR)); then
      give_up "$EX_UNAVAILABLE" \
        "GATESCRIBE_JAVA_HOME is $GATESCRIBE_JAVA_HOME: ${major:+Java $major, }not a JDK $JAVA_FLOOR or newer."
    fi
    jdk=$GATESCRIBE_JAVA_HOME
    return
  fi
  on_path=$(command -v java || true)
  if [[ -n $on_path ]]; then on_path=$(readlink -f -- "$on_path"); fi
  shopt -s nullglob
  homes=("${JAVA_HOME:-}" "${on_path%/bin/java}"
    /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /opt/* /opt/*/* /usr/local/* /usr/local/*/* /srv/* /*jdk* /*java*
    ~/.sdkman/candidates/java/* ~/.jdks/* ~/.asdf/installs/java/* ~/.local/share/mise/installs/java/*
    ~/.jabba/jdk/* ~/.gradle/jdks/* ~/*jdk* ~/*java* /Library/Java/JavaVirtualMachines/*/Contents/Home
    /home/linuxbrew/.linuxbrew/opt/openjdk*/libexec)
  shopt -u nullglob
  if [[ -r $cache/java-home ]]; then homes+=("$(<"$cache/java-home")"); fi
  for candidate in "${homes[@]}"; do
    if [[ -n $candidate ]] && is_jdk "$candidate"; then
      if ((major >= JAVA_FLOOR)) && { [[ -z $lowest ]] || ((major < lowest)); }; then
        lowest=$major jdk=$candidate
      elif ((major < JAVA_FLOOR)); then
        old+="${old:+, }$candidate ($major)"
      fi
    fi
  done
  if [[ -z $jdk ]]; then search_disk_for_jdk; fi
  [[ -n $jdk ]] || give_up "$EX_UNAVAILABLE" \
    "no JDK $JAVA_FLOOR or newer was found." \
    "Looked at GATESCRIBE_JAVA_HOME, JAVA_HOME, java on the path, /usr/lib/jvm, /opt, /usr/local," \
    "the places of SDKMAN, asdf, mise and IntelliJ under $HOME, and for bin/javac anywhere on the disk." \
    "${old:+Found, but too old: $old.}" \
    "Unpack one (https://adoptium.net, or openjdk-$JAVA_FLOOR-jdk where the distribution has it) and, if it is" \
    "in an unusual place, say where:  GATESCRIBE_JAVA_HOME=/path/to/jdk-$JAVA_FLOOR $0 …"
}

search_disk_for_jdk() { # the last resort; what it finds is remembered
  local compiler lowest=''
  status "looking for a JDK $JAVA_FLOOR on the disk"
  while IFS= read -r -d '' compiler; do
    if is_jdk "${compiler%/bin/javac}" && ((major >= JAVA_FLOOR)) && { [[ -z $lowest ]] || ((major < lowest)); }; then
      lowest=$major jdk=${compiler%/bin/javac}
    fi
  done < <(timeout 20 find / -maxdepth 7 \( -path /proc -o -path /sys -o -path /dev -o -path /run -o -path /mnt \
    -o -path /media -o -path /net \) -prune -o -path '*/bin/javac' -type f -print0 2>/dev/null || true)
  if [[ -n $jdk ]]; then
    mkdir -p "$cache"
    printf '%s\n' "$jdk" >"$cache/java-home"
  fi
  status ""
}

# ---------------------------------------------------------------------------------------------
# Other tools.

can_install() { ((EUID == 0)) && [[ -e /etc/debian_version ]] && command -v apt-get >/dev/null; }

missing_commands='' missing_packages=()

are_missing() { # are_missing LIST: sets the two above
  local entry
  missing_commands='' missing_packages=()
  for entry in $1; do
    if ! command -v "${entry%%:*}" >/dev/null; then
      missing_commands+="${missing_commands:+, }${entry%%:*}"
      missing_packages+=("${entry#*:}")
    fi
  done
  ((${#missing_packages[@]} > 0))
}

add_postgresql_to_path() { # Debian keeps its programs, several versions beside each other, where no path leads
  local directory
  for directory in /usr/lib/postgresql/*/bin; do
    if [[ -d $directory && :$PATH: != *:$directory:* ]]; then PATH+=:$directory; fi
  done
}

ensure_tools() { # ensure_tools WHY LIST
  local why=$1 install_lock=''
  if ! are_missing "$2"; then return; fi
  if ! can_install; then
    if [[ -e /etc/debian_version ]]; then
      give_up "$EX_UNAVAILABLE" "$why needs $missing_commands. Install, as root:" \
        "apt-get install --no-install-recommends ${missing_packages[*]}"
    fi
    give_up "$EX_UNAVAILABLE" "$why needs $missing_commands. Please install what has them" \
      "(Debian's packages: ${missing_packages[*]})."
  fi
  if command -v flock >/dev/null; then # apt-get waits for another one only half of the time
    exec {install_lock}>/run/gatescribe-packages.lock
    flock "$install_lock"
  fi
  if are_missing "$2"; then install_packages "${missing_packages[@]}"; fi
  if [[ -n $install_lock ]]; then exec {install_lock}>&-; fi
  hash -r
  add_postgresql_to_path
  if are_missing "$2"; then
    give_up "$EX_UNAVAILABLE" "$missing_commands cannot be found, although ${missing_packages[*]} is installed; is the path right?"
  fi
}

lists_read=no

install_packages() {
  local log=$logs/packages.log policy=/usr/sbin/policy-rc.d service services=()
  # Configuration files that are here already stay: there is nobody to ask.
  local options=(-q -y -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300
    -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold)
  for service in openssh-server:ssh postgresql:postgresql pgbouncer:pgbouncer nginx-light:nginx radosgw:radosgw; do
    if [[ " $* " == *" ${service%:*} "* ]]; then services+=("$service"); fi
  done
  if ((${#services[@]} > 0)) && [[ ! -e $policy ]]; then
    # A demo must open no port of its own accord: so Debian is told not to start a service it installs.
    removed_at_exit+=("$policy")
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
  fi
  say "installing from Debian: $*"
  export DEBIAN_FRONTEND=noninteractive
  if [[ $lists_read == no ]]; then
    lists_read=yes
    follow "reading the package lists" "$log" observe_apt exec apt-get "${options[@]}" update || {
      show_end_of "$log"
      say "apt-get update failed; trying with the package lists that are here"
    }
  fi
  follow "installing packages" "$log" observe_apt \
    exec apt-get "${options[@]}" install --no-install-recommends "$@" || {
    show_end_of "$log"
    give_up "$EX_UNAVAILABLE" "the packages could not be installed"
  }
  for service in "${services[@]}"; do
    # The package was not here before, so nobody counts on its service: keep it from the next boot.
    update-rc.d "${service#*:}" disable >>"$log" 2>&1 || true
    say "${service%:*} is here for its program; its system service is neither started nor enabled"
  done
  clean_up
}

prepare_sshd() { # sshd run by root insists on this directory, which a boot or the service would make
  if ((EUID == 0)) && [[ ! -d /run/sshd ]]; then install -d -m 0755 /run/sshd; fi
}

at_least() { [[ $(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1) == "$2" ]]; }

check_build_tools() {
  local version
  # Asked for outside the tree: .mvn/jvm.config is for builds.
  version=$(cd / && JAVA_HOME=$jdk mvn -B -Dstyle.color=never -v 2>&1 | sed -n 's/.*Apache Maven \([0-9.]*\).*/\1/p')
  at_least "${version:-0}" "$MAVEN_FLOOR" || give_up "$EX_UNAVAILABLE" \
    "$(command -v mvn) is Maven ${version:-of an unknown version}; $MAVEN_FLOOR or newer is needed."
  version=$(node --version)
  at_least "${version#v}" "$NODE_FLOOR" || give_up "$EX_UNAVAILABLE" \
    "$(command -v node) is Node $version; $NODE_FLOOR or newer is needed."
}
