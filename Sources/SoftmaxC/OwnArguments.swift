// What of a fit's arguments can be checked without other processes.

import CSoftmax
import SoftmaxKernels
import SoftmaxRegression

/// The caller's settings.
struct CallerSettings {
  let values: softmax_settings

  /// The size of the structure in the first version of the interface.
  private static let firstSize = MemoryLayout<softmax_settings>.offset(of: \softmax_settings.communicator) ?? 0

  /// - Throws: `Failure` for a structure that is missing, or smaller than it ever was.
  init(_ settings: UnsafePointer<softmax_settings>?) throws {
    guard let settings = settings else { throw Failure.argument("settings is NULL") }
    let size = settings.pointee.size
    guard size >= Self.firstSize else {
      throw Failure.argument(
        "softmax_settings.size is \(size), but must be \(MemoryLayout<softmax_settings>.size): sizeof(softmax_settings)"
      )
    }
    // Of a caller with an older header no more than it has.
    var values = softmax_settings()
    withUnsafeMutableBytes(of: &values) { target in
      target.copyMemory(
        from: UnsafeRawBufferPointer(start: settings, count: min(size, target.count)))
    }
    self.values = values
  }
}

/// Samples, classes and weights of this process.
struct OwnArguments {
  let rows: Rows
  let labels: [UInt32]
  let sampleWeights: [Double]?
  let partRows: [Int]
  let execution: Execution

  /// Classes times features at most, as everywhere in the package.
  private static let weightLimit = 1 << 31

  /// - Throws: `Failure` for what is wrong with them.
  init(
    _ samples: UnsafePointer<softmax_matrix>?, _ labels: UnsafePointer<UInt32>?, _ classCount: Int64,
    _ sampleWeights: UnsafePointer<Double>?, _ settings: softmax_settings, wholeRowCount: Int64?
  ) throws {
    let matrix = try CallerMatrix(samples, wholeRowCount: wholeRowCount)
    rows = matrix.rows
    guard classCount > 0, classCount < 1 << 31 else {
      throw Failure.argument("class_count is \(classCount): at least 1 is needed, and fewer than 2^31")
    }
    let (weightCount, overflow) = Int(classCount).multipliedReportingOverflow(by: matrix.rows.featureCount)
    guard !overflow, weightCount <= Self.weightLimit else {
      throw DatasetError.tooManyParameters(
        classCount: Int(classCount), featureCount: matrix.rows.featureCount)
    }
    let count = matrix.rows.sampleCount
    guard labels != nil || count == 0 else { throw Failure.argument("labels is NULL") }
    let own = Array(UnsafeBufferPointer(start: labels, count: count))
    if let sample = own.firstIndex(where: { Int($0) >= Int(classCount) }) {
      throw DatasetError.classIndexOutOfRange(
        index: Int(own[sample]), sample: sample, classCount: Int(classCount))
    }
    self.labels = own
    let weights = sampleWeights.map { Array(UnsafeBufferPointer(start: $0, count: count)) }
    if let weights, let sample = weights.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) {
      throw DatasetError.invalidWeight(sample: sample, value: "\(weights[sample])")
    }
    self.sampleWeights = weights
    partRows = try Self.parts(settings, of: count)

    try FitCall.check(l1: settings.l1, l2: settings.l2)
    guard settings.max_iterations >= 0, settings.max_iterations <= Int64(Int32.max) else {
      throw Failure.argument("max_iterations is \(settings.max_iterations): it must be from 0 to 2^31 - 1")
    }
    guard settings.threads >= 0 else {
      throw Failure.argument("threads is \(settings.threads): it must be at least 0")
    }
    execution = try Execution(threads: settings.threads == 0 ? nil : Int(settings.threads))
  }

  /// The rows of each part.
  private static func parts(_ settings: softmax_settings, of rowCount: Int) throws -> [Int] {
    guard let start = settings.part_rows else { return [rowCount] }
    guard settings.part_count >= 0, settings.part_count <= Int64(1 << 31) else {
      throw Failure.argument("part_count is \(settings.part_count): it must be from 0 to 2^31")
    }
    let parts = Array(UnsafeBufferPointer(start: start, count: Int(settings.part_count)))
    var total: Int64 = 0
    for (place, rows) in parts.enumerated() {
      guard rows >= 0, rows <= Int64(rowCount) - total else {
        throw Failure.argument(
          "part_rows[\(place)] is \(rows): parts have at least 0 rows, and together row_count = \(rowCount)")
      }
      total += rows
    }
    guard total == Int64(rowCount) else {
      throw Failure.argument(
        "part_rows are together \(total), but row_count is \(rowCount): they must be the same")
    }
    return parts.map { Int($0) }
  }
}
