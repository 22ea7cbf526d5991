// How far the work has come, in the words of the status line.

import SoftmaxKernels
import SoftmaxRegression
import SoftmaxWorkflow

enum ProgressText {
  /// Whether a phase has taken so long that somebody may want to know.
  static func isShown(_ progress: JobProgress?) -> Bool { (progress?.seconds ?? 0) >= leastSeconds }

  private static let leastSeconds = 0.7

  /// `reading people.csv, 120.0 of 450.0 MB (26 %)`, `factorising, 43 %`.
  static func text(_ progress: JobProgress) -> String {
    var text = words(progress.phase)
    switch progress.phase {
    case .reading:
      if let name = progress.name { text += " \(name)" }
      text += ", \(megabytes(progress.done))"
      if let count = progress.count { text += " of \(megabytes(count))" }
      text += " MB"
      if let share = progress.share { text += " (\(percent(share)))" }
    case .predicting:
      text += ", \(Wording.count(progress.done))"
      if let count = progress.count {
        text += " of \(Wording.count(count)) samples (\(percent(progress.share ?? 0)))"
      }
    default:
      if let share = progress.share { text += ", \(percent(share))" }
    }
    return text
  }

  private static func percent(_ share: Double) -> String { "\(Int(100 * share)) %" }

  private static func megabytes(_ count: Int) -> FixedDecimal { FixedDecimal(Double(count) / 1e6, places: 1) }

  private static func words(_ phase: JobProgress.Phase) -> String {
    switch phase {
    case .reading: "reading"
    case .preparing: "preparing the data"
    case .pass: "pass over the data"
    case .curvature: "second derivatives"
    case .factorising: "factorising"
    case .certifying: "certificate"
    case .scoring: "scoring"
    case .predicting: "predicting"
    case .hashing: "hashing the data"
    case .statistics: "statistics"
    }
  }
}
