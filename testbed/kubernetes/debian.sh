# The programs that Debian has, taken out of its packages and not installed. Part of `build`.
# shellcheck shell=bash disable=SC2154 # some names are set by common.sh
#
# Installing etcd-server and containerd would start and enable their system services, bring users
# and iptables along, and stay. The programs themselves need no more than the C library; so they
# are unpacked into the cache, and the system is as it was.

# program in the package, and the package; each is needed to run the cluster, except the old kubectl
readonly DEBIAN_PROGRAMS="usr/bin/etcd:etcd-server usr/bin/containerd:containerd usr/sbin/runc:runc
  bin/busybox:busybox-static usr/lib/cni/bridge:containernetworking-plugins usr/bin/kubectl:kubernetes-client"

fetch_packages() { # for `follow`: fetch_packages PACKAGE…, into the working directory
  # The sandbox user of apt cannot write here.
  exec apt-get -q -o APT::Sandbox::User=root download "$@"
}

unpack_debian_programs() { # unpack_debian_programs FOLDER
  local folder=$1 entry package packages=() log=$logs/kubernetes-packages.log
  if ! command -v apt-get >/dev/null || ! command -v dpkg-deb >/dev/null; then
    give_up "$EX_UNAVAILABLE" "the cluster takes etcd, containerd, runc, busybox and the CNI plugins from Debian's packages," \
      "and this is not Debian: apt-get and dpkg-deb are missing."
  fi
  for entry in $DEBIAN_PROGRAMS; do packages+=("${entry#*:}"); done
  mkdir -p "$folder/packages"
  pushd "$folder/packages" >/dev/null
  if ! follow "fetching Debian's packages" "$log" observe_apt fetch_packages "${packages[@]}"; then
    # Most likely the package lists are missing or name versions that are gone.
    if ((EUID == 0)); then
      follow "reading the package lists" "$log" observe_apt exec apt-get -q update || show_end_of "$log"
    fi
    follow "fetching Debian's packages" "$log" observe_apt fetch_packages "${packages[@]}" || {
      show_end_of "$log"
      give_up "$EX_UNAVAILABLE" "these packages could not be fetched: ${packages[*]}" \
        "If the package lists are old:  apt-get update"
    }
  fi
  popd >/dev/null
  for package in "$folder"/packages/*.deb; do dpkg-deb -x "$package" "$folder"; done
  rm -rf -- "$folder/packages" "$folder"/usr/share
  for entry in $DEBIAN_PROGRAMS; do
    [[ -x $folder/${entry%%:*} ]] || give_up "$EX_UNAVAILABLE" "Debian's package ${entry#*:} has no ${entry%%:*}"
  done
}
