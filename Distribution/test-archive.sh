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
inside() { chroot "$root" "/opt/$name/bin/softmax" "$@"; }
inside --version
inside train iris | grep -q '^Certified:' || fail "train iris"
inside train digits -o /tmp/digits.safetensors | grep -q '^Saved to' || fail "train digits"
inside evaluate /tmp/digits.safetensors digits | head -n 3
echo "the archive works in a bare Debian 12"
