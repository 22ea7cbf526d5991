// Advice about tables that stands in more than one place.

import SoftmaxFiles
import SoftmaxRemedies

enum TableAdvice {
  static let checkDelimiter: Advice = "check the delimiter: \(.setDelimiter, placeholder: "CHARACTER")"

  static let missingLabel: Advice =
    "\(.leaveOutUnlabelledRows) leaves such rows out of training and scores; or fill the cell in"

  /// For a column that has too many categories; one whose kind was found out may be meant to have them.
  static func tooManyCategories(_ name: String, isInferred: Bool) -> Advice {
    isInferred
      ? "\(.ignoreColumns([name])), or \(.treatColumns([name], as: .category)) if they are meant"
      : "\(.ignoreColumns([name]))"
  }
}
