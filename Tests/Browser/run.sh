#!/usr/bin/env bash
# The report in a browser: run.sh SOFTMAX [TEST...], such as run.sh .build/debug/softmax PictureReports.
# Needs Chromium, and for the audit of accessibility axe, which a package of PyPI carries.
set -euo pipefail
folder=$(cd "$(dirname "$0")" && pwd)
softmax=$(realpath "$1")
shift
packages=$folder/../../.build/browser
python=${PYTHON:-python3}
# The package alone: it is there for the script that lies in it.
if [ -z "${AXE:-}" ] && [ ! -e "$packages/axe_playwright_python/axe.min.js" ]; then
  "$python" -m pip install --quiet --no-deps --target "$packages" axe-playwright-python==0.1.8 \
    || echo "axe-playwright-python cannot be installed: the audit of accessibility is left out" >&2
fi
export AXE=${AXE:-$packages/axe_playwright_python/axe.min.js}
export SOFTMAX=$softmax
cd "$folder"
exec "$python" -B -m unittest report_tests ${*/#/-k }
