// The datasets that are known by name.

/// The catalogue: what `softmax train NAME` and a program can load without a path.
public enum Catalogue {
  /// 1,797 handwritten digits of 8 x 8 pixels; embedded.
  public static let digits = Digits.entry
  /// 150 irises of three species, four measurements each; embedded.
  public static let iris = Iris.entry
  /// 70,000 pictures of clothes of 28 x 28 pixels; fetched once.
  public static let fashionMNIST = FashionMNIST.entry

  /// All of them.
  public static let all = [digits, iris, fashionMNIST]

  /// The one with this name.
  public static func entry(named name: String) -> CatalogueEntry? {
    all.first { $0.name == name }
  }
}
