// From the bytes of a request to its tensors: nothing in them is trusted.

import SoftmaxFiles

extension InferenceRequest {
  /// Reads a request.
  ///
  /// - Parameters:
  ///   - body: The JSON, and behind it the tensors that are not in it.
  ///   - headerLength: The length of the JSON; nil: all is JSON.
  /// - Throws: `RequestProblem` naming the byte or the input. Complexity: O(bytes).
  package init(_ body: [UInt8], headerLength: Int? = nil) throws(RequestProblem) {
    let length = headerLength ?? body.count
    guard length >= 0, length <= body.count else {
      throw .bad(
        "the header Inference-Header-Content-Length says that the JSON has \(length) bytes, but the body has \(body.count)"
      )
    }
    var reader = Reader(JSONScanner(body, count: length), tensorStart: length)
    try reader.read()
    guard reader.binaryEnd == body.count else {
      throw .bad(
        "the inputs' binary_data_size add up to \(reader.binaryEnd - length) bytes, but \(body.count - length) stand "
          + "behind the JSON")
    }
    guard !reader.inputs.isEmpty else { throw .bad("the request's JSON has no \"inputs\"") }
    self.init(
      id: reader.id, inputs: reader.inputs, outputs: reader.outputs, isBinary: reader.isBinary)
  }
}

/// What was read of a request so far.
private struct Reader {
  var scanner: JSONScanner
  var id: String?
  var inputs: [InferenceRequest.Input] = []
  var outputs: [InferenceRequest.Output]?
  var isBinary = false
  /// Where the bytes of the next tensor begin.
  var binaryEnd: Int

  init(_ scanner: JSONScanner, tensorStart: Int) { (self.scanner, binaryEnd) = (scanner, tensorStart) }

  mutating func read() throws(RequestProblem) {
    var (id, isBinary) = (String?.none, false)
    var found: [InferenceRequest.Input] = []
    var asked: [InferenceRequest.Output]?
    var end = binaryEnd
    try scanner.object { (scanner, name) throws(RequestProblem) in
      switch name {
      case "id": if try !scanner.takeNull() { id = try scanner.string() }
      case "parameters":
        try Self.parameters(&scanner) { (scanner, name) throws(RequestProblem) in
          guard name == "binary_data_output" else { return try scanner.skip() }
          isBinary = try scanner.boolean()
        }
      case "inputs":
        try scanner.array { (scanner) throws(RequestProblem) in
          guard found.count < InferenceRequest.largestInputCount else {
            throw scanner.problem("more than \(InferenceRequest.largestInputCount) inputs")
          }
          found.append(try Self.input(&scanner, number: found.count + 1, binaryEnd: &end))
        }
      case "outputs":
        if try scanner.takeNull() { return }
        var outputs: [InferenceRequest.Output] = []
        try scanner.array { (scanner) throws(RequestProblem) in
          guard outputs.count < 64 else { throw scanner.problem("more than 64 outputs") }
          outputs.append(try Self.output(&scanner))
        }
        asked = outputs
      default: try scanner.skip()
      }
    }
    try scanner.expectEnd()
    (self.id, self.isBinary, inputs, outputs, binaryEnd) = (id, isBinary, found, asked, end)
  }

  /// An object of parameters, or null.
  static func parameters(
    _ scanner: inout JSONScanner, _ body: (inout JSONScanner, String) throws(RequestProblem) -> Void
  ) throws(RequestProblem) {
    if try scanner.takeNull() { return }
    try scanner.object(body)
  }

  static func output(_ scanner: inout JSONScanner) throws(RequestProblem) -> InferenceRequest.Output {
    var (name, isBinary, classification) = (String?.none, false, Int?.none)
    let start = scanner.position
    try scanner.object { (scanner, member) throws(RequestProblem) in
      switch member {
      case "name": name = try scanner.string()
      case "parameters":
        try parameters(&scanner) { (scanner, member) throws(RequestProblem) in
          switch member {
          case "binary_data": isBinary = try scanner.boolean()
          case "classification":
            let count = try scanner.integer()
            guard count >= 0 else {
              throw scanner.problem("\"classification\" is a number of classes, not \(count)")
            }
            // Some clients send 0 for none.
            classification = count == 0 ? nil : count
          case "shared_memory_region":
            throw scanner.problem("an output is to be in shared memory, which is not written here")
          default: try scanner.skip()
          }
        }
      default: try scanner.skip()
      }
    }
    guard let name else { throw scanner.problem("an output has no \"name\"", at: start) }
    return .init(name: name, isBinary: isBinary, classification: classification)
  }

  static func input(
    _ scanner: inout JSONScanner, number: Int, binaryEnd: inout Int
  ) throws(RequestProblem) -> InferenceRequest.Input {
    var (name, shape, type) = (String?.none, [Int]?.none, TensorType?.none)
    var (dataStart, binarySize) = (Int?.none, Int?.none)
    var content: InferenceRequest.Input.Content?
    let start = scanner.position
    try scanner.object { (scanner, member) throws(RequestProblem) in
      switch member {
      case "name": name = try scanner.string()
      case "shape": shape = try Self.shape(&scanner)
      case "datatype":
        let place = scanner.position
        let word = try scanner.string()
        guard let known = TensorType(rawValue: word) else {
          let all = TensorType.allCases.map(\.rawValue).joined(separator: ", ")
          throw scanner.problem("unknown datatype '\(word.shown)': expected one of \(all)", at: place)
        }
        type = known
      case "data":
        if try scanner.takeNull() { return }
        dataStart = scanner.position
        // Most clients say first what comes. Else it is read below, when type and shape are known.
        if let name, let shape, let type {
          let place = "input '\(name.shown)'"
          var elements = ElementReader(
            type: type, shape: shape, count: try Self.count(of: shape, place), place: place)
          content = try elements.read(&scanner)
        } else {
          try scanner.skip()
        }
      case "parameters":
        try parameters(&scanner) { (scanner, member) throws(RequestProblem) in
          guard member != "shared_memory_region" else {
            throw scanner.problem(
              "input \(number) lies in shared memory, which is not read here: send its elements")
          }
          guard member == "binary_data_size" else { return try scanner.skip() }
          binarySize = try scanner.integer()
        }
      default: try scanner.skip()
      }
    }
    guard let name else { throw scanner.problem("input \(number) has no \"name\"", at: start) }
    let place = "input '\(name.shown)'"
    guard let shape else { throw .bad("\(place): no \"shape\"") }
    guard let type else { throw .bad("\(place): no \"datatype\"") }
    let count = try Self.count(of: shape, place)
    switch (dataStart, binarySize) {
    case (nil, nil): throw .bad("\(place): no \"data\", and no \"binary_data_size\" in its parameters")
    case (.some, .some):
      throw .bad("\(place): both \"data\" and \"binary_data_size\": the elements stand in one place")
    case (nil, let size?):
      content = try Self.binary(scanner.bytes, size, at: &binaryEnd, type, count, place)
    case (let dataStart?, nil) where content == nil:
      let end = scanner.position
      scanner.go(to: dataStart)
      var elements = ElementReader(type: type, shape: shape, count: count, place: place)
      content = try elements.read(&scanner)
      scanner.go(to: end)
    case (.some, nil): break
    }
    guard let content else { throw .bad("\(place): no \"data\"") }
    return .init(name: name, shape: shape, type: type, content: content)
  }

  static func shape(_ scanner: inout JSONScanner) throws(RequestProblem) -> [Int] {
    var shape: [Int] = []
    try scanner.array { (scanner) throws(RequestProblem) in
      guard shape.count < 8 else { throw scanner.problem("more than 8 dimensions") }
      let size = try scanner.integer()
      guard size >= 0 else { throw scanner.problem("a dimension of \(size): expected the number of elements") }
      shape.append(size)
    }
    return shape
  }

  static func count(of shape: [Int], _ place: String) throws(RequestProblem) -> Int {
    guard !shape.isEmpty else {
      throw .bad("\(place): the shape has no dimensions: the first one counts samples")
    }
    if let empty = shape.firstIndex(of: 0) {
      throw .bad(
        "\(place): dimension \(empty + 1) of the shape is 0: expected at least one sample and one element")
    }
    var count = 1
    for size in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard !overflow, product <= 1 << 40 else {
        throw .bad("\(place): the shape \(shape) is beyond any memory")
      }
      count = product
    }
    return count
  }

  /// The elements of a tensor that stand behind the JSON.
  static func binary(
    _ body: [UInt8], _ size: Int, at start: inout Int, _ type: TensorType, _ count: Int, _ place: String
  ) throws(RequestProblem) -> InferenceRequest.Input.Content {
    guard size >= 0, size <= body.count - start else {
      throw .bad(
        "\(place): binary_data_size is \(size), but \(body.count - start) bytes are left behind the JSON")
    }
    defer { start += size }
    let end = start + size
    if let width = type.arrayType?.width {
      guard size == count * width else {
        throw .bad(
          "\(place): its shape has \(count) elements of \(width) bytes, which is \(count * width), but binary_data_size is "
            + "\(size)")
      }
      return .numbers(Array(body[start..<end]))
    }
    var words: [String?] = []
    var position = start
    while position < end {
      guard end - position >= 4 else {
        throw .bad("\(place): text \(words.count + 1) breaks off in its length, which has 4 bytes")
      }
      let length = (0..<4).reduce(0) { $0 | Int(body[position + $1]) << (8 * $1) }
      position += 4
      guard length <= end - position else {
        throw .bad(
          "\(place): text \(words.count + 1) is said to have \(length) bytes, but \(end - position) are left of the tensor"
        )
      }
      guard let word = String(validating: body[position..<position + length], as: UTF8.self) else {
        throw .bad("\(place): text \(words.count + 1) is not valid UTF-8")
      }
      words.append(word)
      position += length
    }
    guard words.count == count else {
      throw .bad("\(place): its shape has \(count) elements, but there are \(words.count) texts")
    }
    return .words(words)
  }
}
