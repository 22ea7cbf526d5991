// What the fuzz tests run of this module: see FuzzTesting/README.md.

import SoftmaxData
import SoftmaxFiles
import SoftmaxRegression
import SoftmaxWorkflow

/// What comes in over HTTP, with all that is done with it until there is an answer.
///
/// Every function throws `FileError` for bytes that are refused. Anything else that happens is a fault.
@_spi(Fuzzing) public enum FuzzingEntry {
  /// JSON, as requests are read, beside the strict reader of JSON files.
  public static func scanner(_ bytes: [UInt8]) throws {
    let strict = try? StrictJSON.parse(bytes, path: "fuzz")
    try checkPixels(bytes)
    try answering {
      var scanner = JSONScanner(bytes, count: bytes.count)
      do {
        try scanner.skip()
        try scanner.expectEnd()
      } catch let error as RequestProblem {
        precondition(!(strict.map(isTaken) ?? false), "JSON that is refused: \(error.message)")
        throw error
      }
      // These are taken beyond JSON, because clients send them.
      guard !bytes.contains(UInt8(ascii: "N")), !bytes.contains(UInt8(ascii: "I")) else { return }
      precondition(strict != nil, "what is no JSON is taken")
    }
  }

  /// A request of the protocol behind three bytes: whether there is a header with the length of the JSON, and which one.
  public static func request(_ bytes: [UInt8]) throws {
    guard bytes.count >= 3 else { return }
    let body = Array(bytes.dropFirst(3))
    let length = bytes[0] & 1 == 0 ? nil : Int(Int16(bitPattern: UInt16(bytes[1]) | UInt16(bytes[2]) << 8))
    try answering {
      let request = try InferenceRequest(body, headerLength: length)
      for input in request.inputs {
        precondition(input.count == input.shape.reduce(1, *) && input.count > 0)
        switch input.content {
        case .words(let words): precondition(words.count == input.count, "texts that are not there")
        case .numbers(let numbers): precondition(numbers.count % input.count == 0, "numbers that are not there")
        }
      }
      if length == nil {
        let again = try InferenceRequest(body, headerLength: body.count)
        precondition(again.inputs.map(\.name) == request.inputs.map(\.name), "another request with a header")
      }
      var refusal: (any Error)?
      for model in try FuzzingModels.all.get() {
        do {
          let samples = try model.samples(of: request, rowLimit: 1000)
          let values = try model.model.probabilities(for: samples.features)
          precondition(values.allSatisfy { $0 >= 0 && $0 <= 1 }, "a probability that is none")
          return
        } catch { refusal = error }
      }
      if let refusal { throw refusal }
    }
  }

  /// A body of POST /predict behind three bytes: the kind of the body, the model, and what the answer is to be. In pieces of any
  /// size the answer is the same.
  public static func plain(_ bytes: [UInt8]) throws {
    guard bytes.count >= 3 else { return }
    let body = Array(bytes.dropFirst(3))
    let contents = PlainContent.allCases
    let content = contents[Int(bytes[0]) % contents.count]
    var options = PlainOptions()
    (options.top, options.probabilities) = (1 + Int(bytes[2] >> 4 & 3), bytes[2] & 1 == 1)
    let answers: [PlainAnswer?] = [nil, .csv, .jsonLines, .json]
    let answer = answers[Int(bytes[2] >> 1 & 3)]
    try answering {
      let models = try FuzzingModels.all.get()
      let prediction = PlainPrediction(
        models[Int(bytes[1]) % models.count], options, content, answer, execution: .automatic,
        bodyLimit: 1 << 20)
      func run(_ size: Int) -> Result<[UInt8], any Error> {
        var text: [UInt8] = []
        return Result {
          try prediction.run(FuzzingPieces(body, of: size)) {
            text += $0
            return true
          }
          return text
        }
      }
      let (whole, pieces) = (run(.max), run(5))
      switch (whole, pieces) {
      case (.success(let first), .success(let second)):
        precondition(first == second, "another answer in pieces")
      // Of two faults it may be the other one: a whole body is looked at further ahead.
      case (.failure(let first), .failure(let second)):
        precondition(RequestProblem(first).status == RequestProblem(second).status, "another status in pieces")
      default: preconditionFailure("in pieces it is refused, or only so")
      }
      let text = try whole.get()
      switch prediction.answer {
      case .csv: precondition(text.last == 0x0a)
      case .json: _ = checked(text)
      case .jsonLines: for line in text.split(separator: 0x0a) { _ = checked(Array(line)) }
      }
    }
  }

  /// A PNG picture. After an odd first byte its parts are given, whose checksums and compression are right: a header, a palette
  /// behind its length, and the rows.
  public static func png(_ bytes: [UInt8]) throws {
    guard let first = bytes.first else { return }
    let file = first & 1 == 0 ? Array(bytes.dropFirst()) : FuzzingPicture.file(of: bytes.dropFirst())
    let picture = try PNGImage(file, path: "fuzz")
    let (height, width) = (picture.height, picture.width)
    precondition(picture.pixels.count == height * width * picture.channelCount, "pixels that are not there")
    for shape in [[height, width], [height, width, 1], [height, width, 3]] {
      let samples = try picture.samples(for: shape, path: "fuzz")
      precondition(samples.count == shape.reduce(1, *), "a sample of another size")
    }
  }

  // MARK: Checks

  /// Errors that the service answers with, as the error that the fuzz tests know.
  private static func answering(_ work: () throws -> Void) throws {
    do { try work() } catch let error as RequestProblem {
      throw FileError(.badData, path: "fuzz", problem: error.message)
    } catch let error as WorkflowError {
      throw FileError(.badData, path: "fuzz", problem: RequestProblem(error).message)
    }
  }

  private static func checked(_ text: [UInt8]) -> StrictJSON {
    guard let value = try? StrictJSON.parse(text, path: "fuzz") else {
      preconditionFailure("an answer that is no JSON: \(String(decoding: text, as: UTF8.self))")
    }
    return value
  }

  /// Whether requests may hold it: not too deep, no number beyond Float64.
  private static func isTaken(_ value: StrictJSON) -> Bool {
    func depth(_ value: StrictJSON) -> Int? {
      switch value {
      case .null, .bool, .string: 0
      case .number(let digits): Double(digits)?.isFinite == true ? 0 : nil
      case .array(let elements): deepest(elements)
      case .object(let members): deepest(members.map(\.value))
      }
    }
    func deepest(_ values: [StrictJSON]) -> Int? {
      let depths = values.map(depth)
      guard !depths.contains(nil) else { return nil }
      return depths.compactMap(\.self).max().map { $0 + 1 } ?? 0
    }
    return depth(value).map { $0 < JSONScanner.depthLimit } ?? false
  }

  /// Pixels are read as the same numbers are, one by one.
  private static func checkPixels(_ bytes: [UInt8]) throws {
    var scanner = JSONScanner(bytes, count: bytes.count)
    guard scanner.take(UInt8(ascii: "[")) else { return }
    var (slow, pixels) = (scanner, [UInt8]())
    let count = scanner.takePixels(atMost: 100, into: &pixels)
    precondition(count == pixels.count && count <= 100)
    for (place, pixel) in pixels.enumerated() {
      if place > 0 { precondition(slow.take(UInt8(ascii: ",")), "pixels without a comma") }
      precondition((try? slow.number()) == Double(pixel), "a pixel that is another number")
    }
  }
}
