#!/usr/bin/env bash
# Exports and imports, checked by the programs that they are for: run.sh SOFTMAX [--quick] [CHECK...].
folder=$(cd "$(dirname "$0")" && pwd)
exec "$folder/../Checks/run.sh" "$folder" "$folder/../../.build/interop" "$@"
