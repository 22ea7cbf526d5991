// What data is called where others read it.

/// Names of data, which are paths as the user wrote them, perhaps with a part: `/home/ada/people.csv holdout`.
package enum DataName {
  /// The name without folders, which are the user's own: `people.csv holdout`. What goes into a file or a picture, and with
  /// it to others, has this one. Complexity: O(the name's length).
  package static func short(_ name: String) -> String {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard !name.isEmpty, let last = parts.last else { return name }
    guard isPartOfFolder(last) else { return String(last) }
    // A folder may be written with a slash at its end.
    return String((parts.dropLast().last { !$0.isEmpty } ?? "/") + last)
  }

  /// Whether this is not a name but what is said behind one: of a folder, here.
  private static func isPartOfFolder(_ text: Substring) -> Bool {
    var rest = text
    for part in [":train", ":test", ":all", ":validation"] where rest.hasPrefix(part) {
      rest = rest.dropFirst(part.count)
      break
    }
    return ["", " holdout", " without the holdout"].contains(rest)
  }
}
