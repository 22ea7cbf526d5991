#!/usr/bin/env bash
# Checks of the command by programs of others, in Python: run.sh FOLDER ENVIRONMENT SOFTMAX [--quick] [CHECK...].
# Installs the packages that the checks name, in exactly those versions, into ENVIRONMENT.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=$1
environment=$2
softmax=$(realpath "$3")
shift 3
if [ ! -x "$environment/bin/python" ]; then "${PYTHON:-python3}" -m venv "$environment"; fi
"$environment/bin/python" -B "$here/runner.py" requirements "$folder" "$@" >"$environment/requirements.txt"
"$environment/bin/python" -m pip install --quiet --disable-pip-version-check --requirement "$environment/requirements.txt"
exec "$environment/bin/python" -B "$here/runner.py" check "$folder" --softmax "$softmax" "$@"
