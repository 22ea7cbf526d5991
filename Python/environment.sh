#!/usr/bin/env bash
# Makes an environment of Python in .build/python and prints its interpreter: `Python/environment.sh REQUIREMENTS`. Run again,
# it does nothing unless the requirements have changed. PYTHON names another Python than python3. Ends with 69 where packages
# cannot be had.
set -euo pipefail
cd "$(dirname "$0")/.."
requirements=$1
environment=.build/python/$(echo "${requirements%.txt}" | tr / -)
mkdir -p .build/python
if ! cmp -s "$requirements" "$environment/installed.txt"; then
  rm -rf "$environment"
  "${PYTHON:-python3}" -m venv "$environment" >&2
  if ! "$environment/bin/python" -m pip install --quiet --disable-pip-version-check -r "$requirements" >&2; then
    echo "Python/environment.sh: the packages of $requirements cannot be installed" >&2
    exit 69
  fi
  cp "$requirements" "$environment/installed.txt"
fi
echo "$PWD/$environment/bin/python"
