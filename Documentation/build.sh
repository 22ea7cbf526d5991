#!/usr/bin/env bash
# Builds the documentation of every catalogue in Sources/*/*.docc, and of the book, with the toolchain's own docc; a warning is an error.
# The result is one archive, .build/documentation/swift-softmax.doccarchive, and one beside it for each catalogue.
set -euo pipefail
cd "$(dirname "$0")/.."

docc=$(command -v docc || { swift=$(readlink -f "$(command -v swift)") && echo "${swift%/*}/docc"; })
[ -x "$docc" ] || { echo "docs: docc is not in this Swift toolchain" >&2; exit 69; }
output=$PWD/.build/documentation
rm -rf "$output"
mkdir -p "$output"

# Every library that the package offers has a catalogue.
missing=0
for library in $(sed -n 's/^ *\.library(name: "\(Softmax[A-Za-z]*\)".*/\1/p' Package.swift); do
  [ -d "Sources/$library/$library.docc" ] || { echo "docs: Sources/$library has no $library.docc" >&2; missing=1; }
done
[ "$missing" = 0 ] || exit 1

swift build
modules=$(swift build --show-bin-path)
target=$(swift -print-target-info | sed -n 's/^ *"unversionedTriple" *: *"\(.*\)".*/\1/p' | head -n 1)
flags=(-I "$modules/Modules" -target "$target" -minimum-access-level public -skip-synthesized-members)
for map in "$modules"/C*.build/module.modulemap Sources/CZlib/module.modulemap; do
  [ -f "$map" ] && flags+=(-Xcc "-fmodule-map-file=$map")
done
[ "$(uname)" = Darwin ] && flags+=(-sdk "$(xcrun --show-sdk-path)")

catalogues=(Sources/*/*.docc)
if command -v pandoc >/dev/null; then
  rm -rf .build/book/docc
  python3 -B Book/build.py docc .build/book/docc
  catalogues+=(.build/book/docc/*.docc)
else
  echo "docs: pandoc is not there: the book is left out" >&2
fi

archives=()
for catalogue in "${catalogues[@]}"; do
  name=$(basename "$catalogue" .docc)
  graphs=$output/symbols/$name
  mkdir -p "$graphs"
  # A catalogue whose root is an article, as the command's, has no symbols.
  grep -q '@TechnologyRoot' "$catalogue"/*.md \
    || swift-symbolgraph-extract -module-name "$name" "${flags[@]}" -output-dir "$graphs"
  "$docc" convert "$catalogue" --additional-symbol-graph-dir "$graphs" --fallback-display-name "$name" \
    --fallback-bundle-identifier "swift-softmax.$name" --warnings-as-errors \
    --output-path "$output/$name.doccarchive"
  archives+=("$output/$name.doccarchive")
done
"$docc" merge "${archives[@]}" --synthesized-landing-page-name swift-softmax \
  --output-path "$output/swift-softmax.doccarchive"
rm -rf "$output/symbols"
echo "documentation: $output/swift-softmax.doccarchive"
