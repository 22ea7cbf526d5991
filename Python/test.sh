#!/usr/bin/env bash
# Builds the wheel, installs it into an environment of its own, and runs the package's tests against it; --quick for some of
# them. Ends with 69 where Python's packages cannot be had.
set -euo pipefail
cd "$(dirname "$0")/.."
requirements=Python/tests/requirements.txt
[ "${1:-}" != --quick ] || requirements=Python/tests/requirements-quick.txt
python=$(Python/environment.sh $requirements)
wheels=.build/python/wheels
rm -rf $wheels
# Without isolation: what the back end needs is in the environment.
"$python" -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation -w $wheels ./Python
wheel=$(echo $wheels/*.whl)
bytes=$(stat -c %s "$wheel")
echo "$wheel: $bytes bytes"
[ "$bytes" -lt 5000000 ] || { echo "the wheel has $bytes bytes, expected less than 5,000,000" >&2; exit 1; }
case $wheel in
  *-py3-none-manylinux_2_34_*) ;;
  *) echo "the wheel is not for glibc 2.34" >&2; exit 1 ;;
esac
"$python" -m pip install --quiet --disable-pip-version-check --no-deps --force-reinstall "$wheel"
(cd Python && "$python" -m mypy --cache-dir ../.build/python/mypy)
# Not from the folder of the sources: the installed package is tested.
cd Python/tests
"$python" -B -m pytest -q -rs -p no:cacheprovider -W ignore --rootdir . "$@" .
"$python" -B -m pytest -q -p no:cacheprovider --doctest-modules --pyargs swift_softmax._classifier swift_softmax._tables
