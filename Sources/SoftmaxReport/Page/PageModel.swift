// A model as the page's script scores it.

package import SoftmaxRegression

/// What the script needs of a model.
package struct PageModel: Sendable {
  let json: PageJSON

  /// The longest text of base64 that a page may have for a model's weights.
  private static let mostCharacters = 1 << 20

  /// Why a model cannot be in a page; nil where it can.
  package static func reason(against model: SoftmaxModel) -> String? {
    let characters = (4 * (model.weights.count + model.bias.count) + 2) / 3 * 4
    if characters > mostCharacters {
      return "The model's \(Decimals.count(model.weights.count)) weights would take more than 1 MB of the page."
    }
    if !model.input.terms.isEmpty { return "The model reads texts, whose words a page does not find." }
    if model.needsOffsets {
      return "The model adds known numbers to each sample's logits, which nobody can draw or type."
    }
    return nil
  }

  /// - Parameters:
  ///   - model: The model; there is no reason against it.
  ///   - preparation: How columns become its features, where it was fitted to a table.
  ///   - start: What stands in a table's fields at first, by column.
  package init(
    _ model: SoftmaxModel, preparation: Preparation?, start: [(name: String, value: String)] = []
  ) {
    let input = model.input
    json = .object([
      ("kind", .string(input.kind.rawValue)),
      ("shape", .array(input.shape.map(PageJSON.integer))),
      ("maximum", .real(input.maximum)),
      ("origins", input.origins.map { .array($0.map(PageJSON.real)) } ?? .null),
      ("weights", .string(Self.base64(model.weights))),
      ("bias", .string(Self.base64(model.bias))),
      ("outputs", model.outputs.map(Self.json) ?? .null),
      ("preparation", preparation.map(Self.json) ?? .null),
      ("start", .object(start.map { ($0.name, .string($0.value)) })),
    ])
  }

  private static func base64(_ values: [Float]) -> String {
    Base64.text(
      values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) } })
  }

  /// What becomes of the logits, for each row of weights, and which rows are one class.
  private static func json(_ outputs: ModelOutputs) -> PageJSON {
    let map = outputs.map
    func numbers(_ values: [Float]) -> PageJSON { .array(values.map { .real(Double($0)) }) }
    return .object([
      ("scales", numbers(map.scales)), ("shifts", numbers(map.shifts)),
      ("groups", .array(map.groups.map { .array($0.map(PageJSON.integer)) })),
    ])
  }

  private static func json(_ preparation: Preparation) -> PageJSON {
    .object([
      ("refusesMissing", .bool(preparation.missing.refusesRows)),
      ("refusesUnseen", .bool(preparation.unseen == .error)),
      ("columns", .array(preparation.columns.map(json))),
      ("interactions", .array(preparation.interactions.map { .strings([$0.first, $0.second]) })),
    ])
  }

  private static func json(_ prepared: PreparedColumn) -> PageJSON {
    var members: [(name: String, value: PageJSON)] = [
      ("name", .string(prepared.column.name)),
      ("means", .array(prepared.means.map(PageJSON.real))),
      ("hasIndicator", .bool(prepared.hasIndicator)),
      ("base", prepared.base.map(PageJSON.string) ?? .null),
    ]
    switch prepared.column.kind {
    case .number(let origin): members += [("kind", .string("number")), ("origin", .real(origin))]
    case .boolean: members += [("kind", .string("boolean"))]
    case .category(let names): members += [("kind", .string("category")), ("categories", .strings(names))]
    // Pages of models of texts have no form.
    case .text: members += [("kind", .string("text"))]
    }
    if let date = prepared.column.date {
      members.append(
        ("date", .object([("column", .string(date.column)), ("part", .string(date.part.rawValue))])))
    }
    return .object(members)
  }
}
