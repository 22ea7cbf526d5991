#!/usr/bin/env bash
# Builds the C interface's library, and with it the example and Tests/CInterface: plain, and under the address and
# undefined-behaviour sanitizers. Prints what the example prints.
set -euo pipefail
cd "$(dirname "$0")/../.."
swift build --product SoftmaxC 2>&1 | tail -n 1
library=$(swift build --show-bin-path)
build=.build/c-interface
mkdir -p $build
compile=("${CLANG:-clang}" -std=c11 -Wall -Wextra -Werror -fuse-ld=lld -ISources/CSoftmax/include -L"$library" -Wl,-rpath,"$library")
"${compile[@]}" -O2 Examples/C/flowers.c -o $build/flowers -lSoftmaxC
"${compile[@]}" -O1 -g Tests/CInterface/contract.c -o $build/contract -lSoftmaxC -lm -pthread
"${compile[@]}" -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all Tests/CInterface/contract.c \
  -o $build/contract-sanitized -lSoftmaxC -lm -pthread
# The header is C++ too.
"${compile[0]}++" -x c++ -std=c++17 -Wall -Wextra -Werror -fsyntax-only -ISources/CSoftmax/include - <<<'#include <softmax.h>'
$build/contract
# Swift's runtime keeps what it makes once.
ASAN_OPTIONS=detect_leaks=0 $build/contract-sanitized
$build/flowers | tee $build/flowers.txt
grep -q '^a petal of 1.5 x 0.3 cm: setosa with probability 0.8' $build/flowers.txt
grep -q '^a petal of 5.2 x 2.0 cm: virginica with probability 0.' $build/flowers.txt
