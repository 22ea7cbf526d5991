// The columns of a table in the operators of ai.onnx.

import SoftmaxFiles
import SoftmaxRegression

extension ONNXOperatorsForm {
  /// Adds the logits of a table's cells.
  mutating func addLogits(of table: PortableTable) {
    let cells = builder.cells(of: table, type)
    var terms: [String] = []
    let filled = addNumbers(of: table, cells, to: &terms)
    var codes: [Int: String] = [:]
    for (place, column) in table.columns.enumerated() {
      guard let text = column.text else { continue }
      terms.append(addText(text, of: column, cells.inputs[place]))
    }
    for (place, column) in table.columns.enumerated() where column.categories != nil {
      let code = addCode(of: column, cells.inputs[place])
      codes[place] = code
      terms.append(addRows(contributions(of: column, table), code, "by_category"))
    }
    for product in table.interactions {
      let (a, b) = (table.columns[product.first], table.columns[product.second])
      switch (codes[product.first], codes[product.second]) {
      // Among the numbers.
      case (nil, nil): break
      case (let first?, let second?):
        let size = builder.constant("code_count", [1], [(b.categories ?? []).count + 2])
        let scaled = builder.node("Mul", [first, size], to: "scaled_code")
        let both = builder.node("Add", [scaled, second], to: "code_of_both")
        terms.append(addRows(contributions(of: a, b, product, table), both, "by_categories"))
      case (let code?, nil), (nil, let code?):
        let (category, number) = codes[product.first] == nil ? (b, product.first) : (a, product.second)
        let slopes = addRows(slopes(of: category, product, table), code, "slopes")
        guard let filled, let column = cells.order.firstIndex(of: number) else { continue }
        let factor = builder.columns([column], of: filled, "factor")
        terms.append(builder.node("Mul", [slopes, factor], to: "by_slope"))
      }
    }
    // The numbers' Gemm is all there is.
    if terms == [ONNXOutputs.logits] { return }
    if filled == nil {
      terms.append(builder.constant("bias", type, [1, model.rowCount], model.bias.map(Double.init)))
    }
    var sum = terms[0]
    for (index, term) in terms.dropFirst().enumerated() {
      let isLast = index == terms.count - 2
      sum = builder.node(
        "Add", [sum, term], to: isLast ? ONNXOutputs.logits : "sum", isReserved: isLast)
    }
  }

  /// The numbers' features, and what they add to the logits, with the bias.
  ///
  /// - Returns: The matrix of features, of which means have taken the place of missing ones; nil where there are none.
  private mutating func addNumbers(
    of table: PortableTable, _ cells: ONNXCells, to terms: inout [String]
  ) -> String? {
    guard var values = cells.numbers else { return nil }
    let columns = cells.order.map { table.columns[$0] }
    if columns.contains(where: \.isReversed) {
      let signs = builder.constant("signs", type, [1, columns.count], columns.map { $0.isReversed ? -1 : 1 })
      let shifts = builder.constant("shifts", type, [1, columns.count], columns.map { $0.isReversed ? 1 : 0 })
      values = builder.node("Add", [builder.node("Mul", [values, signs], to: "signed"), shifts], to: "coded")
    }
    var features = columns.map(\.firstFeature)
    var parts = [values]
    if !table.refusesMissing {
      let missing = builder.node("IsNaN", [values], to: "is_missing")
      let means = builder.constant(
        "values_of_missing", type, [1, columns.count], columns.map { Double($0.missingFeatures.first ?? 0) })
      values = builder.node("Where", [missing, means, values], to: "filled")
      parts = [values]
      let marked = columns.indices.filter { columns[$0].hasIndicator }
      if !marked.isEmpty {
        let indicators = builder.columns(marked, of: missing, "marked")
        parts.append(builder.cast(indicators, to: type, "indicators"))
        features += marked.map { columns[$0].firstFeature + 1 }
      }
    }
    let products = table.interactions.filter {
      table.columns[$0.first].categories == nil && table.columns[$0.second].categories == nil
    }
    if !products.isEmpty {
      let place = Dictionary(uniqueKeysWithValues: cells.order.enumerated().map { ($1, $0) })
      let first = builder.columns(products.map { place[$0.first] ?? 0 }, of: values, "first_factors")
      let second = builder.columns(products.map { place[$0.second] ?? 0 }, of: values, "second_factors")
      parts.append(builder.node("Mul", [first, second], to: "products"))
      features += products.map(\.firstFeature)
    }
    let all = builder.joined(parts, "features")
    let width = model.featureCount
    // In their own order they stay where they are.
    let slice =
      features == Array(0..<width)
      ? model.weights[...]
      : (0..<model.rowCount).flatMap { row in features.map { model.weights[row * width + $0] } }[...]
    let weights = builder.constant("weights") {
      ONNXTensor($0, shape: [model.rowCount, features.count], slice: slice)
    }
    let numbers = type == .double ? builder.cast(weights, to: .double, "exact_weights") : weights
    let isAlone = !table.hasCategories && !table.hasTexts
    terms.append(addGemm(all, numbers, to: isAlone ? ONNXOutputs.logits : "by_number", isReserved: isAlone))
    return values
  }

  /// The number of each cell's category: the categories' own, then that of missing cells, then that of others.
  private mutating func addCode(of column: PortableColumn, _ input: String) -> String {
    let names = column.categories ?? []
    let keys = names.contains("") ? names : names + [""]
    let code = builder.node(
      "LabelEncoder", [input], to: "code",
      [
        ONNXAttribute("keys_strings", .texts(keys)),
        ONNXAttribute("values_int64s", .integers(Array(keys.indices))),
        ONNXAttribute("default_int64", .integer(names.count + 1)),
      ], domain: ONNXNode.machineLearning)
    return builder.node("Reshape", [code, builder.constant("flat", [1], [-1])], to: "code_of_each")
  }

  /// The row of each code.
  private mutating func addRows(_ rows: [Double], _ code: String, _ name: String) -> String {
    let table = builder.constant(name + "_rows", type, [rows.count / model.rowCount, model.rowCount], rows)
    return builder.node("Gather", [table, code], to: name, [ONNXAttribute("axis", .integer(0))])
  }

  // MARK: What a cell adds to the logits

  /// The features that are not 0 for each code of a column; nil where the cell is refused.
  private func features(of column: PortableColumn, _ table: PortableTable) -> [[(place: Int, value: Double)]?] {
    let known = column.featureOfCategory.map { place in place.map { [(place: $0, value: 1.0)] } ?? [] }
    let missing: [(place: Int, value: Double)]? =
      table.refusesMissing
      ? nil : column.missingFeatures.enumerated().map { (place: $0, value: Double($1)) }
    let unseen: [(place: Int, value: Double)]? = table.refusesUnseen ? nil : []
    return known + [missing, unseen]
  }

  private func contributions(of column: PortableColumn, _ table: PortableTable) -> [Double] {
    let features = features(of: column, table)
    let missingCode = features.count - 2
    return features.enumerated().flatMap { code, features in
      rows(features) { column.firstFeature + $0 }.enumerated().map { row, sum in
        guard code == missingCode, column.hasIndicator else { return sum }
        return sum + weight(row, column.firstFeature + column.valueCount)
      }
    }
  }

  /// What the product of a category with a number of 1 adds.
  private func slopes(
    of column: PortableColumn, _ product: PortableInteraction, _ table: PortableTable
  ) -> [Double] {
    features(of: column, table).flatMap { rows($0) { product.firstFeature + $0 } }
  }

  /// What the products of two categories add, for each code of both.
  private func contributions(
    of first: PortableColumn, _ second: PortableColumn, _ product: PortableInteraction, _ table: PortableTable
  ) -> [Double] {
    let others = features(of: second, table)
    return features(of: first, table).flatMap { own in
      others.flatMap { other -> [Double] in
        guard let own, let other else { return rows(nil) { $0 } }
        let both = own.flatMap { a in
          other.map { b in (place: a.place * second.valueCount + b.place, value: a.value * b.value) }
        }
        return rows(both) { product.firstFeature + $0 }
      }
    }
  }

  /// For each row of weights the sum of features times weights; NaN where the cell is refused.
  private func rows(_ features: [(place: Int, value: Double)]?, _ feature: (Int) -> Int) -> [Double] {
    guard let features else { return [Double](repeating: .nan, count: model.rowCount) }
    return (0..<model.rowCount).map { row in
      features.reduce(0) { $0 + $1.value * weight(row, feature($1.place)) }
    }
  }

  private func weight(_ row: Int, _ feature: Int) -> Double {
    Double(model.weights[row * model.featureCount + feature])
  }
}
