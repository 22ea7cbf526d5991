// The readers and writers that can be fuzzed. Tests/SeedTests replays their seeds with the same file.

@_spi(Fuzzing) import SoftmaxData
@_spi(Fuzzing) import SoftmaxFiles
@_spi(Fuzzing) import SoftmaxFormats
import SoftmaxRegression
@_spi(Fuzzing) import SoftmaxReport
@_spi(Fuzzing) import SoftmaxServer

/// A reader or writer, by its name on the command line and of its folder of seeds.
enum Reader: String, CaseIterable {
  case arrays
  case card
  case coreml
  case code
  case csv
  case csvModel = "csv-model"
  case fastText = "fasttext"
  case gzip
  case idx
  case json
  case jsonLines = "json-lines"
  case jsonModel = "json-model"
  case keptTable = "kept-table"
  case labels
  case liblinear
  case libsvm
  case matrixMarket = "matrix-market"
  case model
  case names
  case npy
  case npz
  case npzModel = "npz-model"
  case onnx
  case people
  case plainRequest = "plain-request"
  case pmml
  case png
  case printing
  case request
  case requestJSON = "request-json"
  case safetensors
  case sampleWeights = "sample-weights"
  case scipy
  case skops
  case suspects
  case sweep
  case table
  case torch
  case vocabulary
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
    case .coreml: try SoftmaxFormats.FuzzingEntry.coreML(bytes)
    case .code: try SoftmaxFormats.FuzzingEntry.code(bytes)
    case .csv: try SoftmaxData.FuzzingEntry.csv(bytes)
    case .csvModel: try SoftmaxFormats.FuzzingEntry.coefficients(bytes)
    case .fastText: try SoftmaxData.FuzzingEntry.fastText(bytes)
    case .gzip: try SoftmaxFiles.FuzzingEntry.gzip(bytes)
    case .idx: try SoftmaxData.FuzzingEntry.idx(bytes)
    case .json: try SoftmaxFiles.FuzzingEntry.json(bytes)
    case .jsonLines: try SoftmaxData.FuzzingEntry.jsonLines(bytes)
    case .jsonModel: try SoftmaxFormats.FuzzingEntry.jsonModel(bytes)
    case .keptTable: try SoftmaxData.FuzzingEntry.keptTable(bytes)
    case .labels: try SoftmaxData.FuzzingEntry.labels(bytes)
    case .liblinear: try SoftmaxFormats.FuzzingEntry.liblinear(bytes)
    case .libsvm: try SoftmaxData.FuzzingEntry.libsvm(bytes)
    case .matrixMarket: try SoftmaxData.FuzzingEntry.matrixMarket(bytes)
    case .model: try SoftmaxFormats.FuzzingEntry.model(bytes)
    case .names: try SoftmaxReport.FuzzingEntry.names(bytes)
    case .npy: try SoftmaxData.FuzzingEntry.npy(bytes)
    case .npz: try SoftmaxData.FuzzingEntry.npz(bytes)
    case .npzModel: try SoftmaxFormats.FuzzingEntry.arraysModel(bytes)
    case .onnx: try SoftmaxFormats.FuzzingEntry.onnx(bytes)
    case .people: try SoftmaxData.FuzzingEntry.people(bytes)
    case .plainRequest: try SoftmaxServer.FuzzingEntry.plain(bytes)
    case .pmml: try SoftmaxFormats.FuzzingEntry.pmml(bytes)
    case .png: try SoftmaxServer.FuzzingEntry.png(bytes)
    case .printing: try SoftmaxFiles.FuzzingEntry.printing(bytes)
    case .request: try SoftmaxServer.FuzzingEntry.request(bytes)
    case .requestJSON: try SoftmaxServer.FuzzingEntry.scanner(bytes)
    case .safetensors: try SoftmaxFiles.FuzzingEntry.safetensors(bytes)
    case .sampleWeights: try SoftmaxData.FuzzingEntry.sampleWeights(bytes)
    case .scipy: try SoftmaxData.FuzzingEntry.scipy(bytes)
    case .skops: try SoftmaxFormats.FuzzingEntry.skops(bytes)
    case .suspects: try SoftmaxFormats.FuzzingEntry.suspects(bytes)
    case .sweep: try SoftmaxFormats.FuzzingEntry.sweep(bytes)
    case .table: try SoftmaxData.FuzzingEntry.table(bytes)
    case .torch: try SoftmaxFormats.FuzzingEntry.torch(bytes)
    case .vocabulary: try SoftmaxFormats.FuzzingEntry.vocabulary(bytes)
    case .weights: try SoftmaxFormats.FuzzingEntry.weights(bytes)
    case .workbook: try SoftmaxData.FuzzingEntry.workbook(bytes)
    }
  }
}
