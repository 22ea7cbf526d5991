// Chapter 9: convexity, and a bound on the optimum by hand beside the library's certificate.

import Foundation
import SoftmaxKit

/// Numbers for people.
func show(_ value: Double) -> String { String(format: "%.6f", value) }

func logSumExp(_ o: [Double]) -> Double {
  let m = o.max() ?? 0
  return m + log(o.reduce(0) { $0 + exp($1 - m) })
}

// Half of the digits, which is enough to see it and takes a second where nothing is optimised.
let digits = try Catalogue.digits.load().train
let data = digits.samples(at: Array(stride(from: 0, to: digits.sampleCount, by: 2)))
let x = (0..<data.sampleCount).map { data.features.row($0).map(Double.init) }
let y = data.classIndices.map(Int.init)
let (n, d, q, l2) = (x.count, 64, 10, 0.001)

func logits(_ W: [Double], _ x: [Double]) -> [Double] {
  (0..<q).map { k in
    var o = 0.0
    for j in x.indices { o += W[k * x.count + j] * x[j] }
    return o
  }
}

// snippet.objective
// F(W) = mean of (logsumexp(o) - o_y) + l2/2 ||W||^2
func objective(_ W: [Double]) -> Double {
  let loss = zip(x, y).reduce(0) { sum, sample in
    let o = logits(W, sample.0)
    return sum + logSumExp(o) - o[sample.1]
  }
  return loss / Double(n) + l2 / 2 * W.reduce(0) { $0 + $1 * $1 }
}
// snippet.end

// Without a bias and with features as they are, F has no other parameters.
func fitted(iterations: Int) throws -> SoftmaxFit {
  let classifier = try SoftmaxClassifier(
    solver: .lbfgs(maxIterations: iterations), l2Penalty: l2, hasBias: false, standardize: .never)
  return try classifier.fit(data)
}

print("## convex")
// snippet.convex
// F((A + B) / 2) <= (F(A) + F(B)) / 2
let A = try fitted(iterations: 1).model.weights.map(Double.init)
let B = try fitted(iterations: 100).model.weights.map { -Double($0) }
print("middle of the values:  ", show((objective(A) + objective(B)) / 2))
print("value in the middle:   ", show(objective(zip(A, B).map { ($0 + $1) / 2 })))
// snippet.end

print("## line")
// snippet.line
for t in stride(from: 0.0, through: 1, by: 0.25) {
  let W = zip(A, B).map { (1 - t) * $0 + t * $1 }
  print("t = \(t): F =", show(objective(W)), " chord", show((1 - t) * objective(A) + t * objective(B)))
}
// snippet.end

// snippet.bound
// F* >= D = mean entropy of p_i - ||V||^2 / (2 l2), V = mean of (p_i - y_i) x_i^T
func bound(_ W: [Double]) -> Double {
  var (entropy, V) = (0.0, [Double](repeating: 0, count: q * d))
  for i in 0..<n {
    let o = logits(W, x[i])
    let p = o.map { exp($0 - logSumExp(o)) }
    entropy -= p.reduce(0) { $0 + $1 * log($1) } / Double(n)
    for k in 0..<q {
      let g = (p[k] - (k == y[i] ? 1 : 0)) / Double(n)
      for j in 0..<d { V[k * d + j] += g * x[i][j] }
    }
  }
  return entropy - V.reduce(0) { $0 + $1 * $1 } / (2 * l2)
}
// snippet.end

print("## bounds")
// snippet.bounds
for iterations in [4, 8, 16, 100] {
  let fit = try fitted(iterations: iterations)
  let W = fit.model.weights.map(Double.init)
  let (F, D) = (objective(W), bound(W))
  print("at most \(iterations) iterations: F", show(F), " bound", show(D), " by hand F - D", show(F - D))
  print(
    "  the library: F", show(fit.report.objective), " gap",
    String(format: "%.2e", fit.report.certifiedGap ?? .nan))
}
// snippet.end

print("## starts")
// snippet.starts
let methods: [SolverConfiguration] = [.lbfgs(), .newtonCG(), .newtonCholesky()]
for solver in methods {
  let fit = try SoftmaxClassifier(solver: solver, l2Penalty: l2, hasBias: false, standardize: .never).fit(data)
  print(
    String(format: "%.10f", fit.report.objective), "or at most",
    String(format: "%.0e", fit.report.certifiedGap ?? .nan), "less")
}
// snippet.end
