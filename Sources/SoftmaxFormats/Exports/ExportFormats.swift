// The formats that there are.

/// The list of formats.
package enum ExportFormats {
  /// All of them, in the order of the help.
  package static let all: [any ExportFormat] = [
    CoreMLFormat(),
    PMMLFormat(),
  ]

  /// The format of this name.
  package static func named(_ name: String) -> (any ExportFormat)? { all.first { $0.name == name } }

  /// The format that a path's ending means; of several the longest ending's.
  package static func format(ofPath path: String) -> (any ExportFormat)? {
    let lower = path.lowercased()
    var best: (format: any ExportFormat, length: Int)?
    for format in all {
      for ending in format.endings where lower.hasSuffix(ending) && ending.count > best?.length ?? 0 {
        best = (format, ending.count)
      }
    }
    return best?.format
  }
}
