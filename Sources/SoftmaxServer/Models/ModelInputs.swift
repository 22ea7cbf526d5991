// What a model takes, in the words of the protocol.

import SoftmaxFiles
import SoftmaxFormats
package import SoftmaxRegression

/// The inputs of a model: one tensor of vectors or pictures, or a tensor for each column of a table.
package enum ModelInputs: Sendable, Hashable {
  /// One tensor.
  case dense(InputDescription)
  /// The columns.
  case columns([TableColumn])

  /// The name of the one tensor.
  package static let denseName = "input"

  init(_ file: ModelFile) {
    self = file.preparation.map { .columns($0.tableColumns) } ?? .dense(file.model.input)
  }

  /// The inputs: name, type and shape, -1 for the number of samples.
  package var list: [(name: String, type: TensorType, shape: [Int])] {
    switch self {
    case .dense(let input):
      let type: TensorType = Self.storesBytes(input) ? .uint8 : input.origins == nil ? .fp32 : .fp64
      return [(Self.denseName, type, [-1] + input.shape)]
    case .columns(let columns): return columns.map { ($0.name, Self.type(of: $0), [-1]) }
    }
  }

  /// The list of inputs of the metadata.
  func write(to json: inout JSONWriter) {
    json.array { json in
      for (place, (name, type, shape)) in list.enumerated() {
        json.object {
          $0.member("name") { $0.string(name) }
          $0.member("datatype") { $0.string(type.rawValue) }
          $0.member("shape") { $0.array { for size in shape { $0.integer(size) } } }
          guard case .columns(let columns) = self else { return }
          $0.member("parameters") { json in
            json.object {
              $0.member("content_type") { $0.string(type == .bytes ? "str" : "np") }
              if case .category(let names) = columns[place].kind {
                $0.member("categories") { $0.array(of: names) }
              }
            }
          }
        }
      }
    }
  }

  /// Whether samples are pictures whose stored values are bytes.
  private static func storesBytes(_ input: InputDescription) -> Bool {
    input.kind == .image && input.maximum == 255
  }

  private static func type(of column: TableColumn) -> TensorType {
    switch column.kind {
    case .number: .fp64
    case .boolean: .bool
    case .category, .text: .bytes
    }
  }
}
