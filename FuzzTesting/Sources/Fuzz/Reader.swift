// The readers that can be fuzzed.

@_spi(Fuzzing) import SoftmaxData
@_spi(Fuzzing) import SoftmaxFiles
@_spi(Fuzzing) import SoftmaxFormats

/// A reader, by its name on the command line and of its folder of seeds.
enum Reader: String, CaseIterable {
  case arrays
  case card
  case gzip
  case idx
  case json
  case labels
  case model
  case npy
  case npz
  case safetensors
  case table

  /// Reads bytes and uses what they say.
  func read(_ bytes: [UInt8]) throws {
    switch self {
    case .arrays: try SoftmaxData.FuzzingEntry.arrays(bytes)
    case .card: try SoftmaxFormats.FuzzingEntry.card(bytes)
    case .gzip: try SoftmaxFiles.FuzzingEntry.gzip(bytes)
    case .idx: try SoftmaxData.FuzzingEntry.idx(bytes)
    case .json: try SoftmaxFiles.FuzzingEntry.json(bytes)
    case .labels: try SoftmaxData.FuzzingEntry.labels(bytes)
    case .model: try SoftmaxFormats.FuzzingEntry.model(bytes)
    case .npy: try SoftmaxData.FuzzingEntry.npy(bytes)
    case .npz: try SoftmaxData.FuzzingEntry.npz(bytes)
    case .safetensors: try SoftmaxFiles.FuzzingEntry.safetensors(bytes)
    case .table: try SoftmaxData.FuzzingEntry.table(bytes)
    }
  }
}
