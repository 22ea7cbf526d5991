// The columns that lists name, and what contradicts itself in them.

import SoftmaxFiles
import SoftmaxRemedies

extension TableLayout {
  /// What lists say of a file's columns.
  struct Lists {
    /// The columns that are not used, ascending.
    var ignored: [ColumnList.Match] = []
    /// The columns that alone are features, ascending; nil: all that are nothing else.
    var features: [ColumnList.Match]?
    /// The kinds that are named, by column.
    var kinds: [Int: Kind] = [:]

    /// A kind that is named.
    struct Kind {
      let kind: ColumnKind
      /// Whether the column was named for itself, and not by a range or a pattern.
      let isExact: Bool
      /// How it was named.
      let item: String
    }
  }

  /// Finds the columns of lists.
  ///
  /// - Throws: `FileError` for an item that means no column, and for lists that contradict each other.
  func lists(_ options: TableOptions) throws(FileError) -> Lists {
    var lists = Lists()
    lists.ignored = try find(
      ColumnList(options.ignored.filter { !ignoredParts.contains($0) }), for: "a column to be ignored")
    if let features = options.features { lists.features = try find(features, for: "a feature") }
    let ignored = Set(lists.ignored.map(\.place))
    if let features = lists.features {
      try refuse(
        features.map(\.place).filter(ignored.contains), "both among the features and ignored",
        advice: "name each in one list; -NAME takes a column away from a list, as in '*,-id'")
    }
    for (item, kind) in options.kinds.sorted(by: { $0.key < $1.key }) {
      for match in try find(ColumnList([item]), for: "a column with a kind") {
        try lists.add(Lists.Kind(kind: kind, isExact: match.isExact, item: item), to: match.place, in: self)
      }
    }
    let named = lists.kinds.filter { $0.value.isExact && $0.value.kind != .ignore }.keys.sorted()
    if let column = named.first(where: ignored.contains), let kind = lists.kinds[column] {
      throw problem("column \(CellText.shown(names[column])) is ignored and said to be \(kind.kind.rawValue)")
    }
    if let features = lists.features.map({ Set($0.map(\.place)) }) {
      try refuse(
        named.filter { !features.contains($0) }, "said to have a kind, and not among the features",
        advice: "name each among the features too, or leave its kind out")
      try refuse(
        features.filter { lists.kinds[$0]?.kind == .ignore }.sorted(), "both among the features and ignored",
        advice: "name each in one list")
    }
    return lists
  }

  /// Finds the columns of a list.
  func find(_ list: ColumnList, for purpose: String) throws(FileError) -> [ColumnList.Match] {
    do throws(ColumnList.Problem) {
      return try list.matches(among: names)
    } catch {
      let item = CellText.shown(error.item)
      func advice(_ nearest: String?) -> Advice {
        Advice(nearest.map { "did you mean \(CellText.shown($0))?" } ?? "the columns are \(listed(names))")
      }
      switch error.kind {
      case .noColumn(let nearest):
        throw problem("there is no column \(item), named as \(purpose)", advice: advice(nearest))
      case .noMatch(let nearest):
        throw problem("no column is called like \(item), named as \(purpose)", advice: advice(nearest))
      case .badRange(let count):
        throw problem(
          "\(item), named as \(purpose), is no range of columns, which are counted from 1 to \(count)",
          advice: "write FIRST-LAST, such as 1-\(count)")
      case .takesFromNothing:
        throw problem(
          "\(item), named as \(purpose), takes away from nothing",
          advice: "begin with all columns: '*,\(error.item)'")
      }
    }
  }

  /// Refuses columns of which there should be none; each is named, up to five.
  private func refuse(_ columns: [Int], _ what: String, advice: Advice) throws(FileError) {
    guard let first = columns.first else { return }
    let shown = columns.prefix(5).map { CellText.shown(names[$0]) }.joined(separator: ", ")
    throw problem(
      columns.count == 1
        ? "column \(CellText.shown(names[first])) is \(what)"
        : "the columns \(shown)\(columns.count > 5 ? ", …" : "") are \(what)", advice: advice)
  }
}

extension TableLayout.Lists {
  /// Gives a column a kind. One that is named for itself goes before one of a range or a pattern.
  ///
  /// - Throws: `FileError` for two kinds that are named in the same manner.
  fileprivate mutating func add(_ kind: Kind, to column: Int, in layout: TableLayout) throws(FileError) {
    guard let other = kinds[column], other.isExact || !kind.isExact else {
      kinds[column] = kind
      return
    }
    guard other.isExact == kind.isExact, other.kind != kind.kind else { return }
    let name = layout.names[column]
    let items = kind.isExact ? [] : [other, kind].map { CellText.shown($0.item) }
    throw layout.problem(
      "column \(CellText.shown(name)) is said to be \(other.kind.rawValue) and \(kind.kind.rawValue)"
        + (items.isEmpty ? "" : " (\(items.joined(separator: ", ")))"))
  }
}
