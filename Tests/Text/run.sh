#!/usr/bin/env bash
# SoftmaxText beside Python's characters and scikit-learn's features: run.sh [TRAIN.tab TEST.tab], 20 Newsgroups as
# compare.py says.
set -euo pipefail
folder=$(cd "$(dirname "$0")" && pwd)
build=$folder/../../.build/text
if [ ! -x "$build/venv/bin/python" ]; then "${PYTHON:-python3}" -m venv "$build/venv"; fi
"$build/venv/bin/python" -m pip install --quiet --disable-pip-version-check scikit-learn==1.9.1
"$build/venv/bin/python" -B "$folder/character_table.py" --check
swift build -c release --package-path "$folder/Driver" --scratch-path "$build/driver" --product TextDriver
exec "$build/venv/bin/python" -B -W ignore "$folder/compare.py" "$build/driver/release/TextDriver" "$@"
