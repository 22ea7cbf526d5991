// Swift over the C table: arrays in, arrays out, every size checked before a pointer is taken.
//
// Arrays and not spans, because two mutable spans of one value's properties exclude each other, and every
// caller keeps its work space in properties.

internal import CSoftmaxKernels

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The inner loops of one instruction set. Shapes are those of softmax_kernels.h.
///
/// A size that does not fit is a defect of the caller and traps; input from outside is validated before it
/// gets here. Sendable because the C table is a constant.
@safe package struct KernelTable: @unchecked Sendable {
  private let table: UnsafePointer<smk_table>

  /// The tables that this machine can run, the fastest first, the scalar reference last.
  package static let supported: [KernelTable] = {
    var pointers = unsafe [UnsafePointer<smk_table>?](repeating: nil, count: Int(SMK_TABLE_LIMIT))
    let count = unsafe smk_supported_tables(&pointers)
    return unsafe pointers.prefix(count).compactMap { unsafe $0.map(KernelTable.init(table:)) }
  }()

  /// The reference that every table must equal: plain C, even where `supported` has something faster by its
  /// name.
  package static let reference = unsafe KernelTable(table: smk_reference_table())

  /// The name that the environment asks for (SOFTMAX_KERNELS); nil where it leaves the choice to us.
  package static var requestedName: String? {
    let value = unsafe getenv("SOFTMAX_KERNELS").map { unsafe String(cString: $0) } ?? ""
    return value.isEmpty ? nil : value
  }

  /// The table in use: the one that SOFTMAX_KERNELS names, else the one that this machine runs best. A name that
  /// this machine cannot run is for the caller to refuse; here it counts as none.
  package static let best = supported.first { $0.name == requestedName } ?? supported[0]

  /// What users call it: "scalar", "avx2".
  package var name: String { unsafe String(cString: table.pointee.name) }

  /// Writes `features x weights^T + bias` of the selected rows to `logits` [rows x classes].
  package func logits(
    of features: FeatureMatrix, rows: RowSelection, weights: [Float], bias: [Float],
    into logits: inout [Float]
  ) {
    let classCount = bias.count
    precondition(weights.count == classCount * features.featureCount, "weights' shape")
    precondition(logits.count >= rows.count * classCount, "logits' shape")
    unsafe withRows(of: features, rows) { elements, rowPointer in
      unsafe weights.withUnsafeBufferPointer { weights in
        unsafe bias.withUnsafeBufferPointer { bias in
          unsafe logits.withUnsafeMutableBufferPointer { logits in
            guard let w = weights.baseAddress, let b = bias.baseAddress,
              let o = logits.baseAddress
            else { return }
            switch unsafe elements {
            case .uint8(let start):
              unsafe table.pointee.logits_u8(
                start, features.featureCount, rowPointer, rows.count, features.scale, w, b,
                classCount, o)
            case .float32(let start):
              unsafe table.pointee.logits_f32(
                start, features.featureCount, rowPointer, rows.count, features.scale, w, b,
                classCount, o)
            }
          }
        }
      }
    }
  }

  /// Turns `rowCount` rows of logits into probabilities.
  package func softmax(_ logits: inout [Float], rowCount: Int, classCount: Int) {
    precondition(logits.count >= rowCount * classCount && classCount > 0, "logits' shape")
    unsafe logits.withUnsafeMutableBufferPointer { logits in
      guard let start = logits.baseAddress else { return }
      unsafe table.pointee.softmax(start, rowCount, classCount)
    }
  }

  /// Turns `rowCount` rows of logits into log-probabilities.
  package func logSoftmax(_ logits: inout [Float], rowCount: Int, classCount: Int) {
    precondition(logits.count >= rowCount * classCount && classCount > 0, "logits' shape")
    unsafe logits.withUnsafeMutableBufferPointer { logits in
      guard let start = logits.baseAddress else { return }
      unsafe table.pointee.log_softmax(start, rowCount, classCount)
    }
  }

  /// Turns logits into `softmax(logits) - y`; also each row's cross-entropy and predicted class.
  /// `labels` holds the class index of every row of the matrix, not only of the selected ones.
  package func residuals(
    _ logits: inout [Float], classCount: Int, labels: [UInt32], rows: RowSelection,
    logLosses: inout [Float], predictions: inout [UInt32]
  ) {
    precondition(logits.count >= rows.count * classCount && classCount > 0, "logits' shape")
    precondition(logLosses.count >= rows.count && predictions.count >= rows.count, "row outputs")
    unsafe withLabels(labels, rows, classCount: classCount) { labels, rowPointer in
      unsafe logits.withUnsafeMutableBufferPointer { logits in
        unsafe logLosses.withUnsafeMutableBufferPointer { logLosses in
          unsafe predictions.withUnsafeMutableBufferPointer { predictions in
            guard let o = logits.baseAddress, let l = logLosses.baseAddress,
              let p = predictions.baseAddress
            else { return }
            unsafe table.pointee.residuals(
              o, classCount, labels, rowPointer, rows.count, l, p)
          }
        }
      }
    }
  }

  /// Adds `residuals^T x features` of the selected rows to `gradient` [classes x features], in units of the
  /// stored elements: `features.scale` is not applied.
  package func accumulateGradient(
    of features: FeatureMatrix, rows: RowSelection, residuals: [Float], classCount: Int,
    into gradient: inout [Float]
  ) {
    let featureCount = features.featureCount
    precondition(residuals.count >= rows.count * classCount, "residuals' shape")
    precondition(gradient.count == classCount * featureCount, "gradient's shape")
    unsafe withRows(of: features, rows) { elements, rowPointer in
      unsafe residuals.withUnsafeBufferPointer { residuals in
        unsafe gradient.withUnsafeMutableBufferPointer { gradient in
          guard let r = residuals.baseAddress, let g = gradient.baseAddress else { return }
          switch unsafe elements {
          case .uint8(let start):
            unsafe table.pointee.gradient_u8(
              start, featureCount, rowPointer, rows.count, r, classCount, 0, featureCount, g)
          case .float32(let start):
            unsafe table.pointee.gradient_f32(
              start, featureCount, rowPointer, rows.count, r, classCount, 0, featureCount, g)
          }
        }
      }
    }
  }

  /// Adds the columns of `residuals` [rowCount x classes] to `sums` [classes].
  package func accumulateColumnSums(
    of residuals: [Float], rowCount: Int, into sums: inout [Float]
  ) {
    precondition(residuals.count >= rowCount * sums.count, "residuals' shape")
    unsafe residuals.withUnsafeBufferPointer { residuals in
      unsafe sums.withUnsafeMutableBufferPointer { sums in
        guard let r = residuals.baseAddress, let s = sums.baseAddress else { return }
        unsafe table.pointee.column_sums(r, rowCount, sums.count, s)
      }
    }
  }

  /// What one descent step multiplies by.
  package struct DescentFactors: Sendable {
    package var gradientScale: Float
    package var l2Penalty: Float
    package var momentum: Float
    package var learningRate: Float

    package init(gradientScale: Float, l2Penalty: Float, momentum: Float, learningRate: Float) {
      self.gradientScale = gradientScale
      self.l2Penalty = l2Penalty
      self.momentum = momentum
      self.learningRate = learningRate
    }
  }

  /// One step of gradient descent. `velocity` is empty where there is no momentum.
  package func descend(
    _ parameters: inout [Float], gradient: [Float],
    velocity: inout [Float], _ factors: DescentFactors
  ) {
    let count = parameters.count
    precondition(gradient.count == count, "gradient's shape")
    precondition(velocity.count == 0 || velocity.count == count, "velocity's shape")
    unsafe parameters.withUnsafeMutableBufferPointer { parameters in
      unsafe gradient.withUnsafeBufferPointer { gradient in
        unsafe velocity.withUnsafeMutableBufferPointer { velocity in
          guard let p = parameters.baseAddress, let g = gradient.baseAddress else { return }
          let v = velocity.isEmpty ? nil : velocity.baseAddress
          unsafe table.pointee.descend(
            p, g, v, count, factors.gradientScale, factors.l2Penalty, factors.momentum,
            factors.learningRate)
        }
      }
    }
  }

  /// e^x of each argument, as the kernels compute it.
  package func exponentials(of arguments: [Float]) -> [Float] {
    unsafe mapEach(arguments, with: table.pointee.exp_each)
  }

  /// log x of each argument, as the kernels compute it.
  package func logarithms(of arguments: [Float]) -> [Float] {
    unsafe mapEach(arguments, with: table.pointee.log_each)
  }

  private func mapEach(
    _ arguments: [Float],
    with function: @convention(c) (UnsafePointer<Float>?, Int, UnsafeMutablePointer<Float>?) -> Void
  ) -> [Float] {
    unsafe [Float](unsafeUninitializedCapacity: arguments.count) { results, count in
      unsafe arguments.withUnsafeBufferPointer { arguments in
        unsafe function(arguments.baseAddress, arguments.count, results.baseAddress)
      }
      count = arguments.count
    }
  }
}

// MARK: - From values to pointers

extension KernelTable {
  @unsafe private enum ElementPointer {
    case uint8(UnsafePointer<UInt8>)
    case float32(UnsafePointer<Float>)
  }

  /// Calls `body` with the first element that row 0 of the selection counts from, and the row indices
  /// (nil: consecutive).
  private func withRows(
    of features: FeatureMatrix, _ rows: RowSelection,
    _ body: (ElementPointer, UnsafePointer<UInt32>?) -> Void
  ) {
    defer { withExtendedLifetime(features) {} }
    func start(row: Int) -> ElementPointer {
      switch features.elements {
      case .uint8(let storage): unsafe .uint8(storage.unsafeStart + row * features.featureCount)
      case .float32(let storage): unsafe .float32(storage.unsafeStart + row * features.featureCount)
      }
    }
    switch rows {
    case .range(let range):
      precondition(
        range.lowerBound >= 0 && range.upperBound <= features.sampleCount, "rows out of bounds")
      unsafe body(start(row: range.lowerBound), nil)
    case .indices(let indices, let range):
      precondition(
        indices[range].allSatisfy { Int($0) < features.sampleCount }, "row index out of bounds")
      unsafe indices.withUnsafeBufferPointer { indices in
        unsafe body(start(row: 0), indices.baseAddress.map { unsafe $0 + range.lowerBound })
      }
    }
  }

  /// Calls `body` with the labels that row 0 of the selection counts from, and the row indices.
  private func withLabels(
    _ labels: [UInt32], _ rows: RowSelection, classCount: Int,
    _ body: (UnsafePointer<UInt32>, UnsafePointer<UInt32>?) -> Void
  ) {
    unsafe labels.withUnsafeBufferPointer { labels in
      guard let start = labels.baseAddress else { return }
      switch rows {
      case .range(let range):
        precondition(
          range.allSatisfy { unsafe Int(labels[$0]) < classCount }, "label out of bounds")
        unsafe body(start + range.lowerBound, nil)
      case .indices(let indices, let range):
        precondition(
          indices[range].allSatisfy { unsafe Int(labels[Int($0)]) < classCount },
          "label out of bounds")
        unsafe indices.withUnsafeBufferPointer { indices in
          unsafe body(start, indices.baseAddress.map { unsafe $0 + range.lowerBound })
        }
      }
    }
  }
}
