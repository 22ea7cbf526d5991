/// The element types that arrays of numbers and labels come in.
package enum ArrayElementType: Sendable, Hashable {
  case bool
  /// Whole numbers of so many bytes: 1, 2, 4 or 8.
  case signed(width: Int)
  case unsigned(width: Int)
  case float16
  case bfloat16
  case float32
  case float64
  /// Texts of so many Unicode scalars in four bytes each, zeros at the end left out.
  case unicode(length: Int)
  /// Texts of so many bytes, zeros at the end left out.
  case bytes(length: Int)

  /// The bytes of an element; nil where they would be more than an Int can say.
  package var width: Int? {
    switch self {
    case .bool: return 1
    case .signed(let width), .unsigned(let width), .bytes(let width): return width
    case .float16, .bfloat16: return 2
    case .float32: return 4
    case .float64: return 8
    case .unicode(let length):
      let (width, overflow) = length.multipliedReportingOverflow(by: 4)
      return overflow ? nil : width
    }
  }

  /// Whether elements are texts.
  package var isText: Bool {
    switch self {
    case .unicode, .bytes: true
    default: false
    }
  }

  /// NumPy's name, as people know it: `float32`.
  package var name: String {
    switch self {
    case .bool: "bool"
    case .signed(let width): "int\(8 * width)"
    case .unsigned(let width): "uint\(8 * width)"
    case .float16: "float16"
    case .bfloat16: "bfloat16"
    case .float32: "float32"
    case .float64: "float64"
    case .unicode, .bytes: "text"
    }
  }
}
