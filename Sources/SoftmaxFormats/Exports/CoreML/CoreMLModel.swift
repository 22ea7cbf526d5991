// The part of Core ML's specification that linear models need.

import SoftmaxFiles

/// A model of Core ML: what it takes and gives, and how it computes. Pipelines hold models.
///
/// Names of messages and their fields' numbers: Model.proto and its neighbours, specification version 1.
struct CoreMLModel: Sendable {
  /// What a model computes.
  enum Kind: Sendable {
    case linear(CoreMLLinear)
    case network(CoreMLNetwork)
    /// Models that run one after the other, and their names: none, or one each.
    case pipeline([CoreMLModel], names: [String])
    case oneHot(CoreMLCategories, ignoresUnknown: Bool)
    /// Words to numbers, and the number of every other word; nil: others are refused.
    case mapping([CoreMLMapping], unknown: Int?)
    case imputer(CoreMLImputed, replaced: Double?)
    case vectorizer([CoreMLColumn])
    /// scale x (value + shift), each of no number, one, or as many as the array has.
    case scaler(shift: [Double], scale: [Double])
  }

  var version = 1
  var inputs: [CoreMLFeature]
  var outputs: [CoreMLFeature]
  /// The output that is the class; empty where there is none.
  var labelName = ""
  /// The output that holds the probabilities; empty where there is none.
  var probabilitiesName = ""
  var shortDescription = ""
  /// Names and texts for people.
  var notes: [(name: String, text: String)] = []
  var kind: Kind

  /// The labels of a classifier; of a pipeline those of its last model.
  var labels: CoreMLLabels? {
    switch kind {
    case .linear(let linear): linear.labels
    case .network(let network): network.labels
    case .pipeline(let models, _): models.last?.labels
    default: nil
    }
  }
}

/// An input or output.
struct CoreMLFeature: Sendable, Hashable {
  enum DataType: Int, Sendable {
    case float = 65568
    case double = 65600
    case integer = 131_104
  }

  enum Colour: Int, Sendable {
    case gray = 10
    case rgb = 20
    case bgr = 30

    var channelCount: Int { self == .gray ? 1 : 3 }
  }

  enum Kind: Sendable, Hashable {
    case integer
    case number
    case word
    case image(width: Int, height: Int, colour: Int)
    case array(shape: [Int], type: Int)
    /// Numbers by words, or by integers; nil: no key type is given.
    case dictionary(byWords: Bool?)
  }

  var name: String
  var shortDescription = ""
  /// Nil where the file has none.
  var kind: Kind?
  var isOptional = false

  /// A vector of Float64 numbers.
  static func vector(_ name: String, _ count: Int, _ description: String = "") -> CoreMLFeature {
    CoreMLFeature(
      name: name, shortDescription: description,
      kind: .array(shape: [count], type: DataType.double.rawValue))
  }

  /// The number of numbers that it holds; nil where it holds none, or more than an Int counts.
  var count: Int? {
    switch kind {
    case .number, .integer: return 1
    case .array(let shape, _): return Self.product(shape)
    case .image(let width, let height, let colour):
      return Self.product([width, height, Colour(rawValue: colour)?.channelCount ?? 0])
    default: return nil
    }
  }

  private static func product(_ sizes: [Int]) -> Int? {
    var product = 1
    for size in sizes {
      let (value, overflow) = product.multipliedReportingOverflow(by: size)
      guard size > 0, !overflow else { return nil }
      product = value
    }
    return product
  }
}

/// What classes are called.
enum CoreMLLabels: Sendable, Hashable {
  case words([String])
  case integers([Int])

  /// The labels as texts.
  var names: [String] {
    switch self {
    case .words(let words): words
    case .integers(let numbers): numbers.map(String.init)
    }
  }

  var count: Int {
    switch self {
    case .words(let words): words.count
    case .integers(let integers): integers.count
    }
  }
}

/// `GLMClassifier`.
struct CoreMLLinear: Sendable {
  enum Encoding: Int, Sendable {
    /// The first class has the logit 0; each other class has a row.
    case referenceClass = 0
    case oneVersusRest = 1
  }

  enum Transform: Int, Sendable {
    case logit = 0
    case probit = 1
  }

  var rows: [[Double]]
  var offsets: [Double]
  var transform = Transform.logit.rawValue
  var encoding = Encoding.referenceClass.rawValue
  /// Nil where the file has none.
  var labels: CoreMLLabels?
}

/// The categories of a `OneHotEncoder`.
enum CoreMLCategories: Sendable, Hashable {
  case none
  case words([String])
  case integers([Int])
}

/// A word and its number.
struct CoreMLMapping: Sendable, Hashable {
  var word: String
  var number: Int
}

/// What an `Imputer` puts in.
enum CoreMLImputed: Sendable, Hashable {
  case none
  case number(Double)
  case numbers([Double])
}

/// A feature of a `FeatureVectorizer`, and how many numbers it gives.
struct CoreMLColumn: Sendable, Hashable {
  var name: String
  var count: Int
}
