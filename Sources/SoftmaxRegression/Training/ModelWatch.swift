// Who looks at a model while it is being fitted.

/// Sees the model before a fit's first step and after each epoch or iteration, before the event of it is told. A fit without
/// a watch makes no model for it.
///
///     try ModelWatch { models.append($0) }.watching { try classifier.fit(data) }
///
/// It is called on the thread of the fit. A fit that is watched has the same bits.
package struct ModelWatch: Sendable {
  @TaskLocal static var current: ModelWatch?

  let see: @Sendable (SoftmaxModel) -> Void

  package init(_ see: @escaping @Sendable (SoftmaxModel) -> Void) { self.see = see }

  /// Does a job whose fits are watched.
  package func watching<Value>(_ body: () throws -> Value) rethrows -> Value {
    try Self.$current.withValue(self, operation: body)
  }
}
