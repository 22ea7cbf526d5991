// Columns of texts in sources that have little else.

import SoftmaxRegression

/// Which columns of a source are texts, and what they are called where the source itself has no names.
struct TextColumns {
  /// What a source without names calls its texts.
  private(set) var text = "text"
  /// What it calls their classes.
  private(set) var label = "label"

  private let named: ColumnList
  private let expected: Set<String>

  /// Columns that nobody named.
  init() {
    named = ColumnList([])
    expected = []
  }

  /// The columns of texts that options name or a model expects: its only one, and its label, have their names in every source.
  init(_ options: TableOptions, expecting: [TableColumn]?) {
    named = ColumnList(options.kinds.filter { $0.value == .text }.keys.sorted())
    let texts = expecting?.filter { $0.kind == .text }.map(\.name) ?? []
    expected = Set(texts)
    guard expecting != nil else { return }
    if texts.count == 1 { text = texts[0] }
    switch options.label {
    case .named(let name), .optional(let name): if name != text { label = name }
    case .last, .none: break
    }
  }

  /// A name for the column of files.
  var file: String { ["file", "path", "name"].first { $0 != text && $0 != label } ?? "file" }

  /// The places of the columns of texts among a source's columns. What a list means wrongly is said by `TableLayout`.
  func texts(among names: [String]) -> Set<Int> {
    let matches = (try? named.matches(among: names)) ?? []
    return Set(matches.map(\.place)).union(names.indices.filter { expected.contains(names[$0]) })
  }
}
