// What a linear classifier's logits are sums of.

/// One function of one cell, or a product of two.
struct ONNXAtom: Hashable {
  enum Kind: Hashable {
    /// The number; NaN where it is missing.
    case number
    /// The number; 0 where it is missing.
    case present
    /// 1 where the cell is missing, else 0.
    case missing
    /// 1 where the cell is this text, else 0.
    case text(String)
    /// The product of two factors, of which the first is of the atom's column.
    case product(ONNXFactor, ONNXFactor)
  }

  let kind: Kind
  let column: Int
  /// Whether the column's origin is subtracted from the number.
  var isShifted = false
}

/// What products of columns are made of: a number, or 1 where a cell is a text and else 0.
struct ONNXFactor: Hashable {
  let column: Int
  /// Whether the column's origin is subtracted from the number.
  var isShifted = false
  /// What takes the place of a missing number; nil: it is not replaced.
  var filled: Double?
  /// The text; nil for numbers.
  var text: String?
}

/// A number as a sum: a constant and multiples of atoms, whose numbers ascend.
struct ONNXSum: Hashable {
  var constant = 0.0
  var atoms: [Int] = []
  var coefficients: [Double] = []

  /// The atom alone.
  init(atom: Int) { (atoms, coefficients) = ([atom], [1]) }

  init(_ constant: Double, _ atoms: [Int], _ coefficients: [Double]) {
    (self.constant, self.atoms, self.coefficients) = (constant, atoms, coefficients)
  }

  /// The only atom; nil where there are others or none.
  var single: Int? { atoms.count == 1 ? atoms[0] : nil }

  /// Whether it is one atom as it is.
  var isBare: Bool { atoms.count == 1 && coefficients[0] == 1 && constant == 0 }

  static func * (sum: ONNXSum, factor: Double) -> ONNXSum {
    ONNXSum(sum.constant * factor, sum.atoms, sum.coefficients.map { $0 * factor })
  }

  static func + (sum: ONNXSum, number: Double) -> ONNXSum {
    ONNXSum(sum.constant + number, sum.atoms, sum.coefficients)
  }

  static func + (a: ONNXSum, b: ONNXSum) -> ONNXSum {
    if a.atoms == b.atoms {
      return ONNXSum(a.constant + b.constant, a.atoms, zip(a.coefficients, b.coefficients).map { $0 + $1 })
    }
    var sum = ONNXSum(a.constant + b.constant, [], [])
    var (i, j) = (0, 0)
    while i < a.atoms.count || j < b.atoms.count {
      let (first, second) = (i < a.atoms.count ? a.atoms[i] : .max, j < b.atoms.count ? b.atoms[j] : .max)
      sum.atoms.append(min(first, second))
      sum.coefficients.append(
        (first <= second ? a.coefficients[i] : 0) + (second <= first ? b.coefficients[j] : 0))
      if first <= second { i += 1 }
      if second <= first { j += 1 }
    }
    return sum
  }
}

/// A column of a graph's inputs.
struct ONNXColumn {
  let name: String
  /// The input that it is in.
  let input: Int
  let isText: Bool
  /// Whether the input says that it is yes or no.
  let isBoolean: Bool
  /// What is subtracted in Float64 before anything else, where something is.
  var origin: Double?
  /// Whether a missing cell, or a text that is none of its own, is refused.
  var refusesMissing = false
  var refusesUnseen = false
}

/// Numbers of classes, of which a label says which is the largest.
struct ONNXScores: Hashable {
  let sums: [ONNXSum]
  /// The class that each sum's probability is added to; nil: each is a class of its own.
  var classOfRow: [Int]?

  var classCount: Int { classOfRow.map { Set($0).count } ?? sums.count }
}

/// A text or a whole number that says which class has the largest number.
struct ONNXLabel {
  /// The name of each class.
  let names: [String]
  /// Whether the names are texts, or whole numbers.
  let isText: Bool
  let scores: ONNXScores
}

/// A number for each text of a column.
struct ONNXCode {
  let column: Int
  let numbers: [String: Int]
  /// The number of all other texts.
  let other: Int
}

/// What is known of a value of a graph.
indirect enum ONNXSymbol {
  case constant(ONNXValue)
  /// For each sample these numbers, in this shape.
  case sums([ONNXSum], shape: [Int], type: ONNXElementType)
  /// Texts of these columns.
  case texts([Int])
  /// Whether the numbers of these columns are missing.
  case isMissing([Int])
  /// A number for each text of a column, and one for all others.
  case code(ONNXCode)
  /// The sum of two such numbers.
  case pair(ONNXCode, ONNXCode)
  /// The softmax, the logistic function or nothing of sums.
  case probabilities([ONNXSum], ONNXLinearClassifier.Transform)
  /// Sums of probabilities: for each row its class.
  case merged([ONNXSum], classOfRow: [Int], classCount: Int)
  /// One of the probabilities, and whether it is NaN.
  case oneProbability(ONNXScores)
  case isRefused(ONNXScores)
  /// The sum of each row of probabilities.
  case total([ONNXSum])
  /// The place of each row's largest number.
  case best(ONNXScores)
  /// The name of the class of each row's largest number.
  case label(ONNXLabel)
  /// Something that this reader does not understand, and why.
  case unknown(FileErrorText)

  /// What is wrong.
  struct FileErrorText { let text: String }

  /// The numbers of classes in it, where it is such.
  var scores: ONNXScores? {
    switch self {
    case .sums(let sums, let shape, _): shape.count == 1 ? ONNXScores(sums: sums) : nil
    case .probabilities(let sums, _): ONNXScores(sums: sums)
    case .merged(let sums, let classes, _): ONNXScores(sums: sums, classOfRow: classes)
    default: nil
    }
  }
}
