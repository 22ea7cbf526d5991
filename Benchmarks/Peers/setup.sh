#!/usr/bin/env bash
# Makes the Python environment of the peers' benchmark in Benchmarks/.build/peers. Run again, it does nothing
# unless requirements.txt has changed. PYTHON names another Python than python3. R, for cases k and m alone, is not
# installed: a line says how.
set -euo pipefail
cd "$(dirname "$0")"
environment=../.build/peers
stamp=$environment/requirements.installed

packages='stopifnot(requireNamespace("glmnet", quietly = TRUE), requireNamespace("mlbench", quietly = TRUE))'
if ! Rscript --vanilla -e "$packages" >/dev/null 2>&1; then
  echo "setup.sh: without R, glmnet and mlbench cases k and m are left out (Debian, Ubuntu: apt-get install" \
    "r-cran-glmnet r-cran-mlbench; elsewhere R and, in it, install.packages(c(\"glmnet\", \"mlbench\")))" >&2
fi

if cmp -s requirements.txt "$stamp"; then exit 0; fi

python=${PYTHON:-python3}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
  || { echo "setup.sh: Python 3.11 or later is needed, set PYTHON" >&2; exit 1; }
mkdir -p ../.build
"$python" -m venv "$environment"
pip() { "$environment/bin/python" -m pip --disable-pip-version-check "$@"; }

# On x86-64 Linux the registry's PyTorch is built for CUDA and brings gigabytes of libraries that a CPU never
# calls. Which build pip would take is asked before anything is fetched.
requirement=$(grep '^torch==' requirements.txt)
version_of='import json, sys; print(json.load(sys.stdin)["install"][0]["metadata"]["version"])'
build=$(pip install --dry-run --no-deps --ignore-installed --quiet --report - "$requirement" \
  | "$environment/bin/python" -c "$version_of")
if [[ "$(uname -sm)" == "Linux x86_64" && "$build" != *+cpu && "${ALLOW_CUDA_BUILD:-}" != 1 ]]; then
  cat >&2 <<END
setup.sh: pip finds only the CUDA build of PyTorch ($build), several gigabytes. Either
  tell pip where PyTorch's CPU wheels are (PIP_FIND_LINKS or PIP_EXTRA_INDEX_URL; PyTorch's installation page
  names the address), or
  set ALLOW_CUDA_BUILD=1: it computes on the CPU just the same, but takes longer to import.
END
  exit 1
fi

pip install --quiet --requirement requirements.txt
cp requirements.txt "$stamp"
du -sh "$environment" | awk '{print "Python environment: " $1 " in Benchmarks/.build/peers"}'
