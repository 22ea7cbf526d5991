#!/usr/bin/env bash
# `softmax serve` under clients of others and of ours, friendly and hostile: run.sh SOFTMAX [--quick] [CHECK...].
# With --bench in second place the figures beside other servers: run.sh SOFTMAX --bench [FLAGS of bench.py...].
set -euo pipefail
folder=$(cd "$(dirname "$0")" && pwd)
environment=${SERVER_TESTS_ENVIRONMENT:-$folder/../../.build/server-tests}
if [ "${2:-}" != --bench ]; then exec "$folder/../Checks/run.sh" "$folder" "$environment" "$@"; fi
softmax=$(realpath "$1")
shift 2
python=$environment/bin/python
if [ ! -x "$python" ]; then "${PYTHON:-python3}" -m venv "$environment"; fi
"$python" -B "$folder/../Checks/runner.py" requirements "$folder" >"$environment/requirements.txt"
"$python" -m pip install --quiet --disable-pip-version-check --requirement "$environment/requirements.txt"
exec "$python" -B "$folder/bench.py" --softmax "$softmax" "$@"
