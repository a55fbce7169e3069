# Certificates and kubeconfigs, new with each start. Part of `cluster`.
# shellcheck shell=bash disable=SC2154 # some names are set by `cluster`
#
# etcd has an authority of its own: a client of the API server must not be a client of etcd.

readonly CERTIFICATE_DAYS=30 # longer than any cluster of tests or demos lives

new_key() { openssl ecparam -name prime256v1 -genkey -noout -out "$pki/$1.key"; }

make_authority() { # make_authority NAME
  new_key "$1"
  openssl req -x509 -new -key "$pki/$1.key" -subj "/CN=$1" -days "$CERTIFICATE_DAYS" -sha256 -out "$pki/$1.crt"
}

make_certificate() { # make_certificate AUTHORITY NAME SUBJECT [ALTERNATIVE-NAMES]: with names it is a server's, too
  local authority=$1 name=$2 subject=$3 alternatives=${4:-}
  local extensions='keyUsage=critical,digitalSignature\nextendedKeyUsage=clientAuth'
  if [[ -n $alternatives ]]; then extensions+=",serverAuth\nsubjectAltName=$alternatives"; fi
  new_key "$name"
  openssl req -new -key "$pki/$name.key" -subj "$subject" |
    openssl x509 -req -CA "$pki/$authority.crt" -CAkey "$pki/$authority.key" -set_serial "0x$(openssl rand -hex 16)" \
      -days "$CERTIFICATE_DAYS" -sha256 -extfile <(printf '%b\n' "$extensions") -out "$pki/$name.crt" 2>/dev/null
}

embedded() { base64 -w 0 "$1"; }

make_kubeconfig() { # make_kubeconfig NAME FILE [NAMESPACE]: with the certificate of that name
  local name=$1 file=$2 namespace=${3:-default}
  rm -f -- "$file"
  (umask 077 && cat >"$file") <<YAML
apiVersion: v1
kind: Config
clusters:
  - name: shop
    cluster:
      server: https://127.0.0.1:$api_port
      certificate-authority-data: $(embedded "$pki/kubernetes-ca.crt")
users:
  - name: $name
    user:
      client-certificate-data: $(embedded "$pki/$name.crt")
      client-key-data: $(embedded "$pki/$name.key")
contexts:
  - name: $name
    context: { cluster: shop, user: $name, namespace: $namespace }
current-context: $name
YAML
}

make_pki() {
  mkdir -m 700 "$pki"
  make_authority kubernetes-ca
  make_authority etcd-ca
  make_certificate etcd-ca etcd /CN=etcd "IP:127.0.0.1"
  make_certificate etcd-ca etcd-client /CN=kube-apiserver
  make_certificate kubernetes-ca apiserver /CN=kube-apiserver \
    "IP:127.0.0.1,IP:$SERVICE_ADDRESS,DNS:localhost,DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc"
  make_certificate kubernetes-ca kubelet-client /O=system:masters/CN=kube-apiserver-kubelet-client
  make_certificate kubernetes-ca "$NODE" "/O=system:nodes/CN=system:node:$NODE" "DNS:$NODE"
  make_certificate kubernetes-ca controller-manager /CN=system:kube-controller-manager
  make_certificate kubernetes-ca scheduler /CN=system:kube-scheduler
  make_certificate kubernetes-ca admin /O=system:masters/CN=admin
  make_certificate kubernetes-ca gateway /CN=gatescribe-gateway
  make_certificate kubernetes-ca developer /O=developers/CN=developer
  new_key service-account
  make_kubeconfig controller-manager "$state/controller-manager.kubeconfig"
  make_kubeconfig scheduler "$state/scheduler.kubeconfig"
  make_kubeconfig "$NODE" "$state/kubelet.kubeconfig"
  make_kubeconfig admin "$data/admin.kubeconfig" shop
  make_kubeconfig gateway "$data/gateway.kubeconfig" shop
  make_kubeconfig developer "$data/developer.kubeconfig" shop
}
