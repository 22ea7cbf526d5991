#!/usr/bin/env bash
# Our safetensors reader beside the reference one, on COUNT files made from SEED: compare-safetensors.sh [COUNT [SEED]].
set -euo pipefail
cd "$(dirname "$0")"

python=${PYTHON:-python3}
packages=.build/python
if ! PYTHONPATH=$packages "$python" -c 'import numpy, safetensors' 2>/dev/null; then
  "$python" -m pip install --quiet --target "$packages" safetensors numpy \
    || { echo "the packages safetensors and numpy cannot be installed: install them, or set PYTHON to one that has them" >&2; exit 69; }
fi
swift build --product SafetensorsListing
listing=$(swift build --show-bin-path)/SafetensorsListing
PYTHONPATH=$packages "$python" compare_safetensors.py "$listing" "${1:-100000}" "${2:-1}"
