// The methods that are compared.

import SoftmaxRegression

/// A full-batch method and what it knows of the curvature.
enum Method: String, CaseIterable, Codable {
  case auto
  case newtonCholesky = "newton-cholesky"
  case lbfgsGram = "lbfgs-gram"
  case lbfgsPairs = "lbfgs-pairs"
  case newtonGram = "newton-cg-gram"
  case newtonPairs = "newton-cg-pairs"

  var solver: SolverConfiguration {
    switch self {
    case .auto: .automatic()
    case .newtonCholesky: .newtonCholesky()
    case .lbfgsGram: .lbfgs(curvature: .gram)
    case .lbfgsPairs: .lbfgs(curvature: .pairs)
    case .newtonGram: .newtonCG(curvature: .gram)
    case .newtonPairs: .newtonCG(curvature: .pairs)
    }
  }
}
