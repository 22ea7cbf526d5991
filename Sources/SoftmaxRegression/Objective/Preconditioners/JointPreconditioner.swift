// The preconditioner of several fits.

/// Block by block: one for each part, or one for all of them.
struct JointPreconditioner: Preconditioner {
  private let parts: [any Preconditioner]

  /// The first part's.
  var first: any Preconditioner { parts[0] }

  init(parts: [any Preconditioner]) {
    self.parts = parts
  }

  init(_ shared: any Preconditioner, count: Int) {
    parts = [any Preconditioner](repeating: shared, count: count)
  }

  func apply(to vector: [Double]) -> [Double] {
    let count = vector.count / parts.count
    return parts.indices.flatMap { index in
      parts[index].apply(to: Array(vector[index * count..<(index + 1) * count]))
    }
  }
}
