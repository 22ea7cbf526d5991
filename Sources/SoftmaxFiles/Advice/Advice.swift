// Sentences that say what to try, in which each front end puts its own names of settings.

public import SoftmaxRemedies

/// What to try, as a text with remedies in it.
///
/// `"fill the cell in, or \(.imputeMissing)"` is a sentence for every front end: its remedy is worded only when the text is
/// shown, by the flags of a command or the parameters of the library.
public struct Advice: Sendable, Hashable {
  fileprivate enum Part: Sendable, Hashable {
    case text(String)
    /// A remedy, and what stands for the value of its setting, such as `NAME`.
    case remedy(Remedy, placeholder: String?)
  }

  private var parts: [Part]

  fileprivate init(_ parts: [Part]) {
    self.parts = []
    for part in parts { append(part) }
  }

  /// Advice that names no setting.
  public init(_ text: String) { self.init([.text(text)]) }

  /// Texts are one part, so that equal texts are equal advice.
  private mutating func append(_ part: Part) {
    if case .text(let text) = part {
      if text.isEmpty { return }
      if case .text(let before) = parts.last {
        parts[parts.count - 1] = .text(before + text)
        return
      }
    }
    parts.append(part)
  }

  /// The remedies in the text, in order; where it names none, the text is the remedy.
  public var remedies: [Remedy] {
    let settings = self.settings
    if !settings.isEmpty { return settings }
    return parts.isEmpty ? [] : [.text(text(in: .library))]
  }

  /// The remedies in the text that are settings.
  package var settings: [Remedy] {
    parts.compactMap { part in
      if case .remedy(let remedy, _) = part { remedy } else { nil }
    }
  }

  /// The text in the words of a front end.
  public func text(in wording: RemedyWording) -> String {
    parts.map { part in
      switch part {
      case .text(let text): text
      case .remedy(let remedy, let placeholder): wording.text(remedy, placeholder: placeholder)
      }
    }.joined()
  }

  /// The same text with another remedy in the place of one.
  public func replacing(_ remedy: Remedy, with other: Remedy) -> Advice {
    Advice(
      parts.map { part in
        if case .remedy(remedy, let placeholder) = part {
          .remedy(other, placeholder: placeholder)
        } else {
          part
        }
      })
  }

  /// One text after the other.
  package static func + (first: Advice, second: Advice) -> Advice { Advice(first.parts + second.parts) }
}

extension Advice: CustomStringConvertible {
  /// The text in the library's own words.
  public var description: String { text(in: .library) }
}

extension Advice: ExpressibleByStringInterpolation {
  /// Collects the parts of a text.
  public struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var parts: [Part] = []

    /// No parts so far.
    public init(literalCapacity: Int, interpolationCount: Int) {}

    /// Adds what stands between the braces.
    public mutating func appendLiteral(_ literal: String) { parts.append(.text(literal)) }

    /// Adds a text.
    public mutating func appendInterpolation(_ text: String) { parts.append(.text(text)) }

    /// Adds a number.
    public mutating func appendInterpolation(_ number: Int) { parts.append(.text(String(number))) }

    /// Adds a number, in all its digits.
    public mutating func appendInterpolation(_ number: Double) { parts.append(.text("\(number)")) }

    /// Adds what another advice says.
    public mutating func appendInterpolation(_ advice: Advice) { parts += advice.parts }

    /// Adds a remedy. A front end whose settings are typed shows the placeholder after its name: `--label NAME`.
    public mutating func appendInterpolation(_ remedy: Remedy, placeholder: String? = nil) {
      parts.append(.remedy(remedy, placeholder: placeholder))
    }
  }

  /// Advice that names no setting.
  public init(stringLiteral value: String) { self.init(value) }

  /// The parts of a text, in order.
  public init(stringInterpolation: StringInterpolation) { self.init(stringInterpolation.parts) }
}
