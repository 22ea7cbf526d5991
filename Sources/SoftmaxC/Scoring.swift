// The function that scores, and those about the library itself.

public import CSoftmax
import SoftmaxKernels
import SoftmaxRegression
import Synchronization

/// The caller's array of results: threads write different rows.
private struct CallerResult<Element>: @unchecked Sendable {
  // Sendable because every row is written by one thread, once.
  let start: UnsafeMutablePointer<Element>
}

/// Logits, probabilities or their logarithms. softmax.h says more.
@c @implementation
public func softmax_scores(
  _ samples: UnsafePointer<softmax_matrix>?, _ weights: UnsafePointer<Double>?, _ bias: UnsafePointer<Double>?,
  _ classCount: Int64, _ output: Int32, _ threads: Int32, _ result: UnsafeMutableRawPointer?,
  _ message: UnsafeMutablePointer<CChar>?, _ messageSize: Int
) -> Int32 {
  call(message, messageSize) {
    let matrix = try CallerMatrix(samples)
    guard let weights = weights, let bias = bias, let result = result else {
      throw Failure.argument("weights, bias or result is NULL")
    }
    guard classCount > 0, classCount < 1 << 31 else {
      throw Failure.argument("class_count is \(classCount): at least 1 is needed, and fewer than 2^31")
    }
    let (count, overflow) = Int(classCount).multipliedReportingOverflow(by: matrix.rows.featureCount)
    guard !overflow, count <= 1 << 31 else {
      throw DatasetError.tooManyParameters(
        classCount: Int(classCount), featureCount: matrix.rows.featureCount)
    }
    let kind: UnroundedScorer.Output
    switch softmax_output(UInt32(bitPattern: output)) {
    case SOFTMAX_LOGITS: kind = .logits
    case SOFTMAX_PROBABILITIES: kind = .probabilities
    case SOFTMAX_LOG_PROBABILITIES: kind = .logProbabilities
    default: throw Failure.argument("output is \(output): it is none of softmax_output")
    }
    guard threads >= 0 else { throw Failure.argument("threads is \(threads): it must be at least 0") }
    let parameters = UnroundedParameters(
      weights: Array(UnsafeBufferPointer(start: weights, count: count)),
      bias: Array(UnsafeBufferPointer(start: bias, count: Int(classCount))))
    guard parameters.isFinite else { throw Failure.data("the weights or the bias are no finite numbers") }
    let scorer = UnroundedScorer(
      parameters, execution: try Execution(threads: threads == 0 ? nil : Int(threads)))
    let width = Int(classCount)
    if matrix.isSingle {
      let target = result.assumingMemoryBound(to: Float.self)
      guard let found = scorer.single(matrix.rows, kind) else {
        throw Failure(
          status: SOFTMAX_OVERFLOW,
          message:
            "the logits of a sample leave the range of float, or its features are no finite numbers: give the samples "
            + "as double")
      }
      for i in found.indices { target[i] = found[i] }
    } else {
      let target = CallerResult(start: result.assumingMemoryBound(to: Double.self))
      let overflow = scorer.forEachTile(of: matrix.rows, kind) { scores, rows in
        for i in scores.indices { target.start[rows.lowerBound * width + i] = scores[i] }
      }
      if let overflow {
        throw Failure(
          status: SOFTMAX_OVERFLOW,
          message:
            "the logits of sample \(overflow) leave the range of double, or its features are no finite numbers")
      }
    }
  }
}

/// The version of the interface. softmax.h says more.
@c @implementation
public func softmax_interface_version() -> Int32 { SOFTMAX_INTERFACE_VERSION }

/// The threads that the process may use. softmax.h says more.
@c @implementation
public func softmax_threads() -> Int32 { Int32(clamping: Execution.automatic.threads) }

/// The name's bytes, kept for ever because callers keep the pointer.
private let kernelName: ConstantText = ConstantText(Execution.automatic.kernels)

/// A text in memory that is never freed.
private struct ConstantText: @unchecked Sendable {
  // Sendable because nobody writes to it after `init`.
  let start: UnsafePointer<CChar>

  init(_ text: String) {
    let bytes = text.utf8CString
    let room = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
    for (i, byte) in bytes.enumerated() { room[i] = byte }
    start = UnsafePointer(room)
  }
}

/// The instruction set that is used. softmax.h says more.
@c @implementation
public func softmax_kernels() -> UnsafePointer<CChar>? { kernelName.start }

/// Makes threads anew in a process that fork has made. softmax.h says more.
@c @implementation
public func softmax_after_fork() { ForkedProcess.begin() }
