# Names that the build, the cluster and its node share. Part of testbed/kubernetes.
# shellcheck shell=bash disable=SC2034 # they are for the scripts that source this

readonly NODE=node-1
readonly SERVICE_RANGE=198.19.0.0/24 # of the range for tests of networks (RFC 2544); nothing routes it
readonly SERVICE_ADDRESS=198.19.0.1
readonly BUSYBOX_IMAGE=gatescribe.test/busybox:1
readonly PAUSE_IMAGE=gatescribe.test/pause:1

lay_out() { # lay_out DATA: the names inside a cluster's directory
  readonly data=$1
  readonly state=$data/state
  readonly pki=$state/pki
}
