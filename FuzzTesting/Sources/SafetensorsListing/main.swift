// What our reader finds in safetensors files: a path a line comes in, and an answer a line goes out. compare_safetensors.py
// asks.

import Foundation
@_spi(Fuzzing) import SoftmaxFiles

while let path = readLine() {
  let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
  print(FuzzingEntry.safetensorsListing(bytes))
  fflush(nil)
}
