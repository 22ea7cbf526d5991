// Numbers and shapes as people write them.

package import SoftmaxRegression

package enum Wording {
  /// `1,437`.
  package static func count(_ value: Int) -> String {
    var digits = String(value)
    var position = digits.index(digits.endIndex, offsetBy: -3, limitedBy: digits.startIndex)
    while let place = position, place > digits.startIndex {
      digits.insert(",", at: place)
      position = digits.index(place, offsetBy: -3, limitedBy: digits.startIndex)
    }
    return digits
  }

  /// A number of samples or a sum of their weights, in all its digits: `12`, `3.25`.
  package static func number(_ value: Double) -> String {
    Int(exactly: value).map { "\($0)" } ?? "\(value)"
  }

  /// The same for people: `12`, `3.250`.
  package static func amount(_ value: Double) -> String {
    Int(exactly: value).map { "\($0)" } ?? measure(value)
  }

  /// `785 of 7,840`.
  package static func nonzero(_ model: SoftmaxModel) -> String {
    "\(count(model.nonzeroWeightCount)) of \(count(model.weights.count))"
  }

  /// A certified gap and its share of the objective: `4.83e-11 (2.29e-10 of it)`.
  package static func gap(_ gap: Double, below objective: Double) -> String {
    let share = gap < objective ? "\(measure(gap / objective)) of it" : "all of it and more"
    return "\(measure(gap)) (\(share))"
  }

  /// Behind what is proven, which data it is proven of, where that is not the data as it was given; else nothing. Tables with
  /// numbers count as rounded: nobody looks at each of their digits for this.
  package static func dataAsKept(
    _ input: InputDescription, _ preparation: Preparation?, isRounded: Bool
  ) -> String {
    let holdsNumbers = preparation?.columns.contains { column in
      switch column.column.kind {
      case .number, .text: true
      case .boolean, .category: false
      }
    }
    let mayBeRounded = input.kind == .table ? holdsNumbers ?? true : isRounded
    return mayBeRounded ? " on the data as kept (Float32)" : ""
  }

  /// `1 pass`, `2,000 passes`.
  package static func counted(_ value: Int, _ noun: String, _ plural: String? = nil) -> String {
    "\(count(value)) \(value == 1 ? noun : plural ?? noun + "s")"
  }

  /// `a`, `a and b`, `a, b and c`.
  package static func list(_ words: [String]) -> String {
    guard words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " and " + words[words.count - 1]
  }

  /// `28 x 28`.
  package static func shape(_ shape: [Int]) -> String {
    shape.map(String.init).joined(separator: " x ")
  }

  /// `pictures of 28 x 28`, `rows of 4 columns`, `vectors of 768 numbers`.
  package static func samples(_ input: InputDescription) -> String {
    switch input.kind {
    case .image: "pictures of \(shape(input.shape))"
    case .table: "rows of \(counted(input.featureCount, "column"))"
    case .vector: "vectors of \(counted(input.featureCount, "number"))"
    }
  }

  /// What a feature of these samples is called: `column`.
  package static func feature(_ input: InputDescription) -> String {
    input.kind == .table ? "column" : "feature"
  }

  /// `pictures of 28 x 28 (784 features, value / 255)`.
  package static func input(_ input: InputDescription) -> String {
    let scale = input.maximum == 1 ? "" : ", value / \(FixedDecimal(input.maximum, places: 0))"
    return "\(samples(input)) (\(count(input.featureCount)) features\(scale))"
  }

  /// A number with enough digits to be told from its neighbours, not more: `0.0008310`, `8.31e-07`.
  package static func measure(_ value: Double) -> String {
    guard value != 0 else { return "\(value)" }
    return NumberText.significant(value, digits: (1e-4..<1e6).contains(value.magnitude) ? 4 : 3)
  }
}
