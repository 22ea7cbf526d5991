// Names that no other has.

/// Gives names that are not taken: a wanted one, or with a number behind it.
struct FreeNames {
  private var taken: Set<String>

  init(_ taken: [String]) { self.taken = Set(taken) }

  /// The name itself where it is free, else with the first number from 2 that makes it so.
  mutating func take(_ wanted: String) -> String {
    var name = wanted
    var number = 2
    while !taken.insert(name).inserted {
      name = "\(wanted) \(number)"
      number += 1
    }
    return name
  }
}
