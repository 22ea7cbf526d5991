// The functions that fit: arguments checked, then handed to the libraries.

public import CSoftmax
import SoftmaxKernels
import SoftmaxRegression

/// Fits. softmax.h says more.
@c @implementation
public func softmax_fit(
  _ samples: UnsafePointer<softmax_matrix>?, _ labels: UnsafePointer<UInt32>?, _ classCount: Int64,
  _ sampleWeights: UnsafePointer<Double>?, _ settings: UnsafePointer<softmax_settings>?,
  _ weights: UnsafeMutablePointer<Double>?, _ bias: UnsafeMutablePointer<Double>?,
  _ report: UnsafeMutablePointer<softmax_report>?, _ message: UnsafeMutablePointer<CChar>?,
  _ messageSize: Int
) -> Int32 {
  call(message, messageSize) {
    try FitCall.run(samples, labels, classCount, sampleWeights, settings) { caller in
      let (target, reporter) = try caller.communicator.together {
        (try CallerParameters(weights, bias, caller), try Reporter(report))
      }
      var request = caller.request
      if caller.isWarm { request.start = caller.parameters(at: target) }
      let fit = try caller.problem(isPenalised: request.l1Penalty > 0 || request.l2Penalty > 0).fit(
        request, beforePass: caller.beforePass)
      target.write(fit.parameters, at: 0)
      reporter.write(fit)
    }
  }
}

/// Fits with several penalties. softmax.h says more.
@c @implementation
public func softmax_path(
  _ samples: UnsafePointer<softmax_matrix>?, _ labels: UnsafePointer<UInt32>?, _ classCount: Int64,
  _ sampleWeights: UnsafePointer<Double>?, _ settings: UnsafePointer<softmax_settings>?,
  _ l1: UnsafePointer<Double>?, _ l2: UnsafePointer<Double>?, _ count: Int64,
  _ weights: UnsafeMutablePointer<Double>?, _ bias: UnsafeMutablePointer<Double>?,
  _ iterations: UnsafeMutablePointer<Int64>?, _ report: UnsafeMutablePointer<softmax_report>?,
  _ message: UnsafeMutablePointer<CChar>?, _ messageSize: Int
) -> Int32 {
  call(message, messageSize) {
    try FitCall.run(samples, labels, classCount, sampleWeights, settings) { caller in
      let (penalties, target, reporter) = try caller.communicator.together {
        (
          try pathPenalties(l1, l2, count), try CallerParameters(weights, bias, caller),
          try Reporter(report)
        )
      }
      try caller.communicator.agree([("count", Double(count))])
      try caller.communicator.agree(penalties.flatMap { [("l1", $0.l1), ("l2", $0.l2)] })
      for i in penalties.indices {
        if !caller.isWarm || i > 0 { target.write(caller.zeros, at: i) }
        if let iterations = iterations { iterations[i] = 0 }
      }
      let problem = try caller.problem(
        isPenalised: penalties.allSatisfy { $0.l1 > 0 || $0.l2 > 0 }, rounding: caller.isForComparison)
      var request = caller.request
      if caller.isWarm { request.start = caller.parameters(at: target) }
      var done = 0
      func take(_ parameters: UnroundedParameters, iterationCount: Int) {
        target.write(parameters, at: done)
        if let iterations = iterations { iterations[done] = Int64(iterationCount) }
        done += 1
      }
      if caller.isForComparison {
        var last: UnroundedPathStep?
        try problem.path(penalties, request, beforePass: caller.beforePass) { _, step in
          take(step.parameters, iterationCount: step.iterationCount)
          last = step
        }
        reporter.write(path: last, isStopped: done < penalties.count)
        return
      }
      for penalty in penalties {
        (request.l1Penalty, request.l2Penalty) = penalty
        let fit = try problem.fit(request, beforePass: caller.beforePass)
        reporter.write(fit)
        if fit.stopReason == .stopped { break }
        take(fit.parameters, iterationCount: fit.iterationCount)
        request.start = fit.parameters
      }
    }
  }
}

/// The penalties of a path, checked.
private func pathPenalties(
  _ l1: UnsafePointer<Double>?, _ l2: UnsafePointer<Double>?, _ count: Int64
) throws -> [(l1: Double, l2: Double)] {
  guard count > 0, count < 1 << 20 else {
    throw Failure.argument("count is \(count): there must be a penalty, and no more than a million")
  }
  guard let l1 = l1, let l2 = l2 else { throw Failure.argument("l1 or l2 is NULL") }
  let penalties = (0..<Int(count)).map { (l1: l1[$0], l2: l2[$0]) }
  for penalty in penalties { try FitCall.check(l1: penalty.l1, l2: penalty.l2) }
  return penalties
}

/// What weights and bias are worth, and how far from the optimum they can be. softmax.h says more.
@c @implementation
public func softmax_certify(
  _ samples: UnsafePointer<softmax_matrix>?, _ labels: UnsafePointer<UInt32>?, _ classCount: Int64,
  _ sampleWeights: UnsafePointer<Double>?, _ settings: UnsafePointer<softmax_settings>?,
  _ weights: UnsafePointer<Double>?, _ bias: UnsafePointer<Double>?,
  _ report: UnsafeMutablePointer<softmax_report>?, _ message: UnsafeMutablePointer<CChar>?,
  _ messageSize: Int
) -> Int32 {
  call(message, messageSize) {
    try FitCall.run(samples, labels, classCount, sampleWeights, settings) { caller in
      let (given, reporter) = try caller.communicator.together {
        guard report != nil else { throw Failure.argument("report is NULL") }
        return (
          try CallerParameters(
            weights.map { UnsafeMutablePointer(mutating: $0) }, bias.map { UnsafeMutablePointer(mutating: $0) },
            caller), try Reporter(report)
        )
      }
      let parameters = caller.parameters(at: given)
      guard parameters.isFinite else { throw Failure.data("the weights or the bias are no finite numbers") }
      let found = try caller.problem(isPenalised: false).certificate(
        of: parameters, l1Penalty: caller.request.l1Penalty, l2Penalty: caller.request.l2Penalty)
      reporter.write(found)
    }
  }
}

/// Minibatch steps, one time through the samples. softmax.h says more.
@c @implementation
public func softmax_steps(
  _ samples: UnsafePointer<softmax_matrix>?, _ labels: UnsafePointer<UInt32>?, _ classCount: Int64,
  _ sampleWeights: UnsafePointer<Double>?, _ settings: UnsafePointer<softmax_settings>?, _ seed: UInt64,
  _ weights: UnsafeMutablePointer<Double>?, _ bias: UnsafeMutablePointer<Double>?,
  _ report: UnsafeMutablePointer<softmax_report>?, _ message: UnsafeMutablePointer<CChar>?,
  _ messageSize: Int
) -> Int32 {
  call(message, messageSize) {
    guard try CallerSettings(settings).values.communicator == nil else {
      throw Failure.argument(
        "softmax_steps works on the samples of one process, because batches are drawn from all samples: settings.communicator must be NULL; use softmax_fit"
      )
    }
    try FitCall.run(samples, labels, classCount, sampleWeights, settings) { caller in
      let target = try CallerParameters(weights, bias, caller)
      let reporter = try Reporter(report)
      var steps = UnroundedSteps()
      steps.l1Penalty = caller.request.l1Penalty
      steps.l2Penalty = caller.request.l2Penalty
      steps.hasBias = caller.hasBias
      steps.learningRate = caller.learningRate
      steps.batchSize = caller.batchSize
      steps.seed = seed
      var parameters = target.parameters(at: 0)
      guard parameters.isFinite else { throw Failure.data("the weights or the bias are no finite numbers") }
      var isStopped = false
      let loss = try steps.take(
        caller.rows, labels: caller.labels, weights: caller.sampleWeights, from: &parameters,
        execution: caller.execution
      ) { count in
        isStopped = !caller.beforePass(
          UnroundedProgress(passCount: count, iterationCount: count, objective: .nan, gradientMax: .nan))
        return !isStopped
      }
      target.write(parameters, at: 0)
      reporter.write(meanLoss: loss, isStopped: isStopped)
    }
  }
}
