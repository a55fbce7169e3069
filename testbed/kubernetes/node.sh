#!/usr/bin/env bash
#
# The first process of the cluster's own process and mount namespaces: starts the servers, and ends
# when one of them does. With it the kernel ends every process in there, and drops every mount.
set -euo pipefail

here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
readonly here
readonly built=$1 etcd_port=$2 peer_port=$3 api_port=$4 kubelet_port=$5 bridge=$6 subnet=$7 group=$8
# shellcheck source=names.sh
source "$here/names.sh"
lay_out "$9"

readonly debian=$built/debian
snapshotter=overlayfs
if [[ $(stat -f -c %T "$data") == overlayfs ]]; then snapshotter=native; fi # one does not go on top of the other
readonly snapshotter

export PATH="$built:$debian/usr/bin:$debian/usr/sbin:$debian/usr/lib/cni:$debian/bin:$PATH"

# What mounts here must not reach the machine, but it must reach the containers.
mount --make-rprivate /
mount --make-rshared /

# Addresses of sockets are short, so everything gets a short name in a /run of its own.
mount -t tmpfs -o mode=0755,size=1g run /run
mkdir -p /run/cluster /run/etcd /run/netns /run/containerd "$state"/{containerd,kubelet,pods}
mount --bind "$state" /run/cluster
mount -t tmpfs -o mode=0755,size=64m log /var/log

# The API server reaches the kubelet by its name, on loopback.
printf '127.0.0.1 localhost %s\n' "$NODE" >/run/hosts
mount --bind /run/hosts /etc/hosts

# The kubelet sets these for the whole machine, unless they are as it wants them. Here they are.
set_apart() { # set_apart KERNEL-SETTING VALUE
  local shown=/run/settings/${1//\//.}
  mkdir -p /run/settings
  printf '%s\n' "$2" >"$shown"
  mount --bind "$shown" "/proc/sys/$1"
}
set_apart vm/overcommit_memory 1
set_apart vm/panic_on_oom 0
set_apart kernel/panic 10
set_apart kernel/panic_on_oops 1
set_apart kernel/keys/root_maxkeys 1000000
set_apart kernel/keys/root_maxbytes 25000000

run() { # run LOG COMMAND…: in the background
  local log=$1
  shift
  "$@" >"$data/log/$log.log" 2>&1 </dev/null &
}

# In memory: a cluster lives as long as its processes, and nobody waits for a disk.
run etcd etcd --name=etcd --data-dir=/run/etcd --quota-backend-bytes=268435456 \
  --listen-client-urls="https://127.0.0.1:$etcd_port" --advertise-client-urls="https://127.0.0.1:$etcd_port" \
  --listen-peer-urls="https://127.0.0.1:$peer_port" --initial-advertise-peer-urls="https://127.0.0.1:$peer_port" \
  --initial-cluster="etcd=https://127.0.0.1:$peer_port" \
  --client-cert-auth --trusted-ca-file="$pki/etcd-ca.crt" --cert-file="$pki/etcd.crt" --key-file="$pki/etcd.key" \
  --peer-client-cert-auth --peer-trusted-ca-file="$pki/etcd-ca.crt" \
  --peer-cert-file="$pki/etcd.crt" --peer-key-file="$pki/etcd.key"

run apiserver kube-apiserver --bind-address=127.0.0.1 --secure-port="$api_port" \
  --tls-cert-file="$pki/apiserver.crt" --tls-private-key-file="$pki/apiserver.key" \
  --client-ca-file="$pki/kubernetes-ca.crt" --anonymous-auth=false --authorization-mode=Node,RBAC \
  --enable-admission-plugins=NodeRestriction --profiling=false --feature-gates=SizeBasedListCostEstimate=false \
  --etcd-servers="https://127.0.0.1:$etcd_port" --etcd-cafile="$pki/etcd-ca.crt" \
  --etcd-certfile="$pki/etcd-client.crt" --etcd-keyfile="$pki/etcd-client.key" \
  --kubelet-certificate-authority="$pki/kubernetes-ca.crt" --kubelet-preferred-address-types=Hostname \
  --kubelet-client-certificate="$pki/kubelet-client.crt" --kubelet-client-key="$pki/kubelet-client.key" \
  --service-account-issuer=https://kubernetes.default.svc --service-account-key-file="$pki/service-account.key" \
  --service-account-signing-key-file="$pki/service-account.key" --service-cluster-ip-range="$SERVICE_RANGE" \
  --advertise-address="$subnet.1" --endpoint-reconciler-type=none \
  --audit-log-path="$data/audit.log" --audit-policy-file="$here/manifests/audit-policy.yaml"

mkdir -p /run/cni
cat >/run/cni/bridge.conflist <<JSON
{ "cniVersion": "0.4.0", "name": "pods", "plugins": [ {
    "type": "bridge", "bridge": "$bridge", "isGateway": false, "ipMasq": false,
    "ipam": { "type": "host-local", "dataDir": "/run/cni/addresses",
      "ranges": [[{ "subnet": "$subnet.0/24", "gateway": "$subnet.1" }]] } } ] }
JSON

cat >/run/containerd.toml <<TOML
version = 2
root = "/run/cluster/containerd"
state = "/run/containerd"
disabled_plugins = ["io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs",
  "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs"]
[grpc]
  address = "/run/containerd/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "$PAUSE_IMAGE"
  stream_server_address = "127.0.0.1"
  stream_server_port = "0"
  disable_apparmor = true
  # Lowering this score is not for everybody who is root, such as in a container.
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "$snapshotter"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
        BinaryName = "$debian/usr/sbin/runc"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "$debian/usr/lib/cni"
    conf_dir = "/run/cni"
TOML
run containerd containerd --config /run/containerd.toml

until ctr --address /run/containerd/containerd.sock version >/dev/null 2>&1; do sleep 0.1; done
for image in pause busybox; do
  ctr --address /run/containerd/containerd.sock --namespace k8s.io images import --snapshotter "$snapshotter" \
    "$built/images/$image.tar"
done

controllers="$state/controller-manager.kubeconfig"
until [[ $(kubectl --kubeconfig "$data/admin.kubeconfig" get --raw /readyz 2>/dev/null) == ok ]]; do sleep 0.1; done

run controller-manager kube-controller-manager --kubeconfig="$controllers" --authentication-kubeconfig="$controllers" \
  --authorization-kubeconfig="$controllers" --use-service-account-credentials --leader-elect=false --secure-port=0 \
  --service-account-private-key-file="$pki/service-account.key" --root-ca-file="$pki/kubernetes-ca.crt"
run scheduler kube-scheduler --kubeconfig="$state/scheduler.kubeconfig" --leader-elect=false --secure-port=0

cat >/run/kubelet.yaml <<YAML
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
address: 127.0.0.1
port: $kubelet_port
readOnlyPort: 0
healthzPort: 0
authentication:
  anonymous: { enabled: false }
  webhook: { enabled: true }
  x509: { clientCAFile: $pki/kubernetes-ca.crt }
authorization: { mode: Webhook }
tlsCertFile: $pki/$NODE.crt
tlsPrivateKeyFile: $pki/$NODE.key
containerRuntimeEndpoint: unix:///run/containerd/containerd.sock
podLogsDir: /run/cluster/pods
resolvConf: ""
cgroupDriver: cgroupfs
cgroupRoot: /$group
failCgroupV1: false
failSwapOn: false
makeIPTablesUtilChains: false
maxPods: 30
# A full disk of the machine is not the cluster's to mend.
imageGCHighThresholdPercent: 100
evictionHard: { memory.available: "0%", nodefs.available: "0%", nodefs.inodesFree: "0%", imagefs.available: "0%" }
YAML
run kubelet kubelet --config=/run/kubelet.yaml --kubeconfig="$state/kubelet.kubeconfig" --hostname-override="$NODE" \
  --node-ip="$subnet.1" --root-dir=/run/cluster/kubelet

wait -n
echo "one of the servers has ended, so the cluster ends"
