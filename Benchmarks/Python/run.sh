#!/usr/bin/env bash
# Builds the wheel, installs it beside the peers into an environment of its own, and runs the benchmarks.
set -euo pipefail
cd "$(dirname "$0")/../.."
python=$(Python/environment.sh Benchmarks/Python/requirements.txt)
rm -rf .build/python/wheels
"$python" -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation -w .build/python/wheels ./Python
"$python" -m pip install --quiet --disable-pip-version-check --no-deps --force-reinstall .build/python/wheels/*.whl
cd Benchmarks/Python
exec "$python" -B bench.py "$@"
