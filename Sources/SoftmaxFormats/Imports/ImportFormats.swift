// The formats that models are taken from.

/// The list of formats.
package enum ImportFormats {
  /// All of them, in the order in which a file is tried.
  package static let all: [any ImportFormat] = [
    ONNXImport(),
    SkopsImport(),
    ScikitLearnImport(),
    TorchImport(),
    LiblinearImport(),
    JSONModelImport(),
  ]

  /// The format of this name.
  package static func named(_ name: String) -> (any ImportFormat)? { all.first { $0.name == name } }
}
