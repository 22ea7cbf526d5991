// Cards that someone has changed: one field of a JSON text at a time.

package import SoftmaxFiles

/// Every way in which a card is changed in one place.
package enum CardEdit {
  /// A card with one field changed.
  package struct Change: Sendable {
    /// The field's place: `training.classWeights.1`.
    package let place: String
    /// What was done, for messages.
    package let description: String
    package let card: StrictJSON
  }

  /// The card with each of its numbers, texts and truth values changed in turn, in several ways, each array without its last
  /// element, and each member that says something left out. Of an array's numbers beyond the second each is changed in some
  /// of the ways, by turns.
  package static func changes(of card: StrictJSON) -> [Change] {
    changes(of: card, place: [])
  }

  /// The card with a member set, which must be there: `training.objective`.
  package static func setting(_ place: String, to value: StrictJSON, in card: StrictJSON) -> StrictJSON {
    guard let name = place.split(separator: ".").first.map(String.init), case .object(let members) = card else {
      return value
    }
    precondition(card[name] != nil, "no member \(place)")
    return .object(
      members.map { member in
        let rest = String(place.dropFirst(name.count + 1))
        return member.name == name
          ? StrictJSON.Member(name: name, value: setting(rest, to: value, in: member.value)) : member
      })
  }

  /// All changes of an array's element, or a third of those of a number.
  private static func chosen(_ changes: [Change], _ element: StrictJSON, _ index: Int) -> [Change] {
    guard case .number = element, index > 1 else { return changes }
    return changes.indices.filter { ($0 + index) % 3 == 0 }.map { changes[$0] }
  }

  private static func changes(of value: StrictJSON, place: [String]) -> [Change] {
    func change(_ new: StrictJSON) -> Change {
      Change(
        place: place.joined(separator: "."),
        description: "\(place.joined(separator: ".")): \(value.encoded) became \(new.encoded)", card: new)
    }
    switch value {
    case .null: return []
    case .bool(let flag): return [change(.bool(!flag))]
    case .number(let digits):
      let number = Double(digits) ?? 0
      var others = ["0", "1e150", "7"]
      if let whole = Int(digits) {
        others += ["\(whole &+ 1)", "\(-whole &- 1)", "\(whole / 2)"]
      } else {
        others += ["\(number * 1.0001 + 1e-3)", "\(-number)", "\(number / 2)"]
      }
      return others.filter { $0 != digits && Double($0) != number }.map { change(.number($0)) }
    case .string(let text):
      return [change(.string(text + "x")), change(.string(""))].filter { $0.card != value }
    case .array(let elements):
      let shorter = elements.isEmpty ? [] : [change(.array(elements.dropLast()))]
      return shorter
        + elements.indices.flatMap { index in
          chosen(changes(of: elements[index], place: place + ["\(index)"]), elements[index], index).map {
            inner in
            var all = elements
            all[index] = inner.card
            return Change(place: inner.place, description: inner.description, card: .array(all))
          }
        }
    case .object(let members):
      return members.indices.flatMap { index in
        let member = members[index]
        var without = members
        without.remove(at: index)
        let inner = place + [member.name]
        let removal = Change(
          place: inner.joined(separator: "."), description: "\(inner.joined(separator: ".")) is gone",
          card: .object(without))
        return [removal]
          + changes(of: member.value, place: inner).map { change in
            var all = members
            all[index] = StrictJSON.Member(name: member.name, value: change.card)
            return Change(place: change.place, description: change.description, card: .object(all))
          }
      }
    }
  }
}

extension StrictJSON {
  /// The value as JSON text.
  package var encoded: String {
    var text = ""
    encode(into: &text)
    return text
  }

  private func encode(into text: inout String) {
    switch self {
    case .null: text += "null"
    case .bool(let flag): text += flag ? "true" : "false"
    case .number(let digits): text += digits
    case .string(let string): Self.quote(string, into: &text)
    case .array(let elements):
      var separator = "["
      for element in elements {
        text += separator
        element.encode(into: &text)
        separator = ","
      }
      text += elements.isEmpty ? "[]" : "]"
    case .object(let members):
      var separator = "{"
      for member in members {
        text += separator
        Self.quote(member.name, into: &text)
        text += ":"
        member.value.encode(into: &text)
        separator = ","
      }
      text += members.isEmpty ? "{}" : "}"
    }
  }

  private static func quote(_ string: String, into text: inout String) {
    text += "\""
    // Nearly all of them, and tests are not optimised.
    if !string.utf8.contains(where: { $0 == 0x22 || $0 == 0x5C || $0 == 0x0A }) {
      text += string
    } else {
      for scalar in string.unicodeScalars {
        switch scalar {
        case "\"": text += "\\\""
        case "\\": text += "\\\\"
        case "\n": text += "\\n"
        default: text.unicodeScalars.append(scalar)
        }
      }
    }
    text += "\""
  }
}
