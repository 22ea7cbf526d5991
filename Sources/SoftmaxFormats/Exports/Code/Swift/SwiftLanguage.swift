// Swift: one file without imports.

/// Swift. Weights are decoded once from base 64: large lists of literals are slow to compile.
struct SwiftLanguage: CodeLanguage {
  /// The type's name.
  private(set) var typeName = "SoftmaxModel"

  var name: String { "swift" }
  var title: String { "Swift" }
  var endings: [String] { [".swift"] }
  var escapes: CodeEscapes { .braces }
  var packsFloats: Bool { true }
  var packsWords: Bool { true }
  var readsTexts: Bool { true }
  var mostNumbers: Int { 4_000_000 }
  var tools: [String] { ["swiftc"] }
  var indent: String { "    " }

  // The types that the code names would be this one.
  var naming: CodeNaming? {
    CodeNaming(
      style: .upperFirst,
      reserved: CodeIdentifiers.reserved.union([
        "Row", "Settings", "Array", "Bool", "Dictionary", "Double", "Float", "Int", "Optional", "String",
        "Substring",
        "Swift", "UInt32",
        "UInt8",
      ]))
  }

  func named(_ name: String) -> any CodeLanguage {
    var language = self
    language.typeName = name
    return language
  }

  func frame(of slot: CodeSlot) -> (before: String, after: String) {
    func strings(_ name: String) -> (String, String) { ("  \(name): [String] = [", "  ]") }
    func integers(_ name: String) -> (String, String) { ("  private static let \(name): [Int] = [", "  ]") }
    func doubles(_ name: String) -> (String, String) { ("  private static let \(name): [Double] = [", "  ]") }
    func floats(_ name: String) -> (String, String) {
      ("  private static let \(name) = decoded(\"\"\"", "\"\"\")")
    }
    func words(_ name: String) -> (String, String) {
      ("  private static let \(name) = decodedWords(\"\"\"", "\"\"\")")
    }
    func flag(_ name: String) -> (String, String) { ("  private static let \(name) = ", "") }
    return switch slot {
    case .classNames: strings("static let classNames")
    case .columnNames: strings("static let columnNames")
    case .categories: strings("private static let categories")
    case .classOfRow: integers("classOfRow")
    case .kinds: integers("kinds")
    case .sizes: integers("sizes")
    case .terms: integers("terms")
    case .origins, .columnOrigins: doubles("origins")
    case .textSettings: integers("textSettings")
    case .stopWords: words("stopWords")
    case .vocabulary: words("vocabulary")
    case .rarities: doubles("rarities")
    case .bias: floats("bias")
    case .means: floats("means")
    case .weights: floats("weights")
    case .maximum: flag("maximum")
    case .refusesMissing: flag("refusesMissing")
    case .refusesUnseen: flag("refusesUnseen")
    }
  }

  func body(of program: LogitProgram, _ tables: (CodeSlot) -> String) -> String {
    let declared = program.slots.map(tables).joined()
    let type =
      switch program.inputKind {
      case .bytes: "[UInt8]"
      case .picture, .vector: "[Double]"
      case .table, .texts: "Row"
      }
    let tokenizer = program.table.flatMap { SwiftTokenizer($0) }
    return """

      enum \(typeName) {
      \(program.table.map(row) ?? "")  /// The class of \(what(program)); nil where a cell is refused.
        static func predict(_ input: \(type)) -> String? { classIndex(input).map { classNames[$0] } }

        /// The index of the most probable class; nil where a cell is refused.
        static func classIndex(_ input: \(type)) -> Int? {
          let probabilities = probabilities(input)
          var best = 0
          for index in probabilities.indices {
            if probabilities[index].isNaN { return nil }
            if probabilities[index] > probabilities[best] { best = index }
          }
          return best
        }

        /// The classes' probabilities; NaN where a cell is refused.
        static func probabilities(_ input: \(type)) -> [Double] {
          let logits = logits(input)
          let largest = logits.max() ?? 0
          var probabilities = [Double](repeating: 0, count: classNames.count)
          var sum = 0.0
          for index in logits.indices {
            let exponential = exponential(logits[index] - largest)
            probabilities[classOfRow[index]] += exponential
            sum += exponential
          }
          return probabilities.map { $0 / sum }
        }

      \(program.table.map(Self.rowCode) ?? valueCode(program, type))\(tokenizer?.code ?? "")
        /// e to the power of a number that is at most 0.
        private static func exponential(_ x: Double) -> Double {
          guard x >= -700 else { return x.isNaN ? x : 0 }
          // Not rounded(), which wants the library of C.
          let exponent = Int(x * 1.4426950408889634 - 0.5)
          let power = Double(exponent)
          let rest = (x - power * 6.93147180369123816490e-01) - power * 1.90821492927058770002e-10
          var sum = 1.0
          var divisor = 14.0
          while divisor > 0 {
            sum = 1 + rest / divisor * sum
            divisor -= 1
          }
          return Double(sign: .plus, exponent: exponent, significand: sum)
        }

        /// The numbers whose bytes, least significant first, a text has in base 64.
        private static func decoded(_ text: String) -> [Float] {
          var numbers: [Float] = []
          numbers.reserveCapacity(text.utf8.count / 16 * 3 + 1)
          var (word, byteCount): (UInt32, UInt32) = (0, 0)
          forEachByte(of: text) { byte in
            word |= UInt32(byte) << (8 * byteCount)
            byteCount += 1
            if byteCount == 4 {
              numbers.append(Float(bitPattern: word))
              (word, byteCount) = (0, 0)
            }
          }
          return numbers
        }

        /// Calls a function with each byte that a text has in base 64.
        private static func forEachByte(of text: String, _ body: (UInt8) -> Void) {
          var (bits, bitCount): (UInt32, UInt32) = (0, 0)
          for digit in text.utf8 {
            let value: UInt8
            switch digit {
            case 65...90: value = digit - 65
            case 97...122: value = digit - 71
            case 48...57: value = digit + 4
            case 43: value = 62
            case 47: value = 63
            default: continue
            }
            bits = bits << 6 | UInt32(value)
            bitCount += 6
            guard bitCount >= 8 else { continue }
            bitCount -= 8
            body(UInt8(bits >> bitCount & 0xff))
          }
        }

      \(declared)}

      """
  }

  private func what(_ program: LogitProgram) -> String {
    switch program.inputKind {
    case .bytes: "the \(program.blockCount) bytes of a picture, row by row"
    case .picture: "the \(program.blockCount) stored values of a picture, row by row"
    case .vector: "\(program.blockCount) numbers"
    case .table, .texts: "a row"
    }
  }

  private func row(_ table: LogitProgram.Table) -> String {
    let names = CodeIdentifiers.names(for: table.columns.map(\.name))
    let members = zip(table.columns, names)
    func type(_ column: LogitProgram.Column) -> String {
      switch column.kind {
      case .number: "Double?"
      case .boolean, .reversedBoolean: "Bool?"
      case .category, .text: "String?"
      }
    }
    let properties = members.map {
      "    /// \(CodeComment.bar)\(CodeComment.text($0.name))\n    var \($1): \(type($0)) = nil\n"
    }.joined()
    let numbers = members.compactMap {
      switch $0.kind {
      case .number: "      _numbers.append(\($1) ?? .nan)\n"
      case .boolean, .reversedBoolean: "      _numbers.append(\($1).map { $0 ? 1 : 0 } ?? .nan)\n"
      case .category, .text: "      _numbers.append(0)\n"
      }
    }.joined()
    let example = members.prefix(2).map { column, name in
      let value =
        switch column.kind {
        case .number: "36"
        case .boolean, .reversedBoolean: "true"
        case .category: CodeText.literal(column.categories.first ?? "", escapes)
        case .text: CodeText.literal("What somebody wrote", escapes)
        }
      return "\(name): \(value)"
    }.joined(separator: ", ")
    let words = members.map { "      _words.append(\($0.kind.isWord ? $1 : "nil"))\n" }.joined()
    return """
        /// The cells of one row; nil where they are missing: `\(typeName).Row(\(example))`.
        ///
        /// \(CodeText.emptyTexts)
        struct Row {
      \(properties)
          // Names that begin so are no column's.
          fileprivate var _numbers: [Double] {
            var _numbers: [Double] = []
      \(numbers)      return _numbers
          }

          fileprivate var _words: [String?] {
            var _words: [String?] = []
      \(words)      return _words
          }
        }


      """
  }

  private func valueCode(_ program: LogitProgram, _ type: String) -> String {
    let value =
      if case .vector = program.input { "input[place] - origins[place]" } else {
        "Double(input[place]) / maximum"
      }
    return """
        /// The numbers that softmax makes probabilities of.
        static func logits(_ input: \(type)) -> [Double] {
          precondition(input.count == \(program.blockCount), "\(program.blockCount) values")
          var logits = bias.map { Double($0) }
          var block = 0
          for place in input.indices {
            let value = Double(Float(\(value)))
            for row in logits.indices { logits[row] += value * Double(weights[block + row]) }
            block += logits.count
          }
          return logits
        }

      """
  }

  private static func rowCode(_ table: LogitProgram.Table) -> String {
    let hasTexts = !table.texts.isEmpty
    return """
        /// The numbers that softmax makes probabilities of; NaN where a cell is refused.
        static func logits(_ input: Row) -> [Double] {
          let (numbers, words) = (input._numbers, input._words)
          var logits = bias.map { Double($0) }
          let refused = logits.map { _ in Double.nan }
          // A column's number, which of its blocks counts, and whether its cell is missing.
          var values = [Float](repeating: 1, count: kinds.count)
          var choices = [Int](repeating: 0, count: kinds.count)
          var areMissing = [Bool](repeating: false, count: kinds.count)
          for column in kinds.indices {
            if kinds[column] == 3 {
              let count = sizes[column] - 2
              let place = words[column].flatMap { placesOfCategories[column][$0] }
              areMissing[column] = place == nil && (words[column] ?? "").isEmpty
              choices[column] = place ?? (areMissing[column] ? count : count + 1)
              if choices[column] > count, refusesUnseen == 1 { return refused }
            } else if numbers[column].isNaN {
              areMissing[column] = true
              values[column] = means[column]
            } else {
              values[column] =
                kinds[column] == 2 ? 1 - Float(numbers[column]) : Float(numbers[column] - origins[column])
            }
            if areMissing[column], refusesMissing == 1 { return refused }
          }
          // Pairs of columns; -1: no second one; -2: whether the first one's cell is missing.
          var block = 0
      \(hasTexts ? SwiftTokenizer.declarations : "")\
          for term in stride(from: 0, to: terms.count, by: 2) {
            let (first, second) = (terms[term], terms[term + 1])
            var (value, choice, size) = (values[first], choices[first], sizes[first])
      \(hasTexts ? SwiftTokenizer.term : "")\
            if second == -2 {
              (value, choice, size) = (areMissing[first] ? 1 : 0, 0, 1)
            } else if second >= 0 {
              value *= values[second]
              choice = choice * sizes[second] + choices[second]
              size *= sizes[second]
            }
            let start = (block + choice) * logits.count
            for row in logits.indices { logits[row] += Double(value) * Double(weights[start + row]) }
            block += size
          }
          return logits
        }

        /// The places of each column's categories.
        private static let placesOfCategories: [[String: Int]] = {
          var first = 0
          return kinds.indices.map { column in
            var places: [String: Int] = [:]
            guard kinds[column] == 3 else { return places }
            for place in 0..<sizes[column] - 2 { places[categories[first + place]] = place }
            first += sizes[column] - 2
            return places
          }
        }()

      """
  }
}
