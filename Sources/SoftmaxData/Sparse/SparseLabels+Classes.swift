// Labels of sparse rows as classes.

import SoftmaxRegression

extension SparseLabels {
  /// What the classes of the labels are called: whole numbers in their usual form, so that `+1`, `1.0` and `1` are one, as they
  /// are to all who write these files; others as they are written.
  package var classNames: [String] { names.map(Self.className) }

  private static func className(_ name: String) -> String {
    let bytes = Array(name.utf8)
    guard let number = DecimalParser.shared.number(bytes.span), let whole = Int(exactly: number) else {
      return name
    }
    return String(whole)
  }

  /// The classes in their order, and the class of each row.
  ///
  /// - Throws: `DatasetError.noClasses` where there are no labels.
  func classes() throws(DatasetError) -> (indices: [UInt32], classes: ClassVocabulary) {
    let own = classNames
    let classes = try ClassVocabulary(names: NameOrder.sorted(Array(Set(own))))
    let places = own.map { UInt32(classes.index(of: $0) ?? 0) }
    return (codes.map { places[Int($0)] }, classes)
  }
}
