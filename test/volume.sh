# shellcheck shell=bash
# A volume of one kind of encryption, its mount, and the counting of checks, for the scripts of this
# directory; to be sourced, with $root set.

. "$root/test/server.sh"
cofferfs=$root/packaging/bin/cofferfs
checks=0 skipped=0
ok() { checks=$((checks + 1)); printf 'ok %2d  %s\n' "$checks" "$*"; }
skip() { skipped=$((skipped + 1)); printf 'SKIPPED %s\n' "$*"; }
die() { echo "not ok: $*" >&2; exit 1; }

# make_volume NAME CSE SSE [SERVER_OPTION...]: a new volume below $work, in a bucket of the embedded server unless
# ACCEPTANCE_ENDPOINT and ACCEPTANCE_BUCKET name another one. Sets mnt, where do_mount mounts it.
make_volume() {
  local name=$1 cse=$2 sse=$3
  mnt=$work/mnt
  if [ -z "${ACCEPTANCE_ENDPOINT:-}" ]; then
    start_server "$work" "$name" -Xmx3g "${@:4}"
    ACCEPTANCE_BUCKET=$name
    # TLS where the encryption needs it, as S3 itself demands for SSE-C.
    if [ "$sse" = c ]; then
      ACCEPTANCE_ENDPOINT=$SERVER_TLS_ENDPOINT
    else
      ACCEPTANCE_ENDPOINT=$SERVER_ENDPOINT
      unset AWS_CA_BUNDLE
    fi
  fi
  volume=s3://$ACCEPTANCE_BUCKET/$name-$$
  place=(--endpoint-url "$ACCEPTANCE_ENDPOINT") unlock=()
  [ -z "${AWS_CA_BUNDLE:-}" ] || place+=(--ca-bundle "$AWS_CA_BUNDLE")
  connect=("${place[@]}")
  case $sse in
    none) ;;
    s3) connect+=(--sse s3) ;;
    c) "$cofferfs" keygen "$work/sse-c.key" >/dev/null
       connect+=(--sse c --sse-c-key-file "$work/sse-c.key") ;;
  esac
  if [ "$cse" = none ]; then
    connect+=(--cse none)
  else
    "$cofferfs" keygen "$work/volume.key" >/dev/null
    unlock=(--key-file "$work/volume.key")
    "$cofferfs" init "$volume" "${unlock[@]}" "${connect[@]}" >/dev/null
  fi
  mkdir "$mnt"
}

do_mount() {
  "$cofferfs" mount "$volume" "$mnt" "${unlock[@]}" "${connect[@]}" --log-file "$work/mount.log"
}

do_unmount() { "$cofferfs" unmount "$mnt"; }

# What the log of a mount that had nothing to complain about looks like.
quiet_log() { ! grep -E ' (ERROR|WARN) ' "$work/mount.log"; }

# To be called first when a script ends, with its status; leaves $work to be removed.
drop_volume() {
  cd /
  if mountpoint -q "$mnt"; then do_unmount || umount -l "$mnt" || fusermount -uz "$mnt"; fi
  stop_server
  if [ "$1" -ne 0 ] && [ -f "$work/mount.log" ]; then
    echo "FAILED after $checks checks; the last lines of the mount's log:" >&2
    tail -n 20 "$work/mount.log" >&2
  fi
}

# What a tree is: names, types, modes, times, links, sizes. Contents are compared besides.
manifest() {
  (cd "$1" && find . -mindepth 1 -not -type d -printf '%P|%y|%m|%T@|%l|%s\n' -o \
    -mindepth 1 -type d -printf '%P|%y|%m\n' | LC_ALL=C sort)
}
same_tree() {
  diff -r --no-dereference "$1" "$2" >"$work/diff" || { head "$work/diff" >&2; die "contents of $2"; }
  diff <(manifest "$1") <(manifest "$2") >"$work/diff" || { head "$work/diff" >&2; die "attributes in $2"; }
}
