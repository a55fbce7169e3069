# What `build` and `cluster` share: where things are, and what they need. Part of testbed/kubernetes.
# shellcheck shell=bash disable=SC2034 # some names are for the scripts that source this

readonly EX_USAGE=64       # sysexits.h
readonly EX_UNAVAILABLE=69 # sysexits.h: something outside this program is missing.

root=$(readlink -f -- "$here/../..")
readonly root
readonly logs=$root/target

# Servers live in sbin, which is not on everybody's path; Go's own installation is on nobody's.
export PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin:/usr/local/go/bin"

# shellcheck source=../../launcher/progress.sh
source "$root/launcher/progress.sh"
# shellcheck source=../../launcher/tools.sh
source "$root/launcher/tools.sh"

version=$(sed -n 's/^\tk8s.io\/kubernetes \(v[0-9.]*\)$/\1/p' "$here/go.mod")
recipe=$(cd -- "$here" && cat go.mod go.sum build debian.sh image.sh programs/*/*.go | sha256sum | cut -c 1-12)
readonly version recipe

readonly caches=${XDG_CACHE_HOME:-$HOME/.cache}/gatescribe
readonly built=$caches/kubernetes-$version-$recipe

# shellcheck source=names.sh
source "$here/names.sh"
