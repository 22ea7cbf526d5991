// The readers and writers that can be fuzzed. Tests/SeedTests replays their seeds with the same file.

@_spi(Fuzzing) import SoftmaxData
@_spi(Fuzzing) import SoftmaxFiles
@_spi(Fuzzing) import SoftmaxFormats
import SoftmaxRegression
@_spi(Fuzzing) import SoftmaxReport

/// A reader or writer, by its name on the command line and of its folder of seeds.
enum Reader: String, CaseIterable {
  case arrays
  case card
  case code
  case csv
  case gzip
  case idx
  case json
  case jsonLines = "json-lines"
  case labels
  case model
  case names
  case npy
  case npz
  case people
  case printing
  case safetensors
  case sampleWeights = "sample-weights"
  case suspects
  case sweep
  case table
  case weights
  case workbook

  /// Reads bytes and uses what they say.
  ///
  /// - Returns: Whether they were taken; else they were refused by one of the errors that are for people.
  /// - Throws: Any other error.
  func read(_ bytes: [UInt8]) throws -> Bool {
    do {
      try use(bytes)
      return true
    } catch let error as FileError {
      precondition(!error.description.isEmpty)
    } catch let error as DataError {
      precondition(!error.description.isEmpty)
    } catch let error as DatasetError {
      precondition(!error.description.isEmpty)
    } catch let error as PreparationError {
      precondition(!error.description.isEmpty)
    }
    return false
  }

  private func use(_ bytes: [UInt8]) throws {
    switch self {
    case .arrays: try SoftmaxData.FuzzingEntry.arrays(bytes)
    case .card: try SoftmaxFormats.FuzzingEntry.card(bytes)
    case .code: try SoftmaxFormats.FuzzingEntry.code(bytes)
    case .csv: try SoftmaxData.FuzzingEntry.csv(bytes)
    case .gzip: try SoftmaxFiles.FuzzingEntry.gzip(bytes)
    case .idx: try SoftmaxData.FuzzingEntry.idx(bytes)
    case .json: try SoftmaxFiles.FuzzingEntry.json(bytes)
    case .jsonLines: try SoftmaxData.FuzzingEntry.jsonLines(bytes)
    case .labels: try SoftmaxData.FuzzingEntry.labels(bytes)
    case .model: try SoftmaxFormats.FuzzingEntry.model(bytes)
    case .names: try SoftmaxReport.FuzzingEntry.names(bytes)
    case .npy: try SoftmaxData.FuzzingEntry.npy(bytes)
    case .npz: try SoftmaxData.FuzzingEntry.npz(bytes)
    case .people: try SoftmaxData.FuzzingEntry.people(bytes)
    case .printing: try SoftmaxFiles.FuzzingEntry.printing(bytes)
    case .safetensors: try SoftmaxFiles.FuzzingEntry.safetensors(bytes)
    case .sampleWeights: try SoftmaxData.FuzzingEntry.sampleWeights(bytes)
    case .suspects: try SoftmaxFormats.FuzzingEntry.suspects(bytes)
    case .sweep: try SoftmaxFormats.FuzzingEntry.sweep(bytes)
    case .table: try SoftmaxData.FuzzingEntry.table(bytes)
    case .weights: try SoftmaxFormats.FuzzingEntry.weights(bytes)
    case .workbook: try SoftmaxData.FuzzingEntry.workbook(bytes)
    }
  }
}
