// Answers are those of predictions from files, to the bit, alone and in batches.

import Foundation
import SoftmaxData
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxServer
import SoftmaxTestSupport
import SoftmaxWorkflow
import Testing

@Suite struct ServedModelTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  // MARK: Models

  /// Made pictures of 4 x 3, and a model of them.
  private func pictures() throws -> (model: ServedModel, bytes: [UInt8], count: Int) {
    let count = 60
    let bytes = (0..<count * 12).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ ($0 / 12 % 3) &* 50) }
    let features = try Features(bytes: bytes, input: .image(shape: [4, 3]))
    let data = try Dataset(
      name: "pictures", features: features, classIndices: (0..<count).map { UInt32($0 % 3) },
      classes: ClassVocabulary(names: ["shirt", "bag", "boot"]))
    let fit = try SoftmaxClassifier().fit(data)
    return (ServedModel(name: "fashion", version: 1, file: ModelFile(fit.model)), bytes, count)
  }

  private let tableText = """
    age,plan,member,label
    31,basic,yes,stay
    44,plus,no,go
    ,basic,no,stay
    19,,yes,go
    52,plus,,stay
    28,basic,no,go
    61,plus,yes,stay
    33.5,"a, b",no,go
    """

  private func table() throws -> (model: ServedModel, path: String) {
    let path = try folder.write(Array(tableText.utf8), to: "people.csv")
    let table = try Table(
      contentsOf: path, options: TableOptions(label: .named("label"), refusesMissing: false))
    let preparation = try Preparation(learnedOn: table, missing: .mean, unseen: .zeros)
    let fit = try SoftmaxClassifier().fit(try preparation.dataset(of: table))
    return (ServedModel(name: "people", version: 1, file: ModelFile(fit.model, preparation: preparation)), path)
  }

  private func answer(_ model: ServedModel, _ json: String, _ tail: [UInt8] = []) async throws
    -> InferenceAnswer
  {
    let head = Array(json.utf8)
    return try await model.answer(
      InferenceRequest(head + tail, headerLength: tail.isEmpty ? nil : head.count), rowLimit: 1000,
      batches: RequestBatcher(model.model, execution: .automatic))
  }

  private func floats(_ answer: InferenceAnswer, _ name: String) -> [Float]? {
    guard case .floats(let values)? = answer.outputs.first(where: { $0.name == name })?.content else {
      return nil
    }
    return values
  }

  private func words(_ answer: InferenceAnswer, _ name: String) -> [String]? {
    guard case .words(let words)? = answer.outputs.first(where: { $0.name == name })?.content else {
      return nil
    }
    return words
  }

  // MARK: Pictures

  @Test func bytesOfAnyShapeAndJSONGiveTheBitsOfTheModel() async throws {
    let (model, bytes, count) = try pictures()
    let features = try Features(bytes: bytes, input: .image(shape: [4, 3]))
    let expected = try model.model.probabilities(for: features)
    let labels = try model.model.predictions(for: features)
    for shape in ["[60,4,3]", "[60,12]", "[60,4,3,1]"] {
      let binary = try await answer(
        model,
        #"{"inputs":[{"name":"input","shape":\#(shape),"datatype":"UINT8","parameters":{"binary_data_size":\#(bytes.count)}}]}"#,
        bytes)
      #expect(floats(binary, "predict_proba") == expected)
      #expect(words(binary, "predict") == labels)
      #expect(binary.outputs.map(\.shape) == [[count], [count, 3]])
    }
    let json = try await answer(
      model, #"{"inputs":[{"name":"input","shape":[60,12],"datatype":"UINT8","data":\#(bytes)}]}"#)
    #expect(floats(json, "predict_proba") == expected)
  }

  @Test func aRowHasTheSameBitsAloneAndAmongOthers() async throws {
    let (model, bytes, count) = try pictures()
    let features = try Features(bytes: bytes, input: .image(shape: [4, 3]))
    let expected = try model.model.probabilities(for: features)
    for row in 0..<count {
      let own = Array(bytes[row * 12..<(row + 1) * 12])
      let found = try await answer(
        model, #"{"inputs":[{"name":"input","shape":[1,12],"datatype":"UINT8","data":\#(own)}]}"#)
      #expect(floats(found, "predict_proba") == Array(expected[row * 3..<(row + 1) * 3]))
    }
  }

  @Test func requestsThatMeetAreScoredTogetherWithTheSameBits() async throws {
    let (model, bytes, count) = try pictures()
    let features = try Features(bytes: bytes, input: .image(shape: [4, 3]))
    let expected = try model.model.probabilities(for: features)
    // Every model is large for it, and each pass takes several requests.
    let batches = RequestBatcher(model.model, execution: .automatic, rowLimit: 7, leastWeights: 0)
    let found = try await withThrowingTaskGroup(of: (Int, [Float]).self) { group in
      for row in 0..<count {
        let own = Array(bytes[row * 12..<(row + 1) * 12])
        group.addTask {
          let request = try InferenceRequest(
            Array(#"{"inputs":[{"name":"input","shape":[1,12],"datatype":"UINT8","data":\#(own)}]}"#.utf8))
          let answer = try await model.answer(request, rowLimit: 10, batches: batches)
          guard case .floats(let values) = answer.outputs[1].content else { return (row, []) }
          return (row, values)
        }
      }
      return try await group.reduce(into: [Int: [Float]]()) { $0[$1.0] = $1.1 }
    }
    for row in 0..<count { #expect(found[row] == Array(expected[row * 3..<(row + 1) * 3])) }
    #expect(batches.counts.requests == count && batches.counts.samples == count)
    #expect(batches.counts.batches <= count)
  }

  @Test func classificationHasTheLargestFirst() async throws {
    let (model, bytes, _) = try pictures()
    let found = try await answer(
      model,
      #"{"inputs":[{"name":"input","shape":[1,12],"datatype":"UINT8","data":\#(Array(bytes[..<12]))}],"outputs":[{"name":"predict_proba","parameters":{"classification":2}}]}"#
    )
    let expected = try model.model.probabilities(
      for: Features(bytes: Array(bytes[..<12]), input: .image(shape: [4, 3])))
    let order = expected.indices.sorted { expected[$0] > expected[$1] }.prefix(2)
    #expect(
      words(found, "predict_proba") == order.map { "\(expected[$0]):\($0):\(model.model.classes.names[$0])" })
    #expect(found.outputs[0].shape == [1, 2] && found.outputs[0].type == .bytes)
  }

  @Test func contrastsAddUpToTheLead() async throws {
    let (model, bytes, _) = try pictures()
    let found = try await answer(
      model,
      #"{"inputs":[{"name":"input","shape":[1,12],"datatype":"UINT8","data":\#(Array(bytes[..<12]))}],"outputs":[{"name":"contrast"},{"name":"logits"}]}"#
    )
    let logits = try #require(floats(found, "logits")).sorted(by: >)
    let contrast = try #require(floats(found, "contrast"))
    let features = try Features(bytes: Array(bytes[..<12]), input: .image(shape: [4, 3]))
    let why = try model.model.explanation(of: features)
    // Twelve products of Float32 and two sums of them.
    #expect(abs(contrast.reduce(0, +) + Float(why.baselineGap) - (logits[0] - logits[1])) < 1e-4)
  }

  // MARK: Tables

  /// The CSV that `softmax predict --probabilities` would write for the table's file.
  private func predicted(_ model: ServedModel, _ path: String) throws -> [(
    label: String, probabilities: [Float]
  )] {
    let scoring = try ScoringRequest(
      model: try {
        let file = folder.file("m.safetensors"); try model.file.write(to: file); return file
      }(),
      data: DataSource(try DataReference(parsing: path)))
    var found: [(String, [Float])] = []
    try PredictionRequest(scoring).run { batch in
      found += batch.samples.map { (batch.classNames[$0.top(1)[0]], $0.probabilities) }
      return true
    }
    return found
  }

  @Test func columnsInAnyOrderAndTypeGiveTheBitsOfTheFile() async throws {
    let (model, path) = try table()
    let expected = try predicted(model, path)
    let found = try await answer(
      model,
      #"""
      {"parameters":{"content_type":"pd"},"inputs":[
       {"name":"member","shape":[8],"datatype":"BYTES","data":["yes","no","no","yes","","no","yes","no"]},
       {"name":"more","shape":[8],"datatype":"INT32","data":[1,2,3,4,5,6,7,8]},
       {"name":"age","shape":[8,1],"datatype":"FP64","data":[31,44,null,19,52,28,61,33.5]},
       {"name":"plan","shape":[8],"datatype":"BYTES","parameters":{"content_type":"str"},
        "data":["basic","plus","basic",null,"plus","basic","plus","a, b"]}]}
      """#)
    #expect(words(found, "predict") == expected.map(\.label))
    #expect(floats(found, "predict_proba") == expected.flatMap(\.probabilities))
    let texts = try await answer(
      model,
      #"""
      {"inputs":[{"name":"age","shape":[2],"datatype":"BYTES","data":["31","NA"]},
       {"name":"plan","shape":[2],"datatype":"BYTES","data":["basic","basic"]},
       {"name":"member","shape":[2],"datatype":"BOOL","data":[true,false]}]}
      """#)
    #expect(floats(texts, "predict_proba") == expected[0].probabilities + expected[2].probabilities)
  }

  // MARK: What is refused

  @Test(arguments: [
    (
      #"[{"name":"input","shape":[1,11],"datatype":"UINT8","data":[1,2,3,4,5,6,7,8,9,10,11]}]"#,
      "was trained on"
    ),
    (#"[{"name":"input","shape":[1],"datatype":"FP32","data":[1]}]"#, "expected [samples, 4, 3]"),
    (#"[{"name":"input","shape":[1,1],"datatype":"BYTES","data":["a"]}]"#, "has texts (BYTES)"),
    (
      #"[{"name":"a","shape":[1,1],"datatype":"FP32","data":[1]},{"name":"b","shape":[1,1],"datatype":"FP32","data":[1]}]"#,
      "there are 2 inputs"
    ),
  ])
  func inputsThatDoNotFitAreRefused(_ inputs: String, _ part: String) async throws {
    let (model, _, _) = try pictures()
    do {
      _ = try await answer(model, #"{"inputs":\#(inputs)}"#)
      Issue.record("accepted")
    } catch {
      #expect(RequestProblem(error).message.contains(part), "\(RequestProblem(error).message)")
    }
  }

  @Test func outputsThatAreNotThereAreRefused() async throws {
    let (model, bytes, _) = try pictures()
    let input = #"[{"name":"input","shape":[1,12],"datatype":"UINT8","data":\#(Array(bytes[..<12]))}]"#
    for (output, part) in [
      (#"{"name":"label"}"#, "its outputs are predict, predict_proba, logits, contrast"),
      (#"{"name":"sets"}"#, "was not calibrated for sets"),
      (#"{"name":"predict","parameters":{"classification":2}}"#, "classification is for"),
      (#"{"name":"logits"},{"name":"logits"}"#, "comes twice"),
    ] {
      do {
        _ = try await answer(model, #"{"inputs":\#(input),"outputs":[\#(output)]}"#)
        Issue.record("accepted: \(output)")
      } catch {
        #expect(RequestProblem(error).message.contains(part), "\(RequestProblem(error).message)")
      }
    }
  }

  @Test func aTablesProblemsNameInputAndElement() async throws {
    let (model, _) = try table()
    for (inputs, part) in [
      (#"{"name":"age","shape":[1],"datatype":"FP64","data":[3]}"#, "'plan'"),
      (
        #"{"name":"age","shape":[2],"datatype":"BYTES","data":["3","old"]},{"name":"plan","shape":[2],"datatype":"BYTES","data":["basic","plus"]},{"name":"member","shape":[2],"datatype":"BYTES","data":["yes","no"]}"#,
        "input 'age', element 2"
      ),
      (
        #"{"name":"age","shape":[2],"datatype":"FP64","data":[3,4]},{"name":"plan","shape":[1],"datatype":"BYTES","data":["basic"]}"#,
        "'plan' has 1 rows, but 'age' has 2"
      ),
      (#"{"name":"age","shape":[1,2],"datatype":"FP64","data":[3,4]}"#, "has one, so its shape is"),
    ] {
      do {
        _ = try await answer(model, #"{"inputs":[\#(inputs)]}"#)
        Issue.record("accepted: \(inputs)")
      } catch {
        let message = RequestProblem(error).message
        #expect(message.contains(part), "\(message)")
        #expect(!message.contains(folder.path), "no path of the machine")
      }
    }
  }

  @Test func moreRowsThanTheLimitAre413() async throws {
    let (model, bytes, _) = try pictures()
    let request = try InferenceRequest(
      Array(#"{"inputs":[{"name":"input","shape":[60,12],"datatype":"UINT8","data":\#(bytes)}]}"#.utf8))
    do {
      _ = try await model.answer(
        request, rowLimit: 59, batches: RequestBatcher(model.model, execution: .automatic))
      Issue.record("accepted")
    } catch let problem as RequestProblem {
      #expect(problem.status == 413 && problem.message.contains("59"))
    }
  }

  @Test func anAnswerAtOnceIsForSmallModelsAndFewRows() throws {
    let (model, bytes, count) = try pictures()
    let request = try InferenceRequest(
      Array(
        #"{"inputs":[{"name":"input","shape":[\#(count),12],"datatype":"UINT8","data":\#(bytes)}]}"#.utf8))
    let small = RequestBatcher(model.model, execution: .automatic)
    let atOnce = try #require(try model.answerAtOnce(request, rowLimit: 1000, batches: small))
    #expect(atOnce.sampleCount == count)
    let large = RequestBatcher(model.model, execution: .automatic, leastWeights: 0)
    #expect(try model.answerAtOnce(request, rowLimit: 1000, batches: large) == nil)
    #expect(model.isQuick(request))
    // The same samples, explained, and so many that a million products are passed.
    func asked(_ rows: Int, _ outputs: String) throws -> InferenceRequest {
      let data = [Int](repeating: 7, count: rows * 12)
      return try InferenceRequest(
        Array(
          #"{"inputs":[{"name":"input","shape":[\#(rows),12],"datatype":"UINT8","data":\#(data)}]\#(outputs)}"#
            .utf8))
    }
    #expect(model.isQuick(try asked(1000, "")))
    #expect(!model.isQuick(try asked(30_000, "")))
    #expect(!model.isQuick(try asked(1000, #","outputs":[{"name":"contrast"}]"#)))
  }
}
