#!/usr/bin/env bash
# Exports and imports, checked by the programs that they are for: run.sh SOFTMAX [--quick] [CHECK...].
# Installs the packages that the checks name, in exactly those versions, into a folder of the build.
set -euo pipefail
folder=$(cd "$(dirname "$0")" && pwd)
softmax=$(realpath "$1")
shift
environment=$folder/../../.build/interop
if [ ! -x "$environment/bin/python" ]; then "${PYTHON:-python3}" -m venv "$environment"; fi
"$environment/bin/python" -B "$folder/interop.py" requirements "$@" >"$environment/requirements.txt"
"$environment/bin/python" -m pip install --quiet --disable-pip-version-check --requirement "$environment/requirements.txt"
exec "$environment/bin/python" -B "$folder/interop.py" check --softmax "$softmax" "$@"
