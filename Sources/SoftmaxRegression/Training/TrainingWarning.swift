// What a fit noticed that its user should know.

/// Something about the data that makes a fit less than it seems.
public enum TrainingWarning: Sendable, Hashable, CustomStringConvertible {
  /// A class has so few samples that its weights mean little.
  case rareClass(name: String, sampleCount: Int)
  /// A class without samples was left out of the model: without them it has no optimum.
  case emptyClass(name: String)
  /// A column's mean is so much larger than its standard deviation that Float32 loses what varies in it. Columns are
  /// counted from 0.
  case offsetFeature(index: Int, name: String?, mean: Double, standardDeviation: Double)
  /// Without a penalty: columns that are combinations of others, so that no optimum is the only one. The fit is the one
  /// with the smallest weights.
  case dependentColumns([DependentColumn])
  /// These classes can be told from all others without error.
  case separated(Separation)

  /// One sentence: what it is, and what to do.
  public var description: String {
    switch self {
    case .rareClass(let name, let sampleCount):
      return
        "class '\(name)' has only \(sampleCount) sample\(sampleCount == 1 ? "" : "s"): what is learned of it "
        + "means little; collect more, or merge it with another"
    case .emptyClass(let name):
      return "class '\(name)' has no samples and is left out of the model"
    case .offsetFeature(let index, let name, let mean, let standardDeviation):
      let column = name.map { "column '\($0)'" } ?? "feature \(index)"
      return
        "\(column) has mean \(Float(mean)) but standard deviation \(Float(standardDeviation)): Float32 keeps few "
        + "digits of what varies; subtract a constant from it"
    case .dependentColumns(let columns):
      let named = columns.prefix(3).map { column in
        "'\(column.name)' of " + column.others.map { "'\($0)'" }.joined(separator: ", ")
      }
      let more = columns.count - named.count
      return
        "no unique optimum: columns are combinations of others, \(named.joined(separator: "; "))"
        + (more > 0 ? " and \(more) more" : "")
        + "; of the weights with the same objective those with the smallest squares are taken; leave these columns "
        + "out, or use a penalty"
    case .separated(let separation):
      return separation.description
    }
  }
}
