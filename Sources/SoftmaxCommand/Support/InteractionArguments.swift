// The flag that says which columns count together.

import ArgumentParser
import SoftmaxFiles
import SoftmaxRegression

struct InteractionArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Add products of columns as features: pairs with commas between them, such as age:plan,age:income. A category "
        + "column brings a product for each category; age:age is the square.", valueName: "pairs"),
    transform: TableArguments.names)
  var interact: [String] = []

  /// The pairs of columns of a table that count together.
  ///
  /// - Throws: `CommandFailure` for what is no pair of the table's columns.
  func interactions(in table: Table) throws(CommandFailure) -> [Interaction] {
    let columns = table.columns.map(\.name)
    var pairs: [Interaction] = []
    for text in interact {
      guard let pair = Interaction(text, among: columns) else {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let missing = parts.count == 2 ? parts.first { !columns.contains($0) } : nil
        let nearest = missing.flatMap { NearestName.nearest(to: $0, among: columns) }
        throw CommandFailure(
          .badData,
          "\(table.name): --interact '\(text.printable(limit: 80))' is no pair of columns that features are made of, "
            + "as in age:plan"
            + (nearest.map { "; the nearest name is '\($0.printable(limit: 80))'" } ?? ""))
      }
      pairs.append(pair)
    }
    return pairs
  }
}
