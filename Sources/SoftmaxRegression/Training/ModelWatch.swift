// Who looks at a model while it is being fitted.

/// Sees the model before a fit's first step and after each epoch or iteration, before the event of it is told. A fit without
/// a watch makes no model for it.
///
///     try ModelWatch { models.append($0) }.watching { try classifier.fit(data) }
///
/// It is called on the thread of the fit. A fit that is watched has the same bits.
package struct ModelWatch: Sendable {
  @TaskLocal static var current: ModelWatch?

  /// How far a model is from the optimum.
  package enum Proof {
    /// The fit has made this certificate itself, of the model that was seen last.
    case made(OptimalityCertificate)
    /// It can be made of that model, in five passes; nil where the fit was asked to stop meanwhile.
    case possible(() -> OptimalityCertificate?)
  }

  let see: @Sendable (SoftmaxModel) -> Void
  let prove: @Sendable (Proof) -> Void

  /// A watch.
  ///
  /// - Parameters:
  ///   - see: Sees each model.
  ///   - prove: Hears after each model of a full-batch fit whose optimum can be bounded, and of what is proven of it.
  package init(
    _ see: @escaping @Sendable (SoftmaxModel) -> Void,
    proving prove: @escaping @Sendable (Proof) -> Void = { _ in }
  ) { (self.see, self.prove) = (see, prove) }

  /// Does a job whose fits are watched.
  package func watching<Value>(_ body: () throws -> Value) rethrows -> Value {
    try Self.$current.withValue(self, operation: body)
  }
}
