// The shapes that are compared, and the kinds of data that fill them.

/// A problem's size and kind.
struct Shape: Sendable {
  /// What the numbers are like.
  enum Kind: Sendable {
    /// Independent columns, classes that overlap: well conditioned.
    case embeddings
    /// The same, columns shrinking by half every 64.
    case scaledEmbeddings
    /// Bytes, smooth along the row, a few directions having most of the variance: ill conditioned.
    case images
    /// Standardised columns in correlated groups, labels drawn from a model.
    case table
    /// The same, each label being the likeliest class.
    case separable
    /// The real Fashion-MNIST, where it has been fetched.
    case fashion
  }

  let name: String
  let kind: Kind
  var sampleCount: Int
  var featureCount: Int
  var classCount: Int

  /// A smaller problem of the same proportions.
  var quick: Shape {
    guard kind != .fashion, sampleCount * featureCount * classCount > 200_000 else { return self }
    var smaller = self
    smaller.featureCount = max(featureCount / 4, min(featureCount, 12))
    smaller.classCount = max(classCount / 3, min(classCount, 10))
    smaller.sampleCount = max(sampleCount / 8, min(sampleCount, 100, 4 * smaller.classCount))
    return smaller
  }

  var text: String { "\(sampleCount) x \(featureCount) x \(classCount)" }

  private init(_ name: String, _ kind: Kind, _ sampleCount: Int, _ featureCount: Int, _ classCount: Int) {
    self.name = name
    self.kind = kind
    self.sampleCount = sampleCount
    self.featureCount = featureCount
    self.classCount = classCount
  }

  static let all = [
    Shape("iris", .table, 150, 4, 3),
    Shape("survey", .table, 2000, 12, 2),
    Shape("wine", .table, 5000, 20, 5),
    Shape("digits", .images, 1797, 64, 10),
    Shape("two-pictures", .images, 12_000, 784, 2),
    Shape("pictures", .images, 60_000, 784, 10),
    Shape("fashion-mnist", .fashion, 60_000, 784, 10),
    Shape("embeddings", .embeddings, 50_000, 768, 100),
    Shape("scaled-embeddings", .scaledEmbeddings, 50_000, 768, 100),
    Shape("narrow", .table, 200_000, 64, 3),
    Shape("long", .table, 100_000, 20, 8),
    Shape("classes-100", .table, 20_000, 24, 100),
    Shape("classes-150", .table, 20_000, 24, 150),
    Shape("classes-300", .table, 20_000, 24, 300),
    Shape("classes-1000", .embeddings, 40_000, 64, 1000),
    Shape("square", .embeddings, 2000, 2000, 20),
    Shape("wide", .embeddings, 500, 20_000, 5),
    Shape("genes", .images, 300, 5000, 2),
    Shape("separable-2", .separable, 20_000, 30, 2),
    Shape("separable-10", .separable, 5000, 100, 10),
    Shape("columns-300", .table, 10_000, 300, 5),
    Shape("probe", .embeddings, 3000, 1000, 3),
    Shape("textures", .images, 10_000, 200, 30),
  ]

  static func named(_ name: String) -> Shape? { all.first { $0.name == name } }
}
