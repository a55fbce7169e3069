# Makes the two images of the cluster, in the OCI image layout: no registry has a part in it. Part of `build`.
# shellcheck shell=bash

put_blob() { # put_blob LAYOUT FILE: moves it to where its digest says; sets blob_digest and blob_size
  local layout=$1 file=$2
  blob_size=$(stat -c %s "$file")
  blob_digest=$(sha256sum "$file" | cut -d ' ' -f 1)
  mv -- "$file" "$layout/blobs/sha256/$blob_digest"
}

archive() { # archive FOLDER FILE: the same bytes for the same content
  tar -C "$1" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -cf "$2" .
}

make_image() { # make_image NAME ROOT-FILESYSTEM FILE COMMAND-AS-JSON
  local name=$1 content=$2 file=$3 command=$4 layout layer config
  layout=$(mktemp -d "$file.XXXXXX")
  mkdir -p "$layout/blobs/sha256"

  archive "$content" "$layout/layer"
  put_blob "$layout" "$layout/layer"
  layer=$blob_digest
  local layer_size=$blob_size

  printf '%s' "{\"architecture\":\"$(go env GOARCH)\",\"os\":\"linux\",\"config\":{\"Cmd\":$command," \
    '"Env":["PATH=/bin"],"WorkingDir":"/"},"rootfs":{"type":"layers","diff_ids":["sha256:'"$layer"'"]}}' >"$layout/config"
  put_blob "$layout" "$layout/config"
  config=$blob_digest
  local config_size=$blob_size

  printf '%s' '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":' \
    '"application/vnd.oci.image.config.v1+json","digest":"sha256:'"$config\",\"size\":$config_size}," \
    '"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"sha256:'"$layer\",\"size\":$layer_size}]}" \
    >"$layout/manifest"
  put_blob "$layout" "$layout/manifest"

  printf '%s' '{"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:' \
    "$blob_digest\",\"size\":$blob_size,\"annotations\":{\"io.containerd.image.name\":\"$name\"}}]}" >"$layout/index.json"
  printf '{"imageLayoutVersion":"1.0.0"}' >"$layout/oci-layout"
  archive "$layout" "$file"
  rm -rf -- "$layout"
}

make_images() { # make_images FOLDER BUSYBOX PAUSE: writes FOLDER/busybox.tar and FOLDER/pause.tar
  local folder=$1 busybox=$2 pause=$3 content applet
  mkdir -p "$folder"
  content=$(mktemp -d "$folder/content.XXXXXX")

  mkdir -p "$content"/{bin,etc,root,www} && mkdir -m 1777 "$content/tmp"
  install -m 755 "$busybox" "$content/bin/busybox"
  while IFS= read -r applet; do
    if [[ $applet != busybox ]]; then ln -s busybox "$content/bin/$applet"; fi
  done < <("$busybox" --list)
  printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n' >"$content/etc/passwd"
  printf 'root:x:0:\nnogroup:x:65534:\n' >"$content/etc/group"
  printf 'the shop is open\n' >"$content/www/index.html"
  make_image "$BUSYBOX_IMAGE" "$content" "$folder/busybox.tar" '["sh"]'

  rm -rf -- "$content" && mkdir "$content"
  install -m 755 "$pause" "$content/pause"
  make_image "$PAUSE_IMAGE" "$content" "$folder/pause.tar" '["/pause"]'
  rm -rf -- "$content"
}
