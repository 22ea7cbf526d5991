// The irises: the smallest table that everyone knows.

import SoftmaxFiles
import SoftmaxRegression

/// Fisher's irises: 150 flowers of three species, four measurements each.
///
/// Fisher, The use of multiple measurements in taxonomic problems, Annals of Eugenics 7, 1936; UCI Machine
/// Learning Repository, https://doi.org/10.24432/C56C76, CC BY 4.0. The copy that scikit-learn 1.9.1 carries
/// (iris.csv, SHA-256 f13ffa8fdd56fd8e6c8d16d4081a3fbd3114bcd0aae4256c43205169cd9d1449), in which rows 35 and
/// 38 of UCI's file are corrected after Fisher's paper. The division into 120 and 30 is ours.
enum Iris {
  static let entry = CatalogueEntry(
    name: "iris",
    summary: "three species of iris, four measurements",
    provenance: "Fisher, 1936, UCI, doi 10.24432/C56C76, CC BY 4.0",
    classNames: species,
    sampleCounts: (train: 120, test: 30),
    featureCount: columns.count,
    recommendedSolver: .stochastic(learningRate: 0.5, epochs: 30, batchSize: 16), recommendedAdamRate: 0.03
  ) { _ in
    try EmbeddedSplit.load(name: "iris", all: load())
  }

  private static let species = ["setosa", "versicolor", "virginica"]
  private static let columns = [
    "sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)",
  ]

  /// All samples in their original order.
  static func load() throws -> Dataset {
    var values: [Float] = []
    var labels: [String] = []
    for row in embedded.description.split(whereSeparator: { $0 == "," || $0 == "\n" }) {
      let numbers = row.split(separator: " ").compactMap { Int($0) }
      guard numbers.count == columns.count + 1, let label = numbers.last,
        species.indices.contains(label)
      else { throw FileError(.badData, path: "iris", problem: "the embedded data is damaged") }
      // Tenths divided by ten round to the same Float32 as the decimal text does.
      values += numbers.dropLast().map { Float($0) / 10 }
      labels.append(species[label])
    }
    return try Dataset(
      name: "iris", features: Features(values, input: .table(featureNames: columns)),
      labels: labels, classes: ClassVocabulary(names: species))
  }
}
