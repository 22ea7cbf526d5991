// What no preparation can have learned.

import SoftmaxRegression

extension PreparationRecord {
  /// What contradicts itself or the model's input; nil where nothing does.
  func problem(input: InputDescription) -> String? {
    if MissingValues(rawValue: missing) == nil {
      return "'preparation.missing' is '\(missing.prefix(40))', expected error, mean, indicator or drop"
    }
    if let missingWords, let problem = Self.problem(missingWords) { return problem }
    if notation == nil {
      let marks = [decimalMark, thousandsMark].compactMap(\.self).map { "'\($0.prefix(40))'" }
      return
        "'preparation.decimalMark' and 'thousandsMark' are \(marks.joined(separator: " and ")), expected two different "
        + "marks of numbers"
    }
    if UnseenCategories(rawValue: unseen) == nil {
      return "'preparation.unseen' is '\(unseen.prefix(40))', expected error or zeros"
    }
    var seen: Set<String> = []
    for (index, column) in columns.enumerated() {
      let place = "preparation.columns.\(index)"
      guard seen.insert(column.name).inserted else {
        return "'\(place).name' is '\(column.name.prefix(80))', which stands twice"
      }
      if let problem = column.problem(place, hasIndicators: missing == MissingValues.indicator.rawValue) {
        return problem
      }
    }
    for (index, pair) in (interactions ?? []).enumerated() {
      let place = "preparation.interactions.\(index)"
      guard pair.count == 2 else { return "'\(place)' has \(pair.count) names, expected 2" }
      for name in pair where !seen.contains(name) {
        return "'\(place)' names '\(name.prefix(80))', which is no column"
      }
    }
    guard preparation(of: input) != nil else {
      return "'preparation' does not fit the model: the columns' features must be those of 'input'"
    }
    return nil
  }

  /// What no list of texts for missing cells has.
  private static func problem(_ words: [String]) -> String? {
    var seen: Set<String> = []
    for (index, word) in words.enumerated() {
      let place = "element \(index) of 'preparation.missingWords' is '\(word.prefix(40))'"
      guard MissingWords([word]).words == [word] else {
        return "\(place), expected a text with small letters and no spaces around it"
      }
      guard seen.insert(word).inserted else { return "\(place), which stands twice" }
    }
    return nil
  }
}

extension PreparationRecord.Column {
  fileprivate func problem(_ place: String, hasIndicators: Bool) -> String? {
    guard ["number", "boolean", "category", "text"].contains(kind) else {
      return "'\(place).kind' is '\(kind.prefix(40))', expected number, boolean, category or text"
    }
    if (kind == "text") != (text != nil) {
      return "'\(place).text' \(text == nil ? "is missing for" : "stands beside") the kind \(kind)"
    }
    if let text {
      if let problem = text.problem { return "'\(place).text': \(problem)" }
      guard means.isEmpty, categories == nil, origin == nil, base == nil, date == nil, hasIndicator == nil
      else { return "'\(place)' is of texts and states what other kinds have" }
      return nil
    }
    if (kind == "category") != (categories != nil) {
      return "'\(place).categories' \(categories == nil ? "is missing for" : "stands beside") the kind \(kind)"
    }
    guard hasKnownDate else {
      return "'\(place).date' does not belong to the name and the kind beside it, expected a part of dates"
    }
    if let origin {
      if kind != "number" { return "'\(place).origin' stands beside the kind \(kind)" }
      if !origin.isFinite { return "'\(place).origin' is \(origin), expected a finite number" }
    }
    if hasIndicator == true, !hasIndicators {
      return "'\(place).hasIndicator' is true, but 'preparation.missing' is not indicator"
    }
    if let categories, Set(categories).count != categories.count {
      return "'\(place).categories' has a name twice"
    }
    if let base, !hasKnownBase {
      return kind == "number"
        ? "'\(place).base' stands beside the kind \(kind)"
        : "'\(place).base' is '\(base.prefix(80))', expected "
          + (kind == "boolean" ? "no or yes" : "one of 'categories'")
    }
    let count = featureCount
    guard means.count == count else {
      return "'\(place).means' has \(means.count) numbers, expected \(count), one for each feature"
    }
    if let index = means.firstIndex(where: { !Float($0).isFinite }) {
      return "element \(index) of '\(place).means' is \(means[index]), expected a number that Float32 can hold"
    }
    guard kind != "number" else { return nil }
    if let index = means.firstIndex(where: { !($0 >= 0 && $0 <= 1) }) {
      return "element \(index) of '\(place).means' is \(means[index]), expected a share from 0 to 1"
    }
    let sum = means.reduce(0, +)
    // Shares of the same total, each rounded.
    if kind == "category", base != nil {
      guard sum <= 1 + 1e-6 else {
        return
          "'\(place).means' has the sum \(sum), expected at most 1: the shares of categories beside the base"
      }
      return nil
    }
    guard kind == "boolean" || abs(sum - 1) <= 1e-6 else {
      return "'\(place).means' has the sum \(sum), expected 1: the categories' shares"
    }
    return nil
  }
}
