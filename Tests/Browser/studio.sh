#!/usr/bin/env bash
# The studio in a browser: studio.sh SOFTMAX [--quick] [TEST...]. SOFTMAX is built with the trait Server. --quick is one test
# of each kind, in at most 90 s: training, gallery, drawing, comparison, reload.
# Needs Chromium with its driver; selenium is a package of PyPI, which it gets.
set -euo pipefail
folder=$(cd "$(dirname "$0")" && pwd)
softmax=$(realpath "$1")
shift
if [ "${1:-}" = --quick ]; then
  shift
  set -- paused_stepped ends_certified gallery_goes drawing_gets compared_renamed survive_a_reload put_right quick_and_small "$@"
fi
environment=$folder/../../.build/studio-tests
[ -x "$environment/bin/python" ] || "${PYTHON:-python3}" -m venv "$environment"
"$environment/bin/python" -m pip install --quiet --disable-pip-version-check selenium==4.51.0
work=$(mktemp -d)
"$softmax" studio --port 0 --no-open >"$work/address" 2>"$work/log" &
studio=$!
trap 'kill $studio 2>/dev/null || true; wait $studio 2>/dev/null || true; rm -rf "$work"' EXIT
for _ in $(seq 300); do
  grep -q token= "$work/address" && break
  kill -0 $studio 2>/dev/null || { cat "$work/log" >&2; exit 1; }
  sleep 0.1
done
address=$(sed -n 's/.*\(http:[^ ]*\).*/\1/p' "$work/address")
export BASE_URL=${address%%/\?*} STUDIO_TOKEN=${address#*token=}
cd "$folder"
"$environment/bin/python" -B -m unittest studio_tests ${*/#/-k }
