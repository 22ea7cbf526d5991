// The tensors of a safetensors file as arrays.

extension SafetensorsFile {
  /// The tensors, in the header's order; their elements stay where they lie.
  package func arrayEntries(path: String) -> [ArrayEntry] {
    tensors.map { tensor in
      let place = ArrayPlace(path: path, name: tensor.name, start: .somewhere)
      let layout: Result<ArrayLayout, FileError>
      do throws(ArrayLayout.Problem) {
        layout = .success(try ArrayLayout(type: tensor.type.arrayElementType, shape: tensor.shape))
      } catch {
        layout = .failure(place.error(at: nil, error.text))
      }
      return ArrayEntry(name: tensor.name, layout: layout) { () throws(FileError) in
        StoredArray(place: place, layout: try layout.get(), bytes: tensor.bytes)
      }
    }
  }
}

extension SafetensorsTensor.ElementType {
  fileprivate var arrayElementType: ArrayElementType {
    switch self {
    case .bool: .bool
    case .uint8, .uint16, .uint32, .uint64: .unsigned(width: width)
    case .int8, .int16, .int32, .int64: .signed(width: width)
    case .float16: .float16
    case .bfloat16: .bfloat16
    case .float32: .float32
    case .float64: .float64
    }
  }
}
