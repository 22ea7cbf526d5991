// The flags that say how single columns are penalised, and between which limits their weights may lie.

import ArgumentParser
import SoftmaxWorkflow

struct PenaltyShapeArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Multiply the penalties of columns by factors: a file with one line name,factor for each column. 0 means no "
        + "penalty. Name a category column as a whole or as NAME=CATEGORY (default: 1).", valueName: "file"),
    completion: .file()
  )
  var penaltyFactor: String?

  @Flag(
    help: ArgumentHelp(
      "Let the L1 penalty take the weights of a feature together, so that it has weights for all classes or for none."
    ))
  var grouped = false

  @Option(
    help: ArgumentHelp(
      "Keep weights between limits, in the column's units: a file with one line name,lower,upper for each column. 0 lies "
        + "between them; leave a place empty for no limit. JSON limits the weights of one class: "
        + "{\"name\": {\"class\": [0, null]}}.", valueName: "file"), completion: .file()
  )
  var limits: String?

  /// What the flags say.
  var request: PenaltyShapeRequest {
    var request = PenaltyShapeRequest()
    (request.factors, request.isGrouped, request.limits) = (penaltyFactor, grouped, limits)
    return request
  }
}
