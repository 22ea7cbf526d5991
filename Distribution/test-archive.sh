#!/usr/bin/env bash
# Unpacks the archive of `make dist` in a bare Debian 12 and trains there. Without root or debootstrap it says so and ends
# well: what was not tested is told aloud.
set -euo pipefail
folder=$1
skip() { echo "SKIPPED: $*: the archive was not tested in a bare Debian" >&2; exit 0; }
fail() { echo "test-dist: $*" >&2; exit 1; }

(cd "$folder" && sha256sum --check --quiet SHA256SUMS)
archive=$folder/$(awk '{ print $2 }' "$folder/SHA256SUMS")
name=$(basename "$archive" .tar.gz)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tar -xzf "$archive" -C "$work"

# What it asks of the machine, on any machine: the C library and its parts.
foreign=$(ldd "$work/$name/bin/softmax" | awk '{ print $1 }' \
  | grep -vE '^(linux-vdso|/lib.*/ld-linux.*|libc|libm|libpthread|libdl|libutil|librt|libstdc\+\+|libgcc_s|libz)(\.|$)' || true)
[ -z "$foreign" ] || fail "the command needs $foreign"

[ "$(id -u)" = 0 ] || skip "not root"
command -v debootstrap >/dev/null || skip "no debootstrap"
root=$work/debian
debootstrap --variant=minbase bookworm "$root" >"$work/log" 2>&1 || { tail -n 3 "$work/log"; skip "debootstrap failed"; }
cp -r "$work/$name" "$root/opt/"
# Swift finds its arguments there, as in every running system.
mount -t proc proc "$root/proc" || skip "no proc"
trap 'umount "$root/proc"; rm -rf "$work"' EXIT
inside() { chroot "$root" "/opt/$name/bin/softmax" "$@" 2>&1; }
# Prints what a run says, which has to hold a line like this.
expect() {
  local line=$1 said
  shift
  said=$(inside "$@") || fail "softmax $*: $said"
  grep -q "$line" <<<"$said" || fail "softmax $* says: $said"
  echo "softmax $*: $(grep -m 1 "$line" <<<"$said")"
}
expect '^softmax ' --version
expect '^Certified:' train iris
expect '^Saved to' train digits -o /tmp/digits.safetensors
expect '^On\|accuracy' evaluate /tmp/digits.safetensors digits
said=$(inside datasets fetch fashion-mnist) && fail "a download without libcurl"
grep -q 'apt-get install libcurl4' <<<"$said" || fail "datasets fetch says: $said"
echo "the archive works in a bare Debian 12"
