// Reading requests of the Open Inference Protocol: what is understood, and what is refused where.

import SoftmaxServer
import Testing

@Suite struct InferenceRequestTests {
  private func read(_ text: String, _ tail: [UInt8] = []) throws -> InferenceRequest {
    let json = Array(text.utf8)
    return try InferenceRequest(json + tail, headerLength: tail.isEmpty ? nil : json.count)
  }

  private func numbers(_ input: InferenceRequest.Input) -> [UInt8]? {
    if case .numbers(let bytes) = input.content { bytes } else { nil }
  }

  private func words(_ input: InferenceRequest.Input) -> [String?]? {
    if case .words(let words) = input.content { words } else { nil }
  }

  /// The message with which a request is refused.
  private func refusal(_ text: String, _ tail: [UInt8] = []) -> String? {
    do {
      _ = try read(text, tail)
      return nil
    } catch let problem as RequestProblem {
      return problem.status == 400 ? problem.message : "status \(problem.status)"
    } catch {
      return "another error: \(error)"
    }
  }

  @Test func nestedFlatAndBinaryDataAreTheSameTensor() throws {
    let flat = try read(#"{"inputs":[{"name":"input","shape":[2,2],"datatype":"FP32","data":[1,2,3,4.5]}]}"#)
    let nested = try read(
      #"{"inputs":[{"data":[[1,2],[3,4.5]],"datatype":"FP32","shape":[2,2],"name":"input"}]}"#)
    let bytes: [UInt8] = [0, 0, 128, 63, 0, 0, 0, 64, 0, 0, 64, 64, 0, 0, 144, 64]
    let binary = try read(
      #"{"inputs":[{"name":"input","shape":[2,2],"datatype":"FP32","parameters":{"binary_data_size":16}}]}"#,
      bytes)
    #expect(numbers(flat.inputs[0]) == bytes)
    #expect(numbers(nested.inputs[0]) == bytes)
    #expect(numbers(binary.inputs[0]) == bytes)
    #expect(flat.inputs[0].shape == [2, 2] && flat.id == nil && flat.outputs == nil && !flat.isBinary)
  }

  @Test func outputsAndParametersAreUnderstood() throws {
    let request = try read(
      #"""
      {"id": "a\u00e9\ud83d\ude00", "parameters": {"priority": 3, "binary_data_output": true, "other": [1, {"x": null}]},
       "inputs": [{"name": "age", "shape": [1], "datatype": "INT64", "data": [-3]}],
       "outputs": [{"name": "predict_proba", "parameters": {"classification": 2, "binary_data": true}}, {"name": "logits"}]}
      """#)
    #expect(request.id == "aé😀" && request.isBinary)
    #expect(
      request.outputs == [
        .init(name: "predict_proba", isBinary: true, classification: 2),
        .init(name: "logits", isBinary: false, classification: nil),
      ])
    #expect(numbers(request.inputs[0]) == [253, 255, 255, 255, 255, 255, 255, 255])
  }

  @Test func pixelsAreReadHoweverTheyAreWritten() throws {
    let bytes: [UInt8] = [0, 9, 10, 99, 100, 255, 1, 2]
    for data in [
      "[0,9,10,99,100,255,1,2]", "[ 0 , 9,\n10 ,99,100,255,1.0,2e0 ]", "[[0,9],[10,99],[100,255],[1,2]]",
    ] {
      let shape = data.hasPrefix("[[") ? "[4,2]" : "[1,8]"
      let first = try read(#"{"inputs":[{"name":"x","shape":\#(shape),"datatype":"UINT8","data":\#(data)}]}"#)
      let last = try read(#"{"inputs":[{"data":\#(data),"name":"x","shape":\#(shape),"datatype":"UINT8"}]}"#)
      #expect(numbers(first.inputs[0]) == bytes && numbers(last.inputs[0]) == bytes, "\(data)")
    }
  }

  @Test func textsComeAsJSONAndAsBytes() throws {
    let json = try read(
      #"{"inputs":[{"name":"city","shape":[4,1],"datatype":"BYTES","data":["a\"b",null,3.50,true]}]}"#)
    #expect(words(json.inputs[0]) == ["a\"b", nil, "3.50", "true"])
    let binary = try read(
      #"{"inputs":[{"name":"city","shape":[2],"datatype":"BYTES","parameters":{"binary_data_size":11}}]}"#,
      [3, 0, 0, 0, 0xe2, 0x82, 0xac, 0, 0, 0, 0])
    #expect(words(binary.inputs[0]) == ["€", ""])
  }

  @Test func aMissingNumberIsNullOrNaN() throws {
    let request = try read(
      #"{"inputs":[{"name":"age","shape":[3],"datatype":"FP64","data":[null,NaN,1]}]}"#)
    let bytes = try #require(numbers(request.inputs[0]))
    let values = (0..<3).map { place in
      Double(bitPattern: (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[8 * place + $1]) << (8 * UInt64($1)) })
    }
    #expect(values[0].isNaN && values[1].isNaN && values[2] == 1)
    #expect(
      refusal(#"{"inputs":[{"name":"age","shape":[1],"datatype":"INT32","data":[NaN]}]}"#)?.contains(
        "INT32 cannot hold") == true)
  }

  @Test(arguments: [
    ("", "the text ends where '{' was expected"),
    ("[]", "byte 0: found '[' where '{' was expected"),
    ("{}", "no \"inputs\""),
    (#"{"inputs":[]}"#, "no \"inputs\""),
    (#"{"inputs":[{"shape":[1],"datatype":"FP32","data":[1]}]}"#, "input 1 has no \"name\""),
    (#"{"inputs":[{"name":"x","datatype":"FP32","data":[1]}]}"#, "input 'x': no \"shape\""),
    (#"{"inputs":[{"name":"x","shape":[1],"data":[1]}]}"#, "input 'x': no \"datatype\""),
    (#"{"inputs":[{"name":"x","shape":[1],"datatype":"FP32"}]}"#, "no \"data\""),
    (#"{"inputs":[{"name":"x","shape":[1],"datatype":"FLOAT","data":[1]}]}"#, "unknown datatype 'FLOAT'"),
    (#"{"inputs":[{"name":"x","shape":[1],"datatype":"FP16","data":[1]}]}"#, "JSON cannot hold FP16"),
    (#"{"inputs":[{"name":"x","shape":[0],"datatype":"FP32","data":[]}]}"#, "dimension 1 of the shape is 0"),
    (#"{"inputs":[{"name":"x","shape":[-1],"datatype":"FP32","data":[]}]}"#, "a dimension of -1"),
    (
      #"{"inputs":[{"name":"x","shape":[9007199254740992,9007199254740992],"datatype":"FP32","data":[]}]}"#,
      "beyond any memory"
    ),
    (#"{"inputs":[{"name":"x","shape":[],"datatype":"FP32","data":[1]}]}"#, "no dimensions"),
    (
      #"{"inputs":[{"name":"x","shape":[2],"datatype":"FP32","data":[1]}]}"#,
      "has 2 elements, but \"data\" has 1"
    ),
    (#"{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1,2]}]}"#, "more elements than its shape"),
    (
      #"{"inputs":[{"name":"x","shape":[2,2],"datatype":"FP32","data":[[1,2,3],[4]]}]}"#,
      "an array of input 'x' has 3 elements"
    ),
    (#"{"inputs":[{"name":"x","shape":[2,2],"datatype":"FP32","data":[[1,2],3,4]}]}"#, "nested otherwise"),
    (#"{"inputs":[{"name":"x","shape":[1],"datatype":"UINT8","data":[256]}]}"#, "UINT8 cannot hold 256"),
    (#"{"inputs":[{"name":"x","shape":[1],"datatype":"UINT8","data":[1.5]}]}"#, "UINT8 cannot hold 1.5"),
    (#"{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1e39]}]}"#, "beyond FP32"),
    (#"{"inputs":[{"name":"x","shape":[1],"datatype":"FP64","data":[1e999]}]}"#, "beyond Float64"),
    (#"{"inputs":[{"name":"x","shape":[1],"datatype":"FP64","data":[01]}]}"#, "begins with 0"),
    (#"{"inputs":[{"name":"x","shape":[1],"datatype":"FP64","data":[.5]}]}"#, "'.' where a value was expected"),
    (#"{"inputs":[{"name":"x","shape":[1],"datatype":"FP64","data":[5.]}]}"#, "as JSON writes it"),
    (#"{"inputs":[{"name":"x","shape":[1],"datatype":"FP64","data":[+1]}]}"#, "'+' where a value was expected"),
    (
      #"{"inputs":[{"name":"x","shape":[2],"datatype":"UINT8","data":[1,]}]}"#, "']' where a value was expected"
    ),
    (
      #"{"inputs":[{"name":"x","shape":[2],"datatype":"UINT8","data":[1 2]}]}"#,
      "'2' where ',' or ']' was expected"
    ),
    (#"{"inputs":[{"name":"x","shape":[2],"datatype":"UINT8","data":[1,02]}]}"#, "begins with 0"),
    (#"{"inputs":[{"name":"x","shape":[2],"datatype":"UINT8","data":[1,-2]}]}"#, "UINT8 cannot hold -2"),
    (#"{"inputs":[{"name":"x","shape":[2],"datatype":"UINT8","data":[1,1000]}]}"#, "UINT8 cannot hold 1000"),
    (
      #"{"inputs":[{"name":"x","shape":[2],"datatype":"UINT8","data":[1,2,3]}]}"#,
      "more elements than its shape"
    ),
    (#"{"inputs":[{"name":"x","shape":[2],"datatype":"UINT8","data":[1"#, "text ends"),
    (#"{"id":"a","id":"b"}"#, "the name 'id' comes twice"),
    (#"{"id":"\ud800"}"#, "surrogate"),
    (#"{"id":"a"} x"#, "the JSON is over"),
    (#"{"outputs":[{}],"inputs":[]}"#, "an output has no \"name\""),
    (
      #"{"inputs":[{"name":"x","shape":[1],"datatype":"FP64","parameters":{"shared_memory_region":"r"}}]}"#,
      "input 1 lies in shared memory"
    ),
    (
      #"{"outputs":[{"name":"predict","parameters":{"shared_memory_region":"r"}}],"inputs":[]}"#,
      "in shared memory"
    ),
  ])
  func whatIsWrongIsNamed(_ text: String, _ part: String) {
    #expect(refusal(text)?.contains(part) == true, "\(refusal(text) ?? "accepted")")
  }

  @Test(arguments: [
    (#"{"binary_data_size":-1}"#, "binary_data_size is -1"),
    (#"{"binary_data_size":5}"#, "4 bytes are left"),
    (#"{"binary_data_size":3}"#, "which is 4, but binary_data_size is 3"),
    (#"{"binary_data_size":9007199254740992}"#, "4 bytes are left"),
    (#"{"binary_data_size":99999999999999999999}"#, "whole number"),
    (#"{"other":1}"#, "no \"data\""),
  ])
  func sizesOfBinaryTensorsAreChecked(_ parameters: String, _ part: String) {
    let text = #"{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","parameters":"# + parameters + "}]}"
    #expect(
      refusal(text, [0, 0, 0, 0])?.contains(part) == true, "\(refusal(text, [0, 0, 0, 0]) ?? "accepted")")
  }

  @Test func bytesThatNoInputTakesAreRefused() {
    let text = #"{"inputs":[{"name":"x","shape":[1],"datatype":"UINT8","parameters":{"binary_data_size":1}}]}"#
    #expect(refusal(text, [1, 2])?.contains("add up to 1 bytes, but 2 stand behind the JSON") == true)
  }

  @Test func lyingTextLengthsAreRefused() {
    let text = #"{"inputs":[{"name":"x","shape":[1],"datatype":"BYTES","parameters":{"binary_data_size":6}}]}"#
    #expect(refusal(text, [255, 255, 255, 255, 1, 2])?.contains("is said to have 4294967295 bytes") == true)
    #expect(refusal(text, [2, 0, 0, 0, 0xff, 0xfe])?.contains("not valid UTF-8") == true)
    #expect(refusal(text, [0, 0, 0, 0, 1, 2])?.contains("breaks off in its length") == true)
  }

  @Test func everyTruncationIsRefusedAndNothingTraps() throws {
    let whole = Array(
      #"{"id":"a\u00e9","parameters":{"binary_data_output":true},"inputs":[{"name":"x","shape":[2,1],"datatype":"FP32","data":[[1.5e1],[-0.25]]}],"outputs":[{"name":"logits"}]}"#
        .utf8)
    #expect(throws: Never.self) { try InferenceRequest(whole) }
    for length in 0..<whole.count {
      #expect(throws: RequestProblem.self) { try InferenceRequest(Array(whole[..<length])) }
    }
    // One wrong byte is understood or refused, and nothing else.
    for place in whole.indices {
      for byte in [UInt8(0), 0x22, 0x5b, 0x7b, 0x80, 0xff] {
        var other = whole
        other[place] = byte
        do { _ = try InferenceRequest(other) } catch {}
      }
    }
  }

  @Test func deepNestingIsRefused() {
    let deep = String(repeating: "[", count: 10_000)
    #expect(refusal(#"{"x":"# + deep)?.contains("in each other") == true)
    #expect(
      refusal(#"{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":"# + deep)?.contains(
        "nested otherwise than its shape") == true)
  }

  @Test func aHeaderLengthBeyondTheBodyIsRefused() {
    #expect(throws: RequestProblem.self) { try InferenceRequest([0x7b, 0x7d], headerLength: 3) }
  }
}
