// What the fuzz tests run of this module: see FuzzTesting/README.md.

import SoftmaxKernels

/// The readers of files that are not trusted, each with all that is done with what it reads.
///
/// Every function throws `FileError` for bytes that its reader refuses. Anything else that happens is a fault.
@_spi(Fuzzing) public enum FuzzingEntry {
  /// A JSON document.
  public static func json(_ bytes: [UInt8]) throws {
    touch(try StrictJSON.parse(bytes, path: "fuzz"))
  }

  private static func touch(_ value: StrictJSON) {
    switch value {
    case .null, .bool, .string: break
    case .number(let digits): precondition(Double(digits) != nil, "a number that is none")
    case .array(let elements): elements.forEach(touch)
    case .object(let members):
      for member in members {
        precondition(value[member.name] == member.value, "a member that is not found by its name")
        touch(member.value)
      }
    }
  }

  /// A safetensors file; what it holds is written and read again.
  public static func safetensors(_ bytes: [UInt8]) throws {
    let file = try SafetensorsFile(SharedStorage(bytes), path: "fuzz")
    for tensor in file.tensors {
      precondition(
        tensor.bytes.array.count == tensor.shape.reduce(tensor.type.width, *), "a tensor of another size")
      if let floats = tensor.floats { precondition(floats.count == tensor.shape.reduce(1, *)) }
    }
    // Written one after the other, empty tensors lie elsewhere but are the same.
    let written = SafetensorsFile(tensors: file.tensors, metadata: file.metadata).encoded()
    guard let again = try? SafetensorsFile(SharedStorage(written), path: "fuzz") else {
      preconditionFailure("what was written is not read")
    }
    precondition(again.metadata == file.metadata, "metadata that was read, written and read again")
    precondition(again.tensors.map(\.name) == file.tensors.map(\.name))
    for (first, second) in zip(file.tensors, again.tensors) {
      precondition(first.type == second.type && first.shape == second.shape)
      precondition(first.bytes.array == second.bytes.array, "a tensor that was read, written and read again")
    }
  }

  /// What a safetensors file holds, on one line of JSON: each tensor's name, type, shape and SHA-256, in the order of names by
  /// their bytes, and the metadata; or why it is refused.
  public static func safetensorsListing(_ bytes: [UInt8]) -> String {
    func text(_ value: String) -> String {
      "\"" + value.utf8.map { $0 < 0x10 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined() + "\""
    }
    do throws(FileError) {
      let file = try SafetensorsFile(SharedStorage(bytes), path: "file")
      let tensors = file.tensors.sorted { Array($0.name.utf8).lexicographicallyPrecedes(Array($1.name.utf8)) }
        .map {
          "[\(text($0.name)),\"\($0.type.rawValue)\",\($0.shape),\"\(SHA256.hexDigest(of: $0.bytes))\"]"
        }
      let metadata = file.metadata.sorted { Array($0.key.utf8).lexicographicallyPrecedes(Array($1.key.utf8)) }
        .map {
          "[\(text($0.key)),\(text($0.value))]"
        }
      return
        "{\"tensors\":[\(tensors.joined(separator: ","))],\"metadata\":[\(metadata.joined(separator: ","))]}"
    } catch {
      return "{\"refused\":\(text(error.description))}"
    }
  }

  /// A gzip or zlib stream of at most 1 MiB.
  public static func gzip(_ bytes: [UInt8]) throws {
    let limit = 1 << 20
    let compressed = SharedStorage(bytes)
    let content = try Gzip.decompress(compressed, path: "fuzz", limit: limit)
    precondition(content.count <= limit, "more than the limit")
    let start = try? Gzip.prefix(of: compressed, count: 100, path: "fuzz")
    precondition(start == Array(content.prefix(100)), "another beginning")
  }
}
