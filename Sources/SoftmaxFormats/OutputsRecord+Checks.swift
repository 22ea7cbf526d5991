// What no outputs of a model can be.

import SoftmaxRegression

extension OutputsRecord {
  /// What contradicts itself, or a model of these classes; nil where nothing does.
  func problem(classes layerClasses: [String]) -> String? {
    guard classes != nil || calibration != nil || prior != nil || sets != nil else {
      return "'outputs' has no member, expected 'classes', 'calibration', 'prior' or 'sets'"
    }
    let rowCount = layerClasses.count
    return classesProblem(rowCount: rowCount) ?? calibration?.problem(rowCount: rowCount)
      ?? prior?.problem(rowCount: rowCount) ?? sets?.problem
  }

  private func classesProblem(rowCount: Int) -> String? {
    guard let classes else { return nil }
    guard classes.count > 1 else {
      return "'outputs.classes' has \(classes.count) elements, expected two at least"
    }
    var names = Set<String>()
    var found = [Bool](repeating: false, count: rowCount)
    var last = -1
    for (index, one) in classes.enumerated() {
      let place = "element \(index) of 'outputs.classes'"
      if one.name.isEmpty { return "\(place) has no name" }
      if !names.insert(one.name).inserted { return "\(place) has the name '\(one.name.prefix(80))' of another" }
      guard let first = one.rows.first else { return "\(place) has no rows" }
      if first <= last {
        return "\(place) begins with row \(first), expected classes in the order of their first rows"
      }
      last = first
      if zip(one.rows, one.rows.dropFirst()).contains(where: { $0 >= $1 }) {
        return "\(place) has rows that do not ascend"
      }
      for row in one.rows {
        guard found.indices.contains(row) else {
          return "\(place) has the row \(row), expected one of \(rowCount), counted from 0"
        }
        if found[row] { return "\(place) has the row \(row), which another class has" }
        found[row] = true
      }
    }
    guard let row = found.firstIndex(of: false) else { return nil }
    return "no element of 'outputs.classes' has the row \(row)"
  }
}

extension OutputsRecord.Calibration {
  fileprivate func problem(rowCount: Int) -> String? {
    let place = "outputs.calibration"
    guard (temperature != nil) != (scales != nil || shifts != nil), (scales != nil) == (shifts != nil),
      let scaling
    else { return "'\(place)' has no 'temperature' alone, and no 'scales' and 'shifts'" }
    return LogitScaling.problem(scaling.factors, rowCount: rowCount).map { "'\(place)' has \($0)" }
      ?? CardCheck.count(sampleCount, "\(place).sampleCount", from: 1)
  }
}

extension OutputsRecord.Prior {
  fileprivate func problem(rowCount: Int) -> String? {
    for (name, numbers) in [("shares", shares), ("trainingShares", trainingShares)] {
      let place = "'outputs.prior.\(name)'"
      guard numbers.count == rowCount else {
        return "\(place) has \(numbers.count) numbers, expected \(rowCount), one for each row of weights"
      }
      if let row = numbers.firstIndex(where: { !($0 > 0 && $0 <= 1) }) {
        return "element \(row) of \(place) is \(numbers[row]), expected a share above 0"
      }
      let sum = numbers.reduce(0, +)
      guard abs(sum - 1) < 1e-9 else { return "\(place) has the sum \(sum), expected 1" }
    }
    return nil
  }
}

extension OutputsRecord.Sets {
  fileprivate var problem: String? {
    let place = "outputs.sets"
    if PredictionSets.Kind(rawValue: kind) == nil {
      return "'\(place).kind' is '\(kind.prefix(40))', expected plain or adaptive"
    }
    guard coverage > 0, coverage < 1 else {
      return "'\(place).coverage' is \(coverage), expected a share above 0 and below 1"
    }
    // The sum of Float32 probabilities may be a little above 1.
    guard threshold >= 0, threshold <= 1.001 else {
      return "'\(place).threshold' is \(threshold), expected a probability"
    }
    return CardCheck.count(sampleCount, "\(place).sampleCount", from: 1)
  }
}
