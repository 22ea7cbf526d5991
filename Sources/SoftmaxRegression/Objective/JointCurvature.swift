// The second derivatives of several fits.

/// Block by block: no part knows of another.
struct JointCurvature: Curvature {
  let parts: [MultinomialCurvature]

  func product(with direction: [Double]) -> [Double] {
    let count = direction.count / parts.count
    return parts.indices.flatMap { index in
      parts[index].product(with: Array(direction[index * count..<(index + 1) * count]))
    }
  }
}
