// Labels as they were read.

import SoftmaxFiles
package import SoftmaxRegression

/// The label of each sample: whole numbers, whose classes are ordered by value, or texts, ordered by Unicode.
package enum StoredLabels: Sendable, Hashable {
  case integers([Int])
  case texts([String])

  /// The number of labels.
  package var count: Int {
    switch self {
    case .integers(let values): values.count
    case .texts(let values): values.count
    }
  }

  /// Labels that were written as text: whole numbers if all of them are, in their usual form.
  package init(written texts: [String]) {
    self = NameOrder.wholeNumbers(texts).map { .integers($0) } ?? .texts(texts)
  }

  /// These and then others, as texts unless all are whole numbers.
  func appending(_ other: StoredLabels) -> StoredLabels {
    if case .integers(let first) = self, case .integers(let second) = other { return .integers(first + second) }
    return .texts(texts + other.texts)
  }

  /// Each as text.
  package var texts: [String] {
    switch self {
    case .integers(let values): values.map(\.description)
    case .texts(let values): values
    }
  }

  /// Samples with these labels, of which there must be as many.
  package func dataset(name: String, features: Features) throws(DatasetError) -> Dataset {
    switch self {
    case .integers(let labels): try Dataset(name: name, features: features, labels: labels)
    case .texts(let labels): try Dataset(name: name, features: features, labels: labels)
    }
  }
}
