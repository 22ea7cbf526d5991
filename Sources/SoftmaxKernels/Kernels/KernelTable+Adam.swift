// Adam's step over the C table, sizes checked.

internal import CSoftmaxKernels

extension KernelTable {
  /// What one step of Adam multiplies by; softmax_kernels.h says how.
  package struct AdamFactors: Sendable {
    package var gradientScale: Float
    package var l2Penalty: Float
    /// How much of the first and of the second moment is kept.
    package let beta1, beta2: Float
    /// What is left of 1.
    package let gradientShare, squareShare: Float
    package let epsilon: Float
    /// The learning rate / (1 - beta1^t), and 1 / sqrt(1 - beta2^t), in the t-th step.
    package let rate, rootScale: Float

    package init(
      gradientScale: Float, l2Penalty: Float, beta1: Double, beta2: Double, epsilon: Double, rate: Float,
      rootScale: Float
    ) {
      self.gradientScale = gradientScale
      self.l2Penalty = l2Penalty
      self.beta1 = Float(beta1)
      self.beta2 = Float(beta2)
      gradientShare = Float(1 - beta1)
      squareShare = Float(1 - beta2)
      self.epsilon = Float(epsilon)
      self.rate = rate
      self.rootScale = rootScale
    }
  }

  /// One step of Adam on the parameters at `range`; the moments lie at the same places.
  package func adapt(
    _ parameters: WorkBuffer<Float>, _ range: Range<Int>, gradient: WorkBuffer<Float>,
    firstMoments: WorkBuffer<Float>, secondMoments: WorkBuffer<Float>, _ factors: AdamFactors
  ) {
    parameters.check(range)
    gradient.check(range)
    firstMoments.check(range)
    secondMoments.check(range)
    var packed = smk_adam_factors(
      gradient_scale: factors.gradientScale, l2_penalty: factors.l2Penalty, beta1: factors.beta1,
      gradient_share: factors.gradientShare, beta2: factors.beta2, square_share: factors.squareShare,
      root_scale: factors.rootScale, epsilon: factors.epsilon, rate: factors.rate)
    unsafe table.pointee.adapt(
      parameters.start + range.lowerBound, gradient.start + range.lowerBound,
      firstMoments.start + range.lowerBound, secondMoments.start + range.lowerBound, range.count, &packed)
  }
}
